"""What shipping shows of offers: how many a change touches, and one piece to reckon a promise with."""

from django.db.models import Count, Q

from offers.models import Offer
from shipping import reach
from shipping.freight import ParcelLine
from shipping.reach import Goods, OfferCounts


def register() -> None:
    """Called once, at start."""
    reach.register_offers(count_offers, find_goods)


def count_offers(shop_id: int) -> OfferCounts:
    """The shop's offers, on sale or not."""
    offers = Offer.objects.current().filter(shop=shop_id)
    counts = offers.aggregate(total=Count("pk"), own=Count("pk", filter=Q(lead_time_days__isnull=False)))
    return OfferCounts(counts["total"], counts["own"])


def find_goods(shop_id: int, offer_id: int | None) -> Goods | None:
    """One piece of the offer; for None of the one that was sold first among those that take the shop's own time."""
    offers = Offer.objects.current().with_product().filter(shop=shop_id)
    if offer_id is None:
        found = offers.filter(lead_time_days__isnull=True).order_by("pk").first()
    else:
        found = offers.filter(pk=offer_id).first()
    if found is None:
        return None
    line = ParcelLine(quantity=1, value=found.price, class_id=found.logistic_class_id, weight_grams=found.weight_grams)
    return Goods(label=found.product.title, line=line, lead_time_days=found.lead_time_days)
