"""What A01 says of a shop's money."""

from datetime import datetime
from typing import Any

from invoices.services.balances import Balances, balances_of
from marketplace.shops.account_sections import register_section
from marketplace.shops.models import Shop


def balances_section(shop_id: int, _at: datetime) -> dict[str, Any]:
    """The balances in the shop's own currency, in which A01 speaks; `/api/x/balances` has those of all."""
    currency = Shop.objects.values_list("currency", flat=True).get(pk=shop_id)
    found = balances_of(shop_id=shop_id).get(currency, Balances())
    return {
        "payment_details": {
            "paid_balance": found.paid,
            "payable_balance": found.payable,
            "pending_balance": found.pending,
            "reserve_balance": None,
            "reserve_target": None,
            "sub_balances": [],
        }
    }


def register() -> None:
    """Add the section to A01."""
    register_section("balances", balances_section)
