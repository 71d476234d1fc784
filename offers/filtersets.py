"""The filters of the list of offers."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import RangeWidget

from marketplace import clock
from marketplace.search.filters import SearchFilter
from offers.choices import OfferCondition
from offers.forms.trees import TreeSelect, indented
from offers.models import Offer
from offers.search import KIND
from offers.services.catalogue import Tree, category_tree, merchandise_tree
from offers.services.product_lists import in_merchandise

# What may lack, and which offers lack it.
MISSING: Mapping[str, tuple[Any, Q]] = {
    "sheet": (_("Attributes of the sheet"), ~Q(product__missing_attributes=[])),
    "picture": (_("Pictures"), Q(product__media_urls=[])),
    "ean": (_("EAN"), Q(product__ean="")),
    "safety": (_("Safety stock"), Q(safety_in_force=0)),
    "review": (
        _("Confirmation of the changed sheet"),
        Q(sheet_confirmed_at__isnull=True) | Q(product__updated_at__gt=F("sheet_confirmed_at")),
    ),
}


class NumberRangeWidget(RangeWidget):
    """Two numbers, each with a name for who cannot see which is which."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})
        self.widgets[0].attrs["aria-label"] = _("from")
        self.widgets[1].attrs["aria-label"] = _("to, included")


def _bounds() -> tuple[forms.DecimalField, forms.DecimalField]:
    """The two ends of a range, no longer than a price: the database cannot compare 1e999999."""
    return forms.DecimalField(max_digits=12), forms.DecimalField(max_digits=12)


class TreeFilter(django_filters.ChoiceFilter):
    """A node of a tree with everything below it; the select is indented as the tree is."""

    def __init__(self, *, narrow: Callable[[Any, list[int]], Any], **kwargs: Any) -> None:
        self._narrow = narrow
        self.tree = Tree({})
        super().__init__(choices=[], empty_label=_("Any"), widget=TreeSelect, **kwargs)

    def plant(self, tree: Tree) -> None:
        """Choose among these nodes."""
        self.tree = tree
        self.extra["choices"] = list(indented(tree))

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if not value:
            return qs
        chosen = next(pk for pk, node in self.tree.rows.items() if node.code == value)
        found: QuerySet[Any] = self._narrow(qs, self.tree.below(chosen))
        return found


def _in_categories(offers: QuerySet[Any], ids: list[int]) -> QuerySet[Any]:
    return offers.filter(product__category__in=ids)


class OfferFilterSet(django_filters.FilterSet):
    """Free text, place in the trees, price, stock, what lacks; the state is the list's tab (R005, R006)."""

    q = SearchFilter(kind=KIND)
    category = TreeFilter(label=_("Category"), narrow=_in_categories)
    merchandise = TreeFilter(label=_("Merchandise structure"), narrow=partial(in_merchandise, sheet="product__"))
    price = django_filters.RangeFilter(fields=_bounds(), label=_("Price"), widget=NumberRangeWidget)
    stock = django_filters.RangeFilter(
        field_name="quantity", fields=_bounds(), label=_("Stock"), widget=NumberRangeWidget
    )
    reduced = django_filters.BooleanFilter(
        label=_("Reduction"),
        method="filter_reduced",
        widget=forms.Select(choices=[("", _("Any")), ("true", _("Reduced"))]),
    )
    missing = django_filters.MultipleChoiceFilter(
        choices=[(code, label) for code, (label, _condition) in MISSING.items()],
        label=_("Missing"),
        method="filter_missing",
        widget=forms.CheckboxSelectMultiple,
    )
    condition = django_filters.MultipleChoiceFilter(
        choices=OfferCondition.choices, distinct=False, label=_("Condition"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Offer
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["category"].plant(category_tree())
        self.filters["merchandise"].plant(structure := merchandise_tree())
        if not structure.rows:
            del self.filters["merchandise"]

    def filter_reduced(self, offers: QuerySet[Any], name: str, value: bool | None) -> QuerySet[Any]:
        """Whose reduction runs now."""
        at = clock.now()
        begun = Q(discount_starts_at__isnull=True) | Q(discount_starts_at__lte=at)
        runs = Q(discount_ends_at__isnull=True) | Q(discount_ends_at__gt=at)
        return offers.filter(begun, runs, discount_price__isnull=False) if value else offers

    def filter_missing(self, offers: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Which lack any of these."""
        lacking = Q()
        for code in value:
            lacking |= MISSING[code][1]
        return offers.filter(lacking) if value else offers
