"""The filters of the list of products (R005, R006, R018)."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from offers.filtersets import TreeFilter
from offers.models import Product
from offers.services.catalogue import category_tree, merchandise_tree
from offers.services.product_lists import in_merchandise, matching

MISSING = {
    "attributes": (_("Attributes"), ~Q(missing_attributes=[])),
    "picture": (_("Pictures"), Q(media_urls=[])),
    "ean": (_("EAN"), Q(ean="")),
    "description": (_("Description"), Q(description="")),
}


def _in_categories(sheets: QuerySet[Any], ids: list[int]) -> QuerySet[Any]:
    return sheets.filter(category__in=ids)


class ProductFilterSet(django_filters.FilterSet):
    """Free text, place in the trees, what lacks."""

    q = django_filters.CharFilter(method="filter_text")
    category = TreeFilter(label=_("Category"), narrow=_in_categories)
    merchandise = TreeFilter(label=_("Merchandise structure"), narrow=in_merchandise)
    missing = django_filters.MultipleChoiceFilter(
        choices=[(code, label) for code, (label, _condition) in MISSING.items()],
        label=_("Missing"),
        method="filter_missing",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Product
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = category_tree()
        self.filters["category"].plant(self.categories)
        self.filters["merchandise"].plant(structure := merchandise_tree())
        if not structure.rows:
            del self.filters["merchandise"]

    def filter_text(self, sheets: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Which are called so."""
        return matching(sheets, value) if value.strip() else sheets

    def filter_missing(self, sheets: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Which lack any of these."""
        lacking = Q()
        for code in value:
            lacking |= MISSING[code][1]
        return sheets.filter(lacking) if value else sheets
