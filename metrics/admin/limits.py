"""Limits per figure, as rules of a channel (R109). Typed in the units that people use: percent and hours."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from marketplace.operator import OperatorTabular
from marketplace.shops import channel_inlines
from metrics.choices import Unit
from metrics.definitions import FIGURES, Figure
from metrics.limits import BEST_GRADE, runs_right
from metrics.models import FigureLimit
from metrics.pages.standings import known_figures

# What one of the typed unit is in the figure's own.
_TYPED: dict[Unit, Decimal] = {Unit.SHARE: Decimal("0.01"), Unit.SECONDS: Decimal(3600)}


def _limit_field(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=capfirst(label),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("Shares in percent, times in hours, ratings from 1 to 5."),
    )


class FigureLimitForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """One figure with its limits; the warning comes before the suspension."""

    figure = forms.ChoiceField(
        choices=known_figures, label=capfirst(gettext_lazy("figure")), widget=UnfoldAdminSelectWidget
    )
    warning = _limit_field(gettext_lazy("warning from"))
    suspension = _limit_field(gettext_lazy("suspension from"))

    class Meta:
        model = FigureLimit
        fields = ["figure", "warning", "suspension", "min_counted"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figure = FIGURES.get(self.instance.figure)
        for name in ("warning", "suspension"):
            if figure is not None and (value := getattr(self.instance, name)) is not None:
                self.initial[name] = _plain(value / _TYPED.get(figure.unit, Decimal(1)))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        figure = FIGURES.get(values.get("figure", ""))
        if figure is None or self.errors:
            return values
        for name in ("warning", "suspension"):
            if values.get(name) is not None and not self._is_beyond(figure, name, values[name]):
                values[name] *= _TYPED.get(figure.unit, Decimal(1))
        if self.errors:
            return values
        if values.get("warning") is None and values.get("suspension") is None:
            raise ValidationError(_("Give a warning, a suspension, or both."))
        if not runs_right(figure, values.get("warning"), values.get("suspension")):
            raise ValidationError(_("The warning of %s must come before its suspension.") % figure.label)
        return values

    def _is_beyond(self, figure: Figure, name: str, typed: Decimal) -> bool:
        """Whether it is more than the figure can be; the field says so."""
        most = {Unit.SHARE: 100, Unit.GRADE: BEST_GRADE}.get(figure.unit)
        if most is None or typed <= most:
            return False
        self.add_error(name, _("Not more than %s.") % most)
        return True


@channel_inlines.register
class LimitInline(OperatorTabular):
    """The limits of a channel's figures."""

    model = FigureLimit
    form = FigureLimitForm
    hide_title = True
    fields = ("figure", "warning", "suspension", "min_counted")
    verbose_name = gettext_lazy("limit of a figure")
    verbose_name_plural = gettext_lazy("Limits of figures, over 28 days. Nothing happens by itself yet.")


def _plain(value: Decimal) -> str:
    """Without zeros at its end, and never in powers of ten."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
