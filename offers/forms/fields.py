"""Fields that offers' forms share: amounts, pieces and moments as the reader writes them."""

import re
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, format_decimal, get_group_symbol, parse_decimal
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.portal.formats import reader_locale

MOST_DIGITS = 12
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+", re.ASCII)
_EXAMPLE = Decimal("12.5")
_MOMENT = "%Y-%m-%dT%H:%M"


class AmountField(forms.DecimalField):
    """An amount as the reader writes it, thousands parted or not: `1.890,00` in Spanish."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": MOST_DIGITS, "decimal_places": 2, "localize": True, **kwargs})
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        text, locale = str(value).strip(), reader_locale()
        # A number with groups alone: Django would take a point for the decimals of a reader who writes a comma.
        if get_group_symbol(locale) == "." and _GROUPED.fullmatch(text):
            with suppress(NumberFormatError):
                return parse_decimal(text.removeprefix("+"), locale=locale, strict=True)
        try:
            return super().to_python(value)
        except forms.ValidationError:
            with suppress(NumberFormatError):
                return parse_decimal(text, locale=locale, strict=True)
            example = {"example": format_decimal(_EXAMPLE, format="0.00", locale=locale)}
            raise forms.ValidationError(_("Enter a number such as %(example)s.") % example, code="invalid") from None


class MomentField(forms.DateTimeField):
    """A day and time to the minute, in the reader's zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})

    @staticmethod
    def keep_seconds(typed: datetime | None, former: datetime | None) -> datetime | None:
        """What stood there where the field shows it unchanged: the field knows no seconds."""
        if typed and former and typed == former.replace(second=0, microsecond=0):
            return former
        return typed


def write_moment(moment: datetime | None) -> str:
    """A moment as a MomentField shows it."""
    return timezone.localtime(moment).strftime(_MOMENT) if moment else ""


def pieces(**kwargs: Any) -> forms.IntegerField:
    """A number of pieces that may be left empty."""
    return forms.IntegerField(**{"required": False, "min_value": 0, **kwargs})
