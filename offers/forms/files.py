"""Files in and out, as they are asked for."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from offers.choices import ImportKind, ImportMode
from offers.forms.fields import MomentField
from offers.services.exporting import CSV, XLSX
from offers.services.importing import has_importer

_ENDINGS = ".csv,.txt,.xlsx,.xml"


class ImportForm(forms.Form):
    """A file, what it holds, and whether what it does not name stays."""

    kind = forms.ChoiceField(label=_("What is in the file"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV with ; , or tab, XLSX or XML. The first line names the columns."),
        widget=forms.FileInput(attrs={"accept": _ENDINGS}),
    )
    mode = forms.ChoiceField(
        label=_("Offers that are not in the file"),
        required=False,
        choices=[
            (ImportMode.NORMAL, _("They stay as they are")),
            (ImportMode.REPLACE, _("They are removed: the file takes the place of all your offers")),
        ],
        initial=ImportMode.NORMAL,
        help_text=_(
            "Only for files of offers. The file is tried first, and you confirm how many offers would be removed."
        ),
        widget=forms.RadioSelect,
    )
    is_dry_run = forms.BooleanField(label=_("Only try: check every row and change nothing"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in ImportKind if has_importer(kind)]
        cast(forms.ChoiceField, self.fields["kind"]).choices = kinds
        self.fields["kind"].initial = ImportKind.OFFERS

    @property
    def replaces(self) -> bool:
        """Whether every offer that the file does not name is to go."""
        return (self.cleaned_data["kind"], self.cleaned_data["mode"]) == (ImportKind.OFFERS, ImportMode.REPLACE)


class ConfirmForm(forms.Form):
    """The number of offers that a REPLACE would remove, typed by who means it."""

    confirm = forms.IntegerField(label=_("Type how many offers are removed"), min_value=0)

    def __init__(self, *args: Any, expected: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_confirm(self) -> int:
        typed: int = self.cleaned_data["confirm"]
        if typed != self.expected:
            raise forms.ValidationError(_("This is not the number that the trial found."))
        return typed


class ExportForm(forms.Form):
    """Everything, or what changed since; paused offers too or not; as CSV or as a workbook."""

    changed_since = MomentField(
        label=_("Only what changed since"), help_text=_("Empty: everything. Removed offers are named as removed.")
    )
    with_inactive = forms.BooleanField(
        label=_("Also offers that are not on sale: paused, sold out, out of their period"), required=False, initial=True
    )
    media_type = forms.TypedChoiceField(
        label=_("Kind of file"),
        required=False,
        choices=[(CSV, _("CSV")), (XLSX, _("Excel (XLSX)"))],
        initial=CSV,
        empty_value=CSV,
        widget=forms.RadioSelect,
    )
