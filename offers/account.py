"""What A01 says of a shop's offers."""

from datetime import datetime
from typing import Any

from marketplace.shops.account_sections import register_section
from offers.models import Offer


def offers_section(shop_id: int, at: datetime) -> dict[str, Any]:
    """The count of offers on sale."""
    return {"offers_count": Offer.objects.sellable(at).filter(shop=shop_id).count()}


def register() -> None:
    """Add the section to A01."""
    register_section("offers", offers_section)
