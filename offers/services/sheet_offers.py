"""Who sells a sheet: the shop's own offers, and of the others only how many shops they are (R001)."""

from dataclasses import dataclass

from marketplace.tenancy import all_shops
from offers.models import Offer


@dataclass(frozen=True)
class OffersOnSheet:
    """What stands on a sheet, as one of its sellers may see it."""

    own: list[Offer]
    others: int


def offers_on_sheet(product_id: int, shop_id: int) -> OffersOnSheet:
    """The shop's offers of the product, not removed, and how many other shops sell it."""
    own = Offer.objects.current().with_product().filter(product=product_id, shop=shop_id).order_by("pk")
    found = list(own)
    with all_shops("how many others sell a product is no secret; who and at what price is not told"):
        others = Offer.objects.current().filter(product=product_id).exclude(shop=shop_id)
        return OffersOnSheet(found, others.values("shop").distinct().count())
