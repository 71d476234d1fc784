"""Both versions of a lost update: what stands there now beside what was typed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from babel.numbers import format_decimal
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.portal.formats import reader_locale, write_full
from offers.forms.terms import TermsForm
from offers.models import Offer
from offers.prices import Price, Volume
from offers.services.selling import terms_of

_NOTHING: tuple[Any, ...] = ("", None, [], ())


@dataclass(frozen=True)
class Difference:
    """A field with the value that is stored, and the one that its reader typed."""

    label: str
    theirs: str
    yours: str


def differences(form: forms.Form) -> list[Difference]:
    """Of each shown field of a form that was checked; its initial values are those that are stored."""
    found = []
    for bound in form.visible_fields():
        theirs = _written(bound.field, bound.initial)
        yours = _written(bound.field, form.cleaned_data.get(bound.name, bound.data))
        if not bound.field.disabled and theirs != yours:
            found.append(Difference(str(bound.label), theirs, yours))
    return found


def offer_differences(form: TermsForm, offer: Offer) -> list[Difference]:
    """Of an offer's terms, the rows of its further prices included."""
    return [*differences(form), *_rows(form, offer)]


def _rows(form: TermsForm, offer: Offer) -> Iterator[Difference]:
    stored = terms_of(offer)
    volumes = [volume for each in form.volumes if each.is_valid() and (volume := each.volume())]
    others = [price for each in form.others if each.is_valid() and (price := each.given())]
    rows = (
        (_("Prices by quantity"), [map(_volume, stored.volumes), map(_volume, volumes)]),
        (_("Prices by channel and time"), [map(_other, stored.other_prices), map(_other, others)]),
    )
    for label, versions in rows:
        theirs, yours = ("; ".join(texts) or "—" for texts in versions)
        if theirs != yours:
            yield Difference(label, theirs, yours)


def _volume(volume: Volume) -> str:
    words = {"n": volume.quantity, "price": _price(volume.price, volume.discount_price)}
    return _("from %(n)s: %(price)s") % words


def _other(price: Price) -> str:
    channel = price.channel or _("Every channel")
    times = [write_full(each) if each else "…" for each in (price.starts_at, price.ends_at)]
    period = [" – ".join(times)] if price.starts_at or price.ends_at else []
    volumes = [_volume(each) for each in price.volumes]
    return ", ".join([channel, *period, _price(price.price, price.discount_price), *volumes])


def _price(price: Decimal, reduced: Decimal | None) -> str:
    if reduced is None:
        return _amount(price)
    words = {"price": _amount(price), "reduced": _amount(reduced)}
    return pgettext("price", "%(price)s reduced to %(reduced)s") % words


def _amount(amount: Decimal) -> str:
    return str(format_decimal(amount, format="#,##0.00", locale=reader_locale()))


def _written(field: forms.Field, value: Any) -> str:
    """A value as its reader would write it; one that could not be read as it was typed."""
    if value in _NOTHING:
        return "—"
    if isinstance(field, forms.ChoiceField):
        labels = {str(code): str(label).strip() for code, label in cast(Iterable[Any], field.choices)}
        return ", ".join(labels.get(str(each), str(each)) for each in (value if isinstance(value, list) else [value]))
    if isinstance(value, datetime):
        return write_full(value)
    if isinstance(value, Decimal):
        return _amount(value)
    return str(value).replace("\r\n", "\n").strip()
