"""Both versions of a lost update: what stands there now beside what was typed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from babel.numbers import format_decimal
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.portal.formats import reader_locale, write_full
from offers.forms.terms import TermsForm
from offers.models import Offer
from offers.prices import Price, Volume
from offers.services.selling import terms_of

Read = TypeVar("Read", Volume, Price)
_NOTHING: tuple[Any, ...] = ("", None, [], ())


@dataclass(frozen=True)
class Difference:
    """A field with the value that is stored, and the one that its reader typed."""

    label: str
    theirs: str
    yours: str
    stays: bool = False  # what is stored: the reader may no longer write there


def differences(form: forms.Form) -> list[Difference]:
    """Of each shown field of a form that was checked; its initial values are those that are stored."""
    found = []
    for bound in form.visible_fields():
        stays = bound.field.disabled
        if stays and bound.html_name not in form.data:
            continue
        theirs = _written(bound.field, bound.initial)
        yours = _written(bound.field, bound.data if stays else form.cleaned_data.get(bound.name, bound.data))
        if theirs != yours:
            found.append(Difference(str(bound.label), theirs, yours, stays))
    return found


def offer_differences(form: TermsForm, offer: Offer) -> list[Difference]:
    """Of an offer's terms, the rows of its further prices included."""
    return [*differences(form), *_rows(form, offer)]


def _rows(form: TermsForm, offer: Offer) -> Iterator[Difference]:
    stored = terms_of(offer)

    def other(price: Price) -> str:
        return _other(price, form.channels)

    volumes = [_row(each, each.volume, _volume) for each in form.volumes if not each.is_empty()]
    others = [_row(each, each.given, other) for each in form.others if not each.is_empty()]
    rows = (
        (_("Prices by quantity"), [map(_volume, stored.volumes), volumes]),
        (_("Prices by channel and time"), [map(other, stored.other_prices), others]),
    )
    for label, versions in rows:
        theirs, yours = ("; ".join(texts) or "—" for texts in versions)
        if theirs != yours:
            yield Difference(label, theirs, yours)


def _volume(volume: Volume) -> str:
    words = {"n": volume.quantity, "price": _price(volume.price, volume.discount_price)}
    return _("from %(n)s: %(price)s") % words


def _row(form: forms.Form, read: Callable[[], Read | None], write: Callable[[Read], str]) -> str:
    """A row of prices; one that could not be read as it was typed."""
    price = read() if form.is_valid() else None
    if price is not None:
        return write(price)
    typed = ((bound.label, str(bound.value() or "").strip()) for bound in form.visible_fields())
    return ", ".join(f"{label}: {text}" for label, text in typed if text)


def _other(price: Price, channels: Mapping[str, str]) -> str:
    channel = channels.get(price.channel, price.channel) or _("Every channel")
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
