"""Forms of issuing: shape alone; what may be issued is the services' word."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from invoices.choices import InvoiceKind
from invoices.parties import Recipient
from invoices.services.correcting import TakenBack
from invoices.services.settings import LOGO_TYPES
from invoices.services.standing import LeftLine
from marketplace.money import format_money
from marketplace.shops.forms import country_choices

_WHOLE, _SOME, _RECIPIENT = "whole", "lines", "recipient"
_WAYS = (
    (_WHOLE, _("Take all of it back")),
    (_SOME, _("Take some amounts back")),
    (_RECIPIENT, _("Take all of it back and issue it again to the recipient below")),
)


def countries() -> list[tuple[str, str]]:
    """Countries by name, as the shop's profile has them."""
    return [("", "—"), *country_choices()]


class IssueForm(forms.Form):
    """The kind, where there is a choice."""

    def __init__(self, *args: Any, kinds: Sequence[InvoiceKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"), choices=choices, initial=kinds[0].value, widget=forms.RadioSelect
        )


class RecipientForm(forms.Form):
    """Whom the new invoice names, in a correction that changes that."""

    name = forms.CharField(label=_("Name"), max_length=150)
    company = forms.CharField(label=_("Company"), max_length=150, required=False)
    street_1 = forms.CharField(label=_("Street"), max_length=150)
    street_2 = forms.CharField(label=_("Street, second line"), max_length=150, required=False)
    zip_code = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=100)
    region = forms.CharField(label=_("Region"), max_length=100, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=countries)
    tax_id = forms.CharField(label=_("Tax id"), max_length=30, required=False)

    def recipient(self) -> Recipient:
        """As the service takes it."""
        return Recipient(**self.cleaned_data)


class CorrectForm(forms.Form):
    """Why, and what is taken back. `amounts` has one field for each line of which something is left."""

    reason = forms.CharField(label=_("Reason"), help_text=_("It is printed on the corrective invoice."), max_length=255)
    way = forms.ChoiceField(label=_("What is corrected?"), choices=_WAYS, widget=forms.RadioSelect, initial=_WHOLE)

    def __init__(self, *args: Any, left: Sequence[LeftLine], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = [each for each in left if each.left]
        for each in self.left:
            self.fields[amount_field(each.position)] = forms.DecimalField(
                label=each.line.title,
                help_text=_("of %(left)s") % {"left": format_money(each.left, currency)},
                required=False,
                max_digits=12,
                decimal_places=2,
                min_value=Decimal("0.01"),
            )

    @property
    def amounts(self) -> list[forms.BoundField]:
        """The fields of the lines."""
        return [self[amount_field(each.position)] for each in self.left]

    @property
    def renews(self) -> bool:
        """Whether a new invoice to another recipient is asked for."""
        return bool(self["way"].value() == _RECIPIENT)

    def lines(self) -> list[TakenBack] | None:
        """What is taken back of which line; None for all of it."""
        if self.cleaned_data["way"] != _SOME:
            return None
        given = {each.position: self.cleaned_data[amount_field(each.position)] for each in self.left}
        return [TakenBack(position, amount) for position, amount in given.items() if amount]

    def fault_fields(self) -> Mapping[str, str]:
        """The service's names of the amounts -> this form's."""
        taken = self.lines() or []
        return {f"lines[{index}].amount": amount_field(each.position) for index, each in enumerate(taken)}


class SettingsForm(forms.Form):
    """Numbers, note and whether invoices are issued by themselves."""

    issues_at_shipment = forms.BooleanField(
        label=_("Issue the invoice by itself when an order is shipped"),
        help_text=_("A simplified one where the customer gave no billing data."),
        required=False,
    )
    full_prefix = forms.CharField(label=_("Prefix of invoices"), max_length=10)
    simplified_prefix = forms.CharField(label=_("Prefix of simplified invoices"), max_length=10)
    corrective_prefix = forms.CharField(label=_("Prefix of corrective invoices"), max_length=10)
    note = forms.CharField(
        label=_("Text at the foot"),
        help_text=_("For instance your entry in the commercial register."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LogoForm(forms.Form):
    """The picture at the head of invoices and delivery slips."""

    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG or JPEG, at most 1 MB and 2000 × 2000 pixels."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(LOGO_TYPES))}),
    )


def amount_field(position: int) -> str:
    """The field of a line's amount."""
    return f"amount_{position}"
