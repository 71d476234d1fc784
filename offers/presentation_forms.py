"""Forms of how listings are presented: shape alone; rules are the services' word."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offers.services.faq import LONGEST_ANSWER, LONGEST_QUESTION
from offers.services.presentation import Presentation


def _area(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class PresentationForm(forms.Form):
    """What stands around every listing; images one address a line."""

    description_template = forms.CharField(
        label=_("Description template"),
        required=False,
        help_text=_("Text or HTML around every description. Anything in {{…}} is filled in for each offer."),
        widget=_area(10, spellcheck="false"),
    )
    image_urls = forms.CharField(
        label=_("Informative images"),
        required=False,
        help_text=_("At most two addresses, one a line, for the end of every listing. Storefronts show https:// only."),
        widget=_area(2, spellcheck="false", inputmode="url"),
    )
    delivery_note = forms.CharField(
        label=_("About delivery"),
        required=False,
        help_text=_(
            "What customers should know apart from the dates: who brings it, to which floor, how it is packed."
        ),
        widget=_area(3),
    )
    warranty = forms.CharField(
        label=_("Warranty"),
        required=False,
        help_text=_("How long it lasts, what it covers, and who to ask."),
        widget=_area(3),
    )
    return_policy = forms.CharField(
        label=_("Return policy"),
        required=False,
        help_text=_("The same text as in your shop profile."),
        widget=_area(3),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_set_returns: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_set_returns:
            del self.fields["return_policy"]

    @property
    def changes(self) -> dict[str, Any]:
        """What the form says, as the service takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {**given, "image_urls": given["image_urls"].split()}


def presentation_initial(presentation: Presentation) -> dict[str, str]:
    """What is saved, and which state of it."""
    return {
        "description_template": presentation.description_template,
        "image_urls": "\n".join(presentation.image_urls),
        "delivery_note": presentation.delivery_note,
        "warranty": presentation.warranty,
        "return_policy": presentation.return_policy,
        "version": presentation.version,
    }


class QuestionForm(forms.Form):
    """A question with its answer."""

    question = forms.CharField(label=_("Question"), max_length=LONGEST_QUESTION)
    answer = forms.CharField(label=_("Answer"), max_length=LONGEST_ANSWER, widget=_area(6))
