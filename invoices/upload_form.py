"""The form with which a document is filed: shape alone; what may be filed is the services' word."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from invoices.choices import INVOICE_TYPES, DocumentType
from invoices.services.limits import ENDINGS, FILED_BY_SELLERS, plain_name

# How what a customer can read begins, whatever its name says: PDF, JPEG, PNG, GIF.
_READABLE = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8")
_SHOWN = tuple((each.value, each.label) for each in FILED_BY_SELLERS)


class UploadForm(forms.Form):
    """What it is, and the file. An invoice is a PDF or a picture, so that every customer can read it."""

    type = forms.ChoiceField(
        label=_("What is it?"), choices=_SHOWN, widget=forms.RadioSelect, initial=DocumentType.CUSTOMER_INVOICE
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("An invoice is a PDF or a picture. At most 30 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{each}" for each in sorted(ENDINGS))}),
    )

    content: bytes = b""

    def __init__(self, *args: Any, has_billing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_billing:
            # R046: without billing data an invoice is a simplified one.
            self.fields["type"].initial = DocumentType.SIMPLIFIED_INVOICE

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        file: UploadedFile[Any] | None = cleaned.get("file")
        if file is not None:
            self.content = file.read()
            is_invoice = cleaned.get("type") in {*INVOICE_TYPES, DocumentType.CORRECTIVE_INVOICE}
            if is_invoice and not self.content.startswith(_READABLE):
                self.add_error("file", _("This is neither a PDF nor a picture. Choose the invoice as a PDF."))
        return cleaned

    @property
    def name(self) -> str:
        """How the file will be called among the documents."""
        file = self.cleaned_data.get("file")
        return plain_name(file.name or "") if file else ""
