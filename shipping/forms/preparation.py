"""Forms of a shop's shipping settings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shipping.models import ShopShipping


class PreparationForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """The preparation time that holds for every offer without one of its own."""

    class Meta:
        model = ShopShipping
        fields = ["lead_time_days"]
        help_texts = {
            "lead_time_days": _(
                "From the order to the hand-over to the carrier. 0 means the same working day. "
                "Running orders keep theirs."
            )
        }
