"""Forms of the order's page: shape alone; whether an act is allowed is the services' word."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.errors import DomainError
from marketplace.portal import formats
from orders.choices import ReasonType
from orders.models import Order, OrderLine, Reason, Shipment
from orders.services.acceptance import LineDecision
from orders.services.delay import LONGEST_WORDS, say_possible
from orders.services.dispatch import tracking_version
from orders.services.shipment import Tracking
from shipping.models.network import LONGEST_LEAD_TIME_DAYS
from shipping.services.carriers import carriers_to_choose, number_warning

ACCEPT, REFUSE = "accept", "refuse"
WARNED = "warned"  # the hidden field that says which warning was shown


def reason_options() -> list[tuple[str, str]]:
    """The reasons with which a seller may refuse, as the operator orders them; none is chosen beforehand."""
    reasons = Reason.objects.filter(type=ReasonType.REFUSAL, is_shop_right=True)
    language = get_language() or ""
    return [("", str(_("Choose a reason"))), *((reason.code, reason.label_in(language)) for reason in reasons)]


class RefusalForm(forms.Form):
    """Why the whole order is refused."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=reason_options,
        help_text=_("The customer is told that the order was refused, not why."),
    )


class LineForm(forms.Form):
    """The decision on one line. A missing reason is the service's refusal, so that portal and API say the same."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(ACCEPT, _("Accept")), (REFUSE, _("Refuse"))],
        widget=forms.RadioSelect,
        initial=ACCEPT,
    )
    reason = forms.ChoiceField(label=_("Reason"), required=False)

    def __init__(self, typed: Any, *, line: OrderLine, reasons: Sequence[tuple[str, str]]) -> None:
        super().__init__(typed, prefix=f"line-{line.index}")
        self.line = line
        cast(forms.ChoiceField, self.fields["reason"]).choices = list(reasons)
        self.fields["decision"].label = _("Decision on %(item)s") % {"item": line.product_title}
        self.fields["reason"].label = _("Reason for refusing %(item)s") % {"item": line.product_title}

    def decided(self) -> LineDecision:
        """What the seller says of the line; a reason left beside an accepted line means nothing."""
        accepted = self.cleaned_data["decision"] == ACCEPT
        return LineDecision(
            line_id=self.line.line_id,
            accepted=accepted,
            reason_code="" if accepted else self.cleaned_data["reason"],
        )


class LineForms:
    """The decisions on all lines, as one form towards the list of faults."""

    def __init__(self, forms: Sequence[LineForm]) -> None:
        self._forms = forms

    def __iter__(self) -> Iterator[forms.BoundField]:
        return chain.from_iterable(self._forms)

    def non_field_errors(self) -> list[str]:
        return [str(text) for form in self._forms for text in form.non_field_errors()]


class TrackingForm(forms.Form):
    """Carrier and number: the two things that a seller tells of a parcel (R092).

    The shop's usual carriers are offered, and the one that the shipment has (R091). Where `warning` says that a number
    does not look like the carrier's, sending the form again means it.
    """

    carrier = forms.ChoiceField(label=_("Carrier"))
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shipment = next(iter(order.shipments.all()), None)
        kept_id = self._shipment.carrier_id if self._shipment else None
        self._offered = {each.code: each for each in carriers_to_choose(shop_id=order.shop_id, kept_id=kept_id)}
        options = [("", str(_("Choose a carrier"))), *((code, each.label) for code, each in self._offered.items())]
        cast(forms.ChoiceField, self.fields["carrier"]).choices = options

    @property
    def warning(self) -> str:
        """What is to be said of the number before it is taken; empty where it was said, or the number stands there."""
        if self.data.get(WARNED) == self.warned_mark or self._is_known():
            return ""
        return number_warning(self._offered.get(self.cleaned_data["carrier"]), self.cleaned_data["tracking_number"])

    @property
    def warned_mark(self) -> str:
        """Of which carrier and number the warning speaks."""
        return f"{self.cleaned_data['carrier']} {self.cleaned_data['tracking_number']}"

    def _is_known(self) -> bool:
        known = tracking_initial(self._shipment)
        return all(known.get(name) == self.cleaned_data[name] for name in ("carrier", "tracking_number"))

    def tracking(self) -> Tracking:
        return Tracking(
            carrier_code=self.cleaned_data["carrier"], tracking_number=self.cleaned_data["tracking_number"].strip()
        )


class DelayForm(forms.Form):
    """The new delivery date, and what the seller has to say about it."""

    delivery_day = forms.DateField(
        label=_("New delivery date, at the latest"), widget=forms.DateInput({"type": "date"})
    )
    words = forms.CharField(
        label=_("Words for the customer"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, days: tuple[date, date] | None, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._days = days
        if days is not None:
            first, last = days
            self.fields["delivery_day"].widget.attrs.update(min=first.isoformat(), max=last.isoformat())
        text = _("They stand in the mail as you write them. The customer reads %(language)s.")
        self.fields["words"].help_text = text % {"language": language}

    def clean_delivery_day(self) -> date:
        """The service's rule, in its reader's words."""
        day = cast(date, self.cleaned_data["delivery_day"])
        if self._days is not None and not self._days[0] <= day <= self._days[1]:
            raise forms.ValidationError(say_possible(*(formats.write_date(each) for each in self._days)))
        return day


class LeadTimeForm(forms.Form):
    """The preparation that the shop's real times suggest."""

    lead_time_days = forms.IntegerField(min_value=0, max_value=LONGEST_LEAD_TIME_DAYS)


class ShipmentForm(TrackingForm):
    """The same with the shipment itself: without tracking where the method lets it."""

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        if not order.shipping_method.mandatory_tracking:
            carrier = self.fields["carrier"]
            carrier.required = False
            carrier.help_text = _("Leave both empty to ship without tracking.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("tracking_number") and not cleaned.get("carrier"):
            self.add_error("carrier", _("Choose the carrier of this number."))
        return cleaned

    def told(self) -> Tracking | None:
        """None to ship without tracking."""
        return self.tracking() if self.cleaned_data["carrier"] else None


def tracking_initial(shipment: Shipment | None) -> dict[str, str]:
    """What is known of the parcel, and which state of it."""
    if shipment is None:
        return {"version": ""}
    return {
        "carrier": shipment.carrier.code if shipment.carrier else "",
        "tracking_number": shipment.tracking_number,
        "version": tracking_version(shipment),
    }


def show_line_errors(error: DomainError, line_forms: Sequence[LineForm]) -> None:
    """Faults of decisions beside their lines: `order_lines[1].reason_code` is the second form's reason."""
    by_name = {f"order_lines[{index}]": form for index, form in enumerate(line_forms)}
    for fault in error.errors:
        line, _dot, field = fault.field.partition(".")
        form = by_name.get(line, line_forms[0])
        form.add_error("reason" if field == "reason_code" else None, fault.message)
