"""What an offer's page tells who may not change it: all that its form would show (R008)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marketplace.shops.models import Channel
from offers.choices import CustomFieldType
from offers.models import Offer, OfferField
from offers.prices import Price, read_prices
from offers.services.terms import tax_codes


@dataclass(frozen=True)
class OtherPrice:
    """A price on one channel, or on every one, for a time or always."""

    channel: str
    price: Price


@dataclass(frozen=True)
class OfferFacts:
    """What needs words of other tables: prices by channel and time, tax, and the operator's own fields."""

    others: Sequence[OtherPrice]
    tax: str
    custom: Sequence[tuple[str, str]]


def offer_facts(offer: Offer, fields: Sequence[OfferField]) -> OfferFacts:
    """The facts of one offer; `fields` are the operator's. Two queries, one where it has no price of that kind."""
    others = read_prices(offer.other_prices) if offer.other_prices else []
    labels = dict(Channel.objects.values_list("code", "label")) if others else {}
    named = [OtherPrice(labels.get(each.channel, each.channel) or _("Every channel"), each) for each in others]
    rate = tax_codes(offer.shop_id).get(offer.tax_code) if offer.tax_code else None
    custom = [(each.label, _written(each, offer.additional_fields.get(each.code))) for each in fields]
    return OfferFacts(named, str(rate or offer.tax_code), [(label, text) for label, text in custom if text])


def _written(field: OfferField, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if field.type == CustomFieldType.BOOLEAN:
        return _("Yes") if str(value).lower() == "true" else _("No")
    return str(value)
