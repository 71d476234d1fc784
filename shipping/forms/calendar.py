"""Forms of a shop's calendar: shape alone; the operator's limits are the services' word (D12)."""

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.shops.choices import Weekday
from shipping.choices import ClosureKind
from shipping.closing import ClosureTerms
from shipping.models import Closure
from shipping.pages.words import write_weekdays

MARKETPLACE, OWN = "marketplace", "own"


class WeekForm(forms.Form):
    """The marketplace's week, or the shop's own."""

    whose = forms.ChoiceField(label=gettext_lazy("Working days"), widget=forms.RadioSelect)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Your days"),
        choices=Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Days on which you prepare and hand over parcels. They count for a week of your own."),
    )

    def __init__(self, *args: Any, usual: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = _("The marketplace's: %(days)s") % {"days": write_weekdays(usual)}
        choices = [(MARKETPLACE, theirs), (OWN, _("A week of your own"))]
        cast(forms.ChoiceField, self.fields["whose"]).choices = choices

    def chosen(self) -> list[int] | None:
        """None: the marketplace's."""
        return self.cleaned_data["weekdays"] if self.cleaned_data["whose"] == OWN else None


class ClosureForm(forms.Form):
    """When the shop is away, and what it does meanwhile. `seen` says of which closure the effect was shown."""

    first_day = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    last_day = forms.DateField(
        label=gettext_lazy("Until, that day included"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("For yourself, such as Summer holidays.")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Meanwhile"),
        choices=ClosureKind.choices,
        initial=ClosureKind.STAY_OPEN,
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def terms(self) -> ClosureTerms:
        given = self.cleaned_data
        return ClosureTerms(given["first_day"], given["last_day"], given["name"].strip(), ClosureKind(given["kind"]))


class EffectForm(ClosureForm):
    """The same, half typed perhaps: the effect needs no name."""

    name = forms.CharField(required=False, max_length=60)


def closure_initial(closure: Closure) -> dict[str, Any]:
    """What stands there."""
    return {name: getattr(closure, name) for name in ("first_day", "last_day", "name", "kind")}


def mark_of(terms: ClosureTerms) -> str:
    """What tells one closure's effect from another's."""
    return f"{terms.first_day} {terms.last_day} {terms.kind}"
