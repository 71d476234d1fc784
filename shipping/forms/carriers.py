"""The form of a shop's usual carriers: shape alone."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from shipping.models import Carrier


class CarriersForm(forms.Form):
    """The carriers that the shop sends with; none: every one is offered (R091)."""

    carriers = forms.MultipleChoiceField(label=_("Your carriers"), required=False)

    def __init__(self, *args: Any, offered: Sequence[Carrier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["carriers"])
        field.choices = [(carrier.code, carrier.label) for carrier in offered]

    def chosen(self) -> set[str]:
        """The codes that are ticked, as the form stands."""
        return set(self["carriers"].value() or ())
