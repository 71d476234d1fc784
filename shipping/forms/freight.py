"""Forms of a shop's freight: shape alone; what makes a table whole is the checker's word."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from babel.numbers import format_decimal, get_currency_precision
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.portal.formats import reader_locale
from shipping.choices import EXTRA, RANGED, ChargeBasis
from shipping.models import LogisticClass, ShippingMethod, ShippingZone
from shipping.pages.rates import Names
from shipping.tables.amounts import read_amount
from shipping.tables.columns import GivenRow, WrittenRow
from shipping.tables.faults import TableFault

_SIMPLE = [(basis.value, basis.label) for basis in ChargeBasis if basis not in RANGED]
_FIELDS = ("zone", "method", "basis", "price", "extra_price", "free_from")
_HEAVIEST_KG = Decimal(30_000)


def _amount() -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "text w-s"}),
    )


class RateForm(forms.Form):
    """One simple price: a zone, a method, and what sending costs there."""

    zone = forms.CharField(max_length=20, widget=forms.HiddenInput)
    method = forms.CharField(max_length=20, widget=forms.HiddenInput)
    basis = forms.ChoiceField(choices=_SIMPLE, initial=ChargeBasis.ORDER)
    price = _amount()
    extra_price = _amount()
    free_from = _amount()

    def __init__(self, *args: Any, names: Names, **kwargs: Any) -> None:
        """`names` are for the labels that tell rows apart."""
        super().__init__(*args, **kwargs)
        zone, method = (str(self[name].value() or "") for name in ("zone", "method"))
        self.zone_name, self.method_name = names.zones.get(zone, zone), names.methods.get(method, method)
        place = f"{self.zone_name}, {self.method_name}"
        labels = {
            "basis": _("How it is charged"),
            "price": _("Price"),
            "extra_price": _("Each further"),
            "free_from": _("Free from"),
        }
        for name, label in labels.items():
            field = self.fields[name]
            field.label = f"{place}: {label}"
            field.widget.attrs["aria-label"] = field.label

    def focus(self) -> None:
        """Let the keyboard begin at the row."""
        self.fields["basis"].widget.attrs["data-focus"] = ""

    def given(self, number: int) -> GivenRow:
        """The row as it was typed."""
        typed = {name: str(self[name].value() or "").strip() for name in _FIELDS}
        if typed["basis"] == ChargeBasis.FREE:
            typed |= {"price": "", "extra_price": "", "free_from": ""}  # what stood there before it became free
        elif typed["basis"] not in EXTRA:
            typed["extra_price"] = ""
        return GivenRow(number, **typed)  # type: ignore[arg-type]  # columns by name

    def tell(self, fault: TableFault) -> None:
        """Show a fault of the row beside the field that it is of."""
        self.add_error(fault.column if fault.column in ("price", "extra_price", "free_from") else "basis", fault.reason)


def typed_rows(data: Mapping[str, Any], *, most: int) -> list[dict[str, str]]:
    """What was typed in each row, for forms that are shown again without being checked."""
    count = data.get("rows", "")
    indexes = range(min(int(count), most)) if count.isascii() and count.isdigit() and len(count) < 6 else range(0)
    return [{name: data.get(f"row-{index}-{name}", "") for name in _FIELDS} for index in indexes]


def rate_initial(row: WrittenRow, currency: str) -> dict[str, str]:
    """A row as its form shows it, amounts as the reader writes them."""
    amounts = {"price": row.price, "extra_price": row.extra_price or None, "free_from": row.free_from}
    if row.basis == ChargeBasis.FREE:
        amounts["price"] = None
    texts = {name: write_amount(amount, currency) for name, amount in amounts.items()}
    return {"zone": row.zone, "method": row.method, "basis": row.basis.value, **texts}


def write_amount(amount: Decimal | None, currency: str) -> str:
    """An amount for a field: with the reader's decimal sign, and nothing between thousands."""
    if amount is None:
        return ""
    decimals = min(2, get_currency_precision(currency))
    pattern = f"0.{'0' * decimals}" if decimals else "0"
    return format_decimal(amount, format=pattern, locale=reader_locale())


class AddRateForm(forms.Form):
    """Where the shop is to send as well."""

    prefix = "add"

    zone = forms.ChoiceField(label=gettext_lazy("Country or zone"), required=False)
    method = forms.ChoiceField(label=gettext_lazy("Method"), required=False)

    def __init__(
        self, *args: Any, zones: Iterable[ShippingZone], methods: Iterable[ShippingMethod], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["zone"]).choices = [(zone.code, zone.label) for zone in zones]
        cast(forms.ChoiceField, self.fields["method"]).choices = [(each.code, each.label) for each in methods]


class RateFileForm(forms.Form):
    """A file that is to take the table's place."""

    file = forms.FileField(
        label=gettext_lazy("File, CSV or XLSX"),
        help_text=gettext_lazy("It is checked first; you see what it would change before it does."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


class TrialField(forms.CharField):
    """An amount with comma or point, from 0 to a bound."""

    def __init__(self, *, most: Decimal, **options: Any) -> None:
        self.most = most
        attributes = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=20, required=False, widget=forms.TextInput(attrs=attributes), **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        amount = read_amount(text)
        if amount is None or not 0 <= amount <= self.most:
            raise forms.ValidationError(_("Enter a number from 0 to %(most)s.") % {"most": self.most})
        return amount


class TrialForm(forms.Form):
    """A parcel to be priced."""

    prefix = "try"

    zone = forms.ChoiceField(label=gettext_lazy("Destination"))
    zip_code = forms.CharField(label=gettext_lazy("Postcode"), required=False, max_length=12)
    logistic_class = forms.ChoiceField(label=gettext_lazy("Logistic class"), required=False)
    pieces = forms.IntegerField(label=gettext_lazy("Pieces"), min_value=1, max_value=100_000, initial=1)
    weight = TrialField(label=gettext_lazy("Weight of one, kg"), most=_HEAVIEST_KG)
    value = TrialField(label=gettext_lazy("Value of the order"), most=Decimal(10) ** 9)

    def __init__(self, *args: Any, zones: Sequence[ShippingZone], classes: Sequence[LogisticClass], **kwargs: Any):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["zone"]).choices = [(str(zone.pk), zone.label) for zone in zones]
        choices = [(str(each.pk), each.label) for each in classes]
        cast(forms.ChoiceField, self.fields["logistic_class"]).choices = choices
        if not classes:
            del self.fields["logistic_class"]
