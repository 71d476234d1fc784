"""What finds an offer: the shop's SKU, the product's number, title, brand and EAN."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.money import format_money
from marketplace.permissions import Right
from marketplace.portal.context import route
from marketplace.search import registry
from marketplace.search.registry import Entry, Hit, SearchKind
from marketplace.search.services import reindex
from offers.models import Offer

KIND = "offer"
_TEXTS = ("shop_sku", "product__title", "product__brand", "product__ean")


def reindex_offers(offer_ids: Collection[int]) -> None:
    """Bring offers, by primary key, up to date in the search, in the transaction that changed them or their product."""
    reindex(kind=KIND, subject_ids=offer_ids)


def offer_entries(offer_ids: Collection[int]) -> Iterable[Entry]:
    """The words of offers, in one query; removed offers have none."""
    rows = Offer.objects.filter(pk__in=offer_ids, removed_at__isnull=True).values_list("pk", "shop_id", *_TEXTS)
    return [Entry(shop_id=shop_id, subject_id=pk, texts=texts) for pk, shop_id, *texts in rows]


def offer_subjects() -> QuerySet[Any, int]:
    """Primary keys of all offers of the scope that are not removed."""
    offers: QuerySet[Any, int] = Offer.objects.filter(removed_at__isnull=True).values_list("pk", flat=True)
    return offers


def offer_hits(offer_ids: Collection[int]) -> list[Hit]:
    """Found offers by title, as far as the scope has them."""
    offers = Offer.objects.filter(pk__in=offer_ids).select_related("product").order_by("product__title", "pk")
    return [
        Hit(
            label=offer.product.title,
            detail=f"{offer.shop_sku} · {format_money(offer.price, offer.currency)}",
            url=route("offers:edit", offer.shop_id, offer.pk),
        )
        for offer in offers
    ]


def register() -> None:
    """Make offers searchable; called at start."""
    registry.register(
        SearchKind(
            code=KIND,
            label=_("Offers"),
            right=Right.OFFER_READ,
            subjects=offer_subjects,
            entries=offer_entries,
            hits=offer_hits,
            more="offers:list",
        )
    )
