"""Forms of conversations: shape alone; what may be sent is the services' word."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from marketplace.files.checking import MOST_BYTES
from messaging.choices import TopicType
from messaging.services.conversations import Recipients
from messaging.services.writing import NewFile
from messaging.topics import LONGEST, Topic, reason_topics


class FilesInput(forms.FileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; they are read into memory, so that their sum is checked before."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if sum(file.size or 0 for file in given) > MOST_BYTES:
            raise forms.ValidationError(_("A message with its files has at most 30 MB."), code="MESSAGE_TOO_LARGE")
        return list(given)


class MessageForm(forms.Form):
    """A message to the customer, to the operator or to both; the operator only when ticked (R066, R067)."""

    to_customer = forms.BooleanField(label=_("Customer"), required=False, initial=True)
    to_operator = forms.BooleanField(label=_("Operator"), required=False)
    body = forms.CharField(
        label=_("Message"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4, "id": "write"})
    )
    attachments = FilesField(label=_("Files"), required=False, widget=FilesInput(attrs={"id": "files"}))
    expected_count = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["lang"] = language

    def recipients(self) -> Recipients:
        """To whom it goes."""
        return Recipients(customer=self.cleaned_data["to_customer"], operator=self.cleaned_data["to_operator"])

    def new_files(self) -> list[NewFile]:
        """The files as they were sent."""
        return [NewFile(name=file.name or "", content=file.read()) for file in self.cleaned_data["attachments"]]


class NewConversationForm(MessageForm):
    """A message that begins a conversation: under a reason of the operator's list, or in words of one's own (R062)."""

    reason = forms.ChoiceField(label=_("About"), required=False)
    subject = forms.CharField(
        label=_("Subject"),
        required=False,
        max_length=LONGEST,
        help_text=_("The customer reads it as the subject of the mail."),
    )
    field_order = ["reason", "subject", "to_customer", "to_operator", "body", "attachments"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["expected_count"]
        reasons = reason_topics()
        if reasons:
            self.fields["reason"].choices = [("", _("In my own words")), *reasons]  # type: ignore[attr-defined]
        else:
            del self.fields["reason"]

    def topic(self) -> Topic:
        """The reason that was chosen, else the words."""
        if reason := self.cleaned_data.get("reason"):
            return Topic(TopicType.REASON_CODE, reason)
        return Topic(TopicType.FREE_TEXT, self.cleaned_data["subject"].strip())


class QuickReplyForm(forms.Form):
    """A ready text in one language."""

    title = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What you find it by. Customers do not see it.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    body = forms.CharField(label=_("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
