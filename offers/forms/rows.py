"""Rows of an offer's further prices: by quantity, and by channel and time. An empty row is none."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import InvalidOperation
from typing import Any, Self, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from offers.forms.fields import AmountField, MomentField, write_moment
from offers.prices import Price, Volume, read_prices, write_prices

MOST_ROWS = 60


class RowForm(forms.Form):
    """One row; labels name its number for who hears them."""

    @classmethod
    def row(cls, *args: Any, number: int, **kwargs: Any) -> Self:
        form = cls(*args, **kwargs)
        for field in form.fields.values():
            field.widget.attrs |= {"aria-label": f"{number}: {field.label}"}
        return form

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(str(bound.value() or "").strip() for bound in self.visible_fields())

    def full_clean(self) -> None:
        if self.is_bound and self.is_empty():
            for field in self.fields.values():
                field.required = False
        super().full_clean()


class VolumeForm(RowForm):
    """The price of a piece for who buys that many, or more."""

    quantity = forms.IntegerField(
        label=_("From quantity"), min_value=2, widget=forms.NumberInput(attrs={"class": "w-s"})
    )
    price = AmountField(label=_("Price of one"))
    discount_price = AmountField(label=_("Reduced"), required=False)

    @staticmethod
    def initial_of(volume: Volume) -> dict[str, Any]:
        return {"quantity": volume.quantity, "price": volume.price, "discount_price": volume.discount_price}

    def volume(self, stored: Sequence[Volume] = ()) -> Volume | None:
        """What was typed; None of an empty row. One of the `stored` that follows the price still does, unless its own
        was changed.
        """
        if self.is_empty():
            return None
        typed = Volume(**self.cleaned_data)
        followed = {(each.quantity, each.price) for each in stored if each.follows}
        return replace(typed, follows=typed.discount_price is not None and (typed.quantity, typed.price) in followed)


class OtherPriceForm(RowForm):
    """A price on one channel, for some time, or both. `kept` holds what the row does not show, as JSON."""

    channel = forms.ChoiceField(label=_("Channel"), required=False)
    starts_at = MomentField(label=pgettext_lazy("period", "From"))
    ends_at = MomentField(label=pgettext_lazy("period", "Until"))
    price = AmountField(label=_("Price"))
    discount_price = AmountField(label=_("Reduced"), required=False)
    kept = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, channels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [("", _("Every channel")), *channels]  # type: ignore[attr-defined]  # a ChoiceField

    @staticmethod
    def initial_of(price: Price) -> dict[str, Any]:
        shown = {"channel": price.channel, "price": price.price, "discount_price": price.discount_price}
        moments = {"starts_at": write_moment(price.starts_at), "ends_at": write_moment(price.ends_at)}
        return {**shown, **moments, "kept": json.dumps(write_prices([price])[0])}

    def given(self) -> Price | None:
        """What was typed; None of an empty row."""
        if self.is_empty():
            return None
        typed = {name: value for name, value in self.cleaned_data.items() if name != "kept"}
        former = self._former()
        if former is None:
            return Price(**typed)
        for name in ("starts_at", "ends_at"):
            typed[name] = MomentField.keep_seconds(typed[name], getattr(former, name))
        return replace(former, **typed)

    def _former(self) -> Price | None:
        try:
            return read_prices([json.loads(self.cleaned_data["kept"])])[0]
        except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation):
            return None  # a new row, or one whose hidden part was not ours


Row = TypeVar("Row", bound=RowForm)


def read_rows(
    form_class: type[Row],
    name: str,
    typed: QueryDict | None,
    stored: Sequence[Mapping[str, Any]],
    *,
    bound: bool,
    **kwargs: Any,
) -> list[Row]:
    """The forms `name-0`, `name-1` ... as they were typed, or of what is stored where nothing was."""
    if typed is None or f"{name}-rows" not in typed:
        rows: Sequence[Mapping[str, Any]] = stored
        return [_row(form_class, name, index, initial=row, **kwargs) for index, row in enumerate(rows)]
    count = row_count(typed, name)
    if bound:
        return [_row(form_class, name, index, data=typed, **kwargs) for index in range(count)]
    shown = [{field: typed.get(f"{name}-{i}-{field}", "") for field in form_class.base_fields} for i in range(count)]
    return [_row(form_class, name, index, initial=row, **kwargs) for index, row in enumerate(shown)]


def row_count(typed: QueryDict, name: str) -> int:
    """How many rows were sent, within reason."""
    text = typed.get(f"{name}-rows", "")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def add_row(typed: QueryDict, name: str) -> QueryDict:
    """What was typed, with an empty row at the end."""
    changed = typed.copy()
    changed[f"{name}-rows"] = str(min(row_count(typed, name) + 1, MOST_ROWS))
    return changed


def remove_row(typed: QueryDict, name: str, gone: int) -> QueryDict:
    """What was typed, without one row."""
    changed, count = typed.copy(), row_count(typed, name)
    for index in range(gone, count - 1):
        for key in [key for key in typed if key.startswith(f"{name}-{index}-")]:
            changed[key] = ""
        for key in [key for key in typed if key.startswith(f"{name}-{index + 1}-")]:
            changed[key.replace(f"{name}-{index + 1}-", f"{name}-{index}-", 1)] = typed.get(key, "")
    for key in [key for key in typed if key.startswith(f"{name}-{count - 1}-")]:
        del changed[key]
    changed[f"{name}-rows"] = str(max(0, count - 1))
    return changed


def _row(form_class: type[Row], name: str, index: int, **kwargs: Any) -> Row:
    return form_class.row(prefix=f"{name}-{index}", number=index + 1, **kwargs)
