"""Forms about one's own account."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User

# The tz database has aliases and technical names besides; a person looks for a continent and a city.
_REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def timezone_choices() -> list[tuple[str, str]]:
    """Time zones that a person would look for, by name."""
    names = sorted(name for name in available_timezones() if name.split("/")[0] in _REGIONS)
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A person's own details (R122)."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=lambda: [("", _("As the marketplace")), *timezone_choices()],
        help_text=_("Dates and times are shown in this zone."),
    )

    class Meta:
        model = User
        fields = ["firstname", "lastname", "language", "timezone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.language:
            self.initial["language"] = get_language()  # what the pages are shown in now
        for name in ("firstname", "lastname"):
            self.fields[name].required = True
            self.fields[name].widget.attrs["autocomplete"] = "given-name" if name == "firstname" else "family-name"
