"""What a shop's files are held against: each table read once for the whole file."""

from collections.abc import Mapping

from babel.numbers import get_currency_precision

from marketplace.shops.models import Shop, ShopChannel
from offers.custom_fields import read_custom_fields
from offers.imports.faults import fault
from offers.imports.layout import Rules
from offers.imports.price_cells import dumped
from offers.models import OfferField
from offers.services.terms import logistic_classes, tax_codes
from offers.spreadsheets import unescape


def rules_of(shop: Shop) -> Rules:
    """The shop's channels, money and tax codes, the marketplace's logistic classes and custom fields."""
    fields = list(OfferField.objects.all())

    def read_custom(given: Mapping[str, str]) -> str:
        kept, faults = read_custom_fields({code: unescape(cell.strip()) for code, cell in given.items()}, fields)
        return fault("FIELD_WRONG", faults[0].message) if faults else dumped(kept)

    return Rules(
        digits=min(get_currency_precision(shop.currency), 2),
        classes={code: str(each.pk) for code, each in logistic_classes().items()},
        tax_codes=list(tax_codes(shop.pk)),
        channels=list(ShopChannel.objects.filter(shop=shop.pk).values_list("channel__code", flat=True)),
        custom_codes=tuple(each.code for each in fields),
        read_custom=read_custom,
    )
