"""The list of incomplete listings as declared to the portal (R018)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from marketplace.portal.lists import Column, Sort, Tab
from marketplace.portal.paging import SortField
from marketplace.search.filters import SearchFilter
from offers.choices import Lack
from offers.models import Attribute, Offer
from offers.search import KIND
from offers.services.completeness import lacks_of


@dataclass(frozen=True)
class ShownLack:
    """Something that is missing, with where it is filled in; empty where the reader may not."""

    label: str
    url: str = ""


class CompletenessFilterSet(django_filters.FilterSet):
    """Free text; what lacks is the list's tab."""

    q = SearchFilter(kind=KIND)

    class Meta:
        model = Offer
        fields: list[str] = []


TABS = (
    Tab(
        "all",
        _("All incomplete"),
        empty_title=_("Every listing is complete"),
        empty_text=_("Customers find description, pictures, attributes, delivery, warranty, returns and questions."),
    ),
    *(
        Tab(lack.lower(), lack.label, empty_title=_("No listing is missing this"), empty_text=lack.label)
        for lack in Lack
    ),
)
SORTS = (Sort("sku", _("SKU"), (SortField("shop_sku"), SortField("pk"))),)
COLUMNS = (
    Column(
        "product",
        _("Product"),
        template="offers/_product.html",
        css="title",
        export=lambda offer: offer.product.title,
    ),
    Column("sku", _("SKU"), value=lambda offer: offer.shop_sku, sort="sku", css="nowrap"),
    Column(
        "lacks",
        _("Missing"),
        template="offers/listing/_lacks.html",
        export=lambda offer: ", ".join(str(lack.label) for lack in lacks_of(offer)),
    ),
)


def name_attributes(offers: Iterable[Offer]) -> dict[str, str]:
    """What the missing attributes of some sheets are called, in one query."""
    codes = {code for offer in offers for code in offer.product.missing_attributes}
    return {each.code: each.name for each in Attribute.objects.filter(code__in=codes)} if codes else {}


def write_attributes(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """The names of attributes, one after the other."""
    return ", ".join(names.get(code, code) for code in codes)


def page_lacks(offers: Iterable[Any], urls: Callable[[Offer, Lack], str]) -> None:
    """Give each offer `shown_lacks`; `urls(offer, lack)` says where what lacks is filled in."""
    found = list(offers)
    names = name_attributes(found)
    for offer in found:
        shown = []
        for lack in lacks_of(offer):
            label = str(lack.label)
            if lack == Lack.ATTRIBUTES:
                label = f"{label}: {write_attributes(offer.product.missing_attributes, names)}"
            shown.append(ShownLack(label, urls(offer, lack)))
        offer.shown_lacks = shown
