"""Issuing and correcting: one order's draft, a correction, many at once."""

from dataclasses import asdict
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from invoices.amounts import rounding_rule
from invoices.choices import InvoiceKind
from invoices.forms import CorrectForm, IssueForm, RecipientForm
from invoices.models import InvoiceRun
from invoices.pages.invoices import (
    kind_note,
    lacks_tax_id,
    plan_invoices,
    run_invoices,
    show_issuer,
    show_lines,
    show_recipient,
)
from invoices.parties import ISSUER_FIELDS, missing_of_issuer, recipient_of
from invoices.services.correcting import correct_invoice
from invoices.services.drafting import Draft, draft_of
from invoices.services.issuing import issue_invoice
from invoices.services.runs import cancel_run, find_run, start_run
from invoices.services.standing import lines_left
from invoices.views.issued import InvoiceBase
from marketplace import clock
from marketplace.countries import alpha2
from marketplace.errors import DomainError, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.bulk import selected_keys
from marketplace.portal.faults import show_errors
from marketplace.portal.views import PortalView
from orders.models import Order
from orders.pages.addresses import show_addresses
from orders.services.mailing import is_mailed
from orders.views.base import OrderBase


class IssueView(OrderBase):
    """The draft of an order's invoice with both addresses (R045), and the button that issues it."""

    permission = Right.INVOICE_WRITE
    template_name: ClassVar[str] = "invoices/issue.html"

    @cached_property
    def draft(self) -> Draft:
        return draft_of(self.order, at=self.at)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self._show(IssueForm(kinds=self.draft.kinds))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = IssueForm(request.POST, kinds=self.draft.kinds)
        if form.is_valid():
            try:
                kind = InvoiceKind(form.cleaned_data["kind"])
                invoice = issue_invoice(order_id=self.order_id, kind=kind, actor=self.actor, at=self.at)
            except DomainError as error:
                show_errors(error, form)
            else:
                here = reverse("invoices:invoice", args=[self.shop.pk, invoice.invoice_id])
                return self.done(_("%(number)s is issued.") % {"number": invoice.invoice_number}, to=here)
        return self._show(form, status=HTTPStatus.BAD_REQUEST)

    def _show(self, form: IssueForm, *, status: int = HTTPStatus.OK) -> TemplateResponse:
        draft = self.draft
        return self.page(
            status=status,
            form=form,
            order=self.order,
            order_url=self.order_url,
            draft=draft,
            addresses=show_addresses(self.order),
            issuer=show_issuer(self.order.shop),
            recipient=show_recipient(draft.recipient),
            lacks_tax_id=lacks_tax_id(draft.recipient),
            lines=show_lines(draft.lines),
            rounding=rounding_rule(),
            kind_note=kind_note(draft.recipient, self.order.billing_address),
            missing=[str(ISSUER_FIELDS[name]) for name in draft.missing],
            may_set=Right.SHOP_WRITE in self.member.rights,
        )


class CorrectView(InvoiceBase):
    """Correct an issued invoice by another document (R048)."""

    permission = Right.INVOICE_WRITE
    template_name: ClassVar[str] = "invoices/correct.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self._show(self._form(), RecipientForm(initial=self._known_recipient()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, recipient = self._form(request.POST), RecipientForm(request.POST)
        if form.is_valid() and (not form.renews or recipient.is_valid()):
            try:
                return self._correct(form, recipient)
            except ValidationFailed as error:
                names = {f"recipient.{name}": name for name in recipient.fields}
                show_errors(error, form, recipient, fields={**form.fault_fields(), **names})
        if not form.renews:
            recipient = RecipientForm(initial=self._known_recipient())
        return self._show(form, recipient, status=HTTPStatus.BAD_REQUEST)

    def _correct(self, form: CorrectForm, recipient: RecipientForm) -> HttpResponse:
        corrected = correct_invoice(
            invoice_id=str(self.invoice.invoice_id),
            reason=form.cleaned_data["reason"],
            lines=form.lines(),
            recipient=recipient.recipient() if form.renews else None,
            actor=self.actor,
            at=self.at,
        )
        shown = corrected.renewed or corrected.corrective
        text = _("%(number)s is issued.") % {"number": corrected.corrective.invoice_number}
        if corrected.renewed:
            words = {"number": corrected.corrective.invoice_number, "renewed": corrected.renewed.invoice_number}
            text = _("%(number)s and %(renewed)s are issued.") % words
        return self.done(text, to=self.url_of(shown))

    def _form(self, given: Any = None) -> CorrectForm:
        return CorrectForm(given, left=lines_left(self.invoice), currency=self.invoice.currency)

    def _known_recipient(self) -> dict[str, str]:
        """What the invoice says, or else the order's billing data of today."""
        frozen = self.invoice.recipient
        if frozen:
            found = {name: str(frozen.get(name, "")) for name in RecipientForm.base_fields}
        else:
            order = self.invoice.order
            known = recipient_of(order.billing_address, tax_id=order.customer_tax_id)
            found = asdict(known) if known else {}
        return {**found, "country": alpha2(found.get("country", "")) or ""}

    def _show(self, form: CorrectForm, recipient: RecipientForm, *, status: int = HTTPStatus.OK) -> TemplateResponse:
        here = self.url_of(self.invoice)
        return self.page(status=status, form=form, recipient_form=recipient, invoice=self.invoice, back_url=here)


class IssueManyView(PortalView):
    """Have the invoices of the selected orders issued by a worker, once the reader has seen the effect: `step=do`."""

    permission = Right.INVOICE_WRITE
    area = "finance"
    template_name: ClassVar[str] = "invoices/issue_many.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self._list_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        orders = Order.objects.filter(pk__in=selected_keys(request)).order_by("pk")
        if request.POST.get("step") != "do" and orders and not missing_of_issuer(self.shop):
            return self.page(planned=plan_invoices(orders), mailed=sum(is_mailed(order) for order in orders))
        try:
            run = start_run(
                shop_id=self.shop.pk,
                order_ids=list(orders.values_list("order_id", flat=True)),
                actor=self.actor,
                at=clock.now(),
            )
        except ValidationFailed as error:
            return self.failed(error, to=self._list_url)
        return self.go(reverse("invoices:run", args=[self.shop.pk, run.pk]))

    @property
    def _list_url(self) -> str:
        return reverse("invoices:missing", args=[self.shop.pk])


class RunView(PortalView):
    """How far a run is, and why some orders got no invoice."""

    permission = Right.INVOICE_WRITE
    area = "finance"
    template_name: ClassVar[str] = "invoices/run.html"
    fragment_name: ClassVar[str] = "invoices/_run.html"

    @cached_property
    def run(self) -> InvoiceRun:
        return find_run(self.kwargs["run_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        percent = 100 * run.handled // run.total if run.total else 100
        issued = run_invoices(run)
        return super().get_context_data(run=run, percent=percent, failures=run.failures[:500], issued=issued, **kwargs)


class CancelRunView(RunView):
    """Issue no more of it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self._run_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            cancel_run(run_id=self.kwargs["run_id"], at=clock.now())
        except DomainError as error:
            return self.failed(error, to=self._run_url)
        return self.done(_("No more invoices are issued. Those that were stay."), to=self._run_url)

    @property
    def _run_url(self) -> str:
        return reverse("invoices:run", args=[self.shop.pk, self.run.pk])
