"""What was asked for when a rate table gave no price, in words (R099)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from marketplace.money import format_money
from marketplace.portal.formats import reader_locale
from shipping import reach
from shipping.pages.words import country_name
from shipping.services.faults import Asked

MOST_GOODS = 5


def write_asked(asked: Asked, goods: Sequence[tuple[str, int]]) -> str:
    """ "28001 Spain · 2.4 kg · €12.30 · 2 × Lamp", as far as it is known."""
    return " · ".join(filter(None, (write_place(asked), write_weight(asked), write_value(asked), write_goods(goods))))


def write_place(asked: Asked) -> str:
    """The postcode and the country."""
    return f"{asked.zip_code} {country_name(asked.country)}".strip()


def write_weight(asked: Asked) -> str:
    """In kilograms; a parcel with an offer of no weight says so."""
    if asked.weight_grams is None:
        return _("weight unknown")
    return f"{format_decimal(Decimal(asked.weight_grams) / 1000, locale=reader_locale())} kg"


def write_value(asked: Asked) -> str:
    """What the goods cost."""
    return "" if asked.value is None else format_money(asked.value, asked.currency)


def write_goods(goods: Sequence[tuple[str, int]]) -> str:
    """ "2 × Lamp, 1 × Chair": the first few."""
    words = [f"{quantity} × {label}" for label, quantity in goods[:MOST_GOODS]]
    return ", ".join([*words, "…"] if len(goods) > MOST_GOODS else words)


def name_goods(asked: Asked, *, shop_id: int) -> list[tuple[str, int]]:
    """The offers by their titles, no more than are written and one; a removed one by its number. A query for each."""
    found = [
        (reach.find_goods(shop_id, offer_id), offer_id, quantity)
        for offer_id, quantity in asked.goods[: MOST_GOODS + 1]
    ]
    return [(goods.label if goods else f"#{offer_id}", quantity) for goods, offer_id, quantity in found]


def asked_of(params: Mapping[str, Any]) -> tuple[Asked, list[tuple[str, int]]] | None:
    """What a notice keeps of it; None of a notice from before that was kept."""
    kept = params.get("asked")
    if kept is None:
        return None
    return Asked.of(kept, currency=kept["currency"]), [(label, quantity) for label, quantity in kept["named"]]
