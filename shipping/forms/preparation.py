"""Forms of a shop's preparation: shape alone; the operator's limits are the services' word."""

from collections.abc import Sequence
from datetime import time
from typing import Any, cast

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shipping.closing import Limits, preparation_faults
from shipping.models import ShopShipping
from shipping.models.network import LONGEST_LEAD_TIME_DAYS


class PreparationForm(forms.Form):
    """The time that holds for every offer without one of its own, and the hour until which orders count."""

    lead_time_days = forms.IntegerField(
        label=_("Preparation lead time"),
        min_value=0,
        max_value=LONGEST_LEAD_TIME_DAYS,
        help_text=_(
            "Working days from the order to the hand-over to the carrier. 0 means the same working day. "
            "Running orders keep theirs, and an offer with a time of its own does too."
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    cutoff = forms.TimeField(
        label=_("Orders from this hour on count as the next day's"),
        required=False,
        help_text=_("Empty: an order counts for the day on which it comes."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


class PreviewForm(forms.Form):
    """Whom the preview is for; and, half typed perhaps, what the preparation would be."""

    lead_time_days = forms.IntegerField(required=False, min_value=0, max_value=LONGEST_LEAD_TIME_DAYS)
    cutoff = forms.TimeField(required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    zip_code = forms.CharField(
        label=_("Postcode"), required=False, max_length=10, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(
        self,
        *args: Any,
        channels: Sequence[tuple[str, str]],
        countries: Sequence[tuple[str, str]],
        limits: Limits,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.limits = limits
        cast(forms.ChoiceField, self.fields["channel"]).choices = list(channels)
        cast(forms.ChoiceField, self.fields["country"]).choices = list(countries)
        for name in ("channel", "country", "zip_code"):
            self.fields[name].widget.attrs["form"] = "preparation"
        if len(channels) < 2:
            self.fields["channel"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """A preparation that cannot be saved is not previewed either."""
        given = super().clean() or {}
        if "lead_time_days" in self.data and given.get("lead_time_days", 0) is None:
            self.add_error("lead_time_days", _("Enter a number of working days."))
        for fault in preparation_faults(given.get("lead_time_days") or 0, given.get("cutoff"), self.limits):
            self.add_error(fault.field, fault.message)
        return given

    def doubts(self) -> list[str]:
        """What is said of a preparation that was typed and makes no sense: the saved one holds in its place."""
        doubts: list[str] = []
        if self.has_error("lead_time_days"):
            most = self.limits.longest_lead_time_days
            text = ngettext(
                "This is no possible preparation time: enter a whole number of working days, from 0 to %(most)d. "
                "Until then the dates are those of the time that is saved.",
                "This is no possible preparation time: enter a whole number of working days, from 0 to %(most)d. "
                "Until then the dates are those of the time that is saved.",
                most,
            )
            doubts.append(text % {"most": most})
        if self.has_error("cutoff"):
            doubts.append(
                gettext("This hour is not possible. Until it is, the dates are those of the hour that is saved.")
            )
        return doubts

    def sound(self) -> dict[str, Any]:
        """The fields that were given and make sense; the others are left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}


def preparation_initial(settings: ShopShipping) -> dict[str, int | time | None]:
    """What is saved."""
    return {"lead_time_days": settings.lead_time_days, "cutoff": settings.cutoff}
