"""Selections of a shop's offers: checked when they are written, counted when they are shown."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from marketplace.errors import FieldError, ValidationFailed, refusal
from offers.choices import SelectionType
from offers.gtin import is_gtin, plain_gtin
from offers.models import Category, Offer, Product
from offers.selections import Selecting, values_of
from offers.services.catalogue import category_tree

MOST_VALUES = 1000
_WHOLE = (SelectionType.ALL, SelectionType.PURCHASED_ITEMS)


@dataclass(frozen=True)
class SelectionTerms:
    """What is named, as a seller writes it: offers by SKU or number, products by SKU or EAN, categories by code."""

    type: str = SelectionType.ALL
    values: tuple[str, ...] = ()


def resolve_selection(terms: SelectionTerms, *, allowed: Collection[str], field: str) -> tuple[str, list[str]]:
    """The selection as rows keep it: ids of offers, SKUs of products, codes, brands. Raises ValidationFailed naming
    `field` with every value that names nothing. Needs the shop's scope.
    """
    if terms.type not in allowed:
        raise refusal("VALIDATION_ERROR", field, _("Choose what it applies to."))
    if terms.type in _WHOLE:
        return terms.type, []
    values = list(dict.fromkeys(value.strip() for value in terms.values if value.strip()))
    if not values:
        raise refusal("SELECTION_EMPTY", field, _("Name at least one."))
    if len(values) > MOST_VALUES:
        raise refusal("SELECTION_TOO_LONG", field, _("At most %(count)s may be named.") % {"count": MOST_VALUES})
    known = _FINDERS[SelectionType(terms.type)](values)
    missing = [value for value in values if value not in known]
    if missing:
        message = _unknown(SelectionType(terms.type))
        errors = [FieldError("SELECTION_UNKNOWN", field, message % {"value": value}) for value in missing[:20]]
        raise ValidationFailed(code="SELECTION_UNKNOWN", message=errors[0].message, errors=errors)
    return terms.type, list(dict.fromkeys(known[value] for value in values))


def _unknown(selection_type: SelectionType) -> str:
    """What is said of a value that names nothing."""
    return {
        SelectionType.OFFER: _("“%(value)s” is not one of your offers."),
        SelectionType.PRODUCT: _("“%(value)s” is not a product of the marketplace."),
        SelectionType.BRAND: _("“%(value)s” is not a brand of your offers."),
        SelectionType.CATEGORY: _("“%(value)s” is not a category."),
    }[selection_type]


def count_selected(selections: Sequence[Selecting], currencies: Sequence[str]) -> list[int]:
    """How many offers each selection names among those in its currency: one query, and one for the category tree
    where a selection names categories.
    """
    if not selections:
        return []
    filters = selected_filters(selections)
    counts = {
        f"n{place}": Count("pk", filter=chosen & Q(currency=currency))
        for place, (chosen, currency) in enumerate(zip(filters, currencies, strict=True))
    }
    found = Offer.objects.current().aggregate(**counts)
    return [found[f"n{place}"] for place in range(len(selections))]


def selected_filters(selections: Sequence[Selecting]) -> list[Q]:
    """What picks the offers that each names."""
    by_category = any(each.selection_type == SelectionType.CATEGORY for each in selections)
    tree = category_tree() if by_category else None
    filters = []
    for each in selections:
        values = values_of(each.selection)
        if tree is not None and each.selection_type == SelectionType.CATEGORY:
            named = [pk for pk, row in tree.rows.items() if row.code in values]
            filters.append(Q(product__category__in={below for pk in named for below in tree.below(pk)}))
        else:
            filters.append(_plain_filter(each.selection_type, values))
    return filters


def _plain_filter(selection_type: str, values: Iterable[str]) -> Q:
    if selection_type == SelectionType.OFFER:
        return Q(pk__in=[int(value) for value in values])
    if selection_type == SelectionType.PRODUCT:
        return Q(product__product_sku__in=list(values))
    if selection_type == SelectionType.BRAND:
        brands = Q(pk__in=[])
        for value in values:
            brands |= Q(product__brand__iexact=value)
        return brands
    return Q(pk__isnull=False)


def _offers(values: Sequence[str]) -> dict[str, str]:
    """A number that is another offer's SKU means the SKU: that is what sellers type."""
    numbers = [int(value) for value in values if value.isdecimal() and len(value) < 19]
    current = Offer.objects.current().filter(Q(shop_sku__in=values) | Q(pk__in=numbers))
    rows = list(current.values_list("pk", "shop_sku"))
    return {str(pk): str(pk) for pk, _sku in rows} | {sku: str(pk) for pk, sku in rows}


def _products(values: Sequence[str]) -> dict[str, str]:
    plain = {value: plain_gtin(value) for value in values if is_gtin(value)}
    found = Product.objects.filter(Q(product_sku__in=values) | Q(ean__in=list(plain.values())))
    rows = list(found.values_list("product_sku", "ean"))
    by_ean = {ean: sku for sku, ean in rows if ean}
    named = {value: by_ean[ean] for value, ean in plain.items() if ean in by_ean}
    return named | {sku: sku for sku, _ean in rows}


def _categories(values: Sequence[str]) -> dict[str, str]:
    return {code: code for code in Category.objects.filter(code__in=values).values_list("code", flat=True)}


def _brands(values: Sequence[str]) -> dict[str, str]:
    return {value: value for value in values}


_FINDERS: dict[SelectionType, Callable[[Sequence[str]], dict[str, str]]] = {
    SelectionType.OFFER: _offers,
    SelectionType.PRODUCT: _products,
    SelectionType.CATEGORY: _categories,
    SelectionType.BRAND: _brands,
}
