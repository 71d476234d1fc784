"""What a shop's files are held against: each table read once for the whole file."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from babel.numbers import get_currency_precision

from marketplace.shops.models import Shop, ShopChannel
from marketplace.shops.zones import shop_zone
from offers.custom_fields import read_custom_fields
from offers.imports.faults import fault
from offers.imports.layout import Rules
from offers.imports.price_cells import dumped
from offers.models import OfferField
from offers.services.terms import tax_codes
from offers.spreadsheets import unescape
from shipping.models import LogisticClass


def rules_of(shop: Shop, at: datetime) -> Rules:
    """The shop's channels, zone, money and tax codes, the marketplace's logistic classes and custom fields."""
    fields = {each.code: each for each in OfferField.objects.all()}

    def read_custom(given: Mapping[str, str]) -> str:
        named = [fields[code] for code in given]
        kept, faults = read_custom_fields({code: unescape(cell.strip()) for code, cell in given.items()}, named)
        return fault("FIELD_WRONG", faults[0].message) if faults else dumped(kept)

    return Rules(
        digits=min(get_currency_precision(shop.currency), 2),
        zone=shop_zone(shop.pk),
        at=at,
        classes={code: str(pk) for code, pk in LogisticClass.objects.values_list("code", "pk")},
        tax_codes=list(tax_codes(shop.pk)),
        channels=list(ShopChannel.objects.filter(shop=shop.pk).values_list("channel__code", flat=True)),
        custom_codes=tuple(fields),
        read_custom=read_custom,
    )


def fields_of_new(absent: Collection[str]) -> tuple[dict[str, Any], str]:
    """What a new offer has in the custom fields of which a file says nothing: defaults, and the name of the first that
    must be filled in and has none; empty where there is no such.
    """
    fields = list(OfferField.objects.filter(code__in=absent))
    kept, _faults = read_custom_fields({}, fields)
    missing = next((each.label for each in fields if each.is_required and each.code not in kept), "")
    return kept, missing
