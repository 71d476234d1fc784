"""The demo's issued invoices: full and simplified, corrected in part and to another name, one whose PDF failed, and a
run that could not issue everything.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import translation

from invoices.choices import InvoiceKind, RenderState
from invoices.models import Invoice
from invoices.parties import missing_of_issuer, recipient_of
from invoices.services.correcting import TakenBack, correct_invoice
from invoices.services.issuing import issue_invoice
from invoices.services.runs import start_run
from marketplace.actors import Actor, ActorKind
from marketplace.shops.models import Membership, Shop
from orders.choices import OrderState
from orders.models import Order

_RECENT = timedelta(days=11)  # younger ones are left to be issued by hand
_AFTER = timedelta(hours=4)
_KINDS = (InvoiceKind.FULL, InvoiceKind.SIMPLIFIED, InvoiceKind.FULL, InvoiceKind.FULL)
_REASONS = {
    "es": ("Descuento acordado con el cliente", "Nombre del destinatario equivocado"),
    "pt": ("Desconto acordado com o cliente", "Nome do destinatário errado"),
    "de": ("Nachlass mit dem Kunden vereinbart", "Name des Empfängers falsch"),
    "en": ("Discount agreed with the customer", "Wrong name of the recipient"),
}

# What makes a person's name that of a firm.
_FIRMS = {"es": "e Hijos", "pt": "e Filhos", "de": "und Söhne", "en": "and Sons"}


def issue_some(*, shop: Shop, now: datetime) -> None:
    """Issue the invoices of the shop's oldest shipped orders, correct two. Nothing where the issuer is incomplete."""
    if missing_of_issuer(shop):
        return
    owner = Membership.objects.select_related("user").filter(shop=shop)[0].user
    actor = Actor(kind=ActorKind.MEMBER, label=owner.full_name, user_id=owner.pk)
    sent = Order.objects.without_invoice().filter(shop=shop, shipped_at__lt=now - _RECENT)
    orders = list(sent.select_related("channel").order_by("shipped_at", "pk")[1 : 1 + len(_KINDS)])
    issued = [_issue(order, kind, actor, now) for order, kind in zip(orders, _KINDS, strict=False)]
    if len(issued) == len(_KINDS):
        _correct(issued[0], issued[2], actor, now - timedelta(days=2))
        failure = "The printer of PDF files ran out of memory."
        Invoice.objects.filter(pk=issued[3].pk).update(render_state=RenderState.FAILED, render_failure=failure)


def _issue(order: Order, kind: InvoiceKind, actor: Actor, now: datetime) -> Invoice:
    at = (order.shipped_at or now) + _AFTER
    chosen = kind if recipient_of(order.billing_address) else None
    return issue_invoice(order_id=order.order_id, kind=chosen, actor=actor, at=at)


def _correct(in_part: Invoice, renamed: Invoice, actor: Actor, at: datetime) -> None:
    discount, wrong_name = _REASONS.get(in_part.language, _REASONS["en"])
    part = TakenBack(position=1, amount=Decimal("1.00"))
    key = str(in_part.invoice_id)
    correct_invoice(invoice_id=key, reason=discount, lines=[part], recipient=None, actor=actor, at=at)
    recipient = recipient_of(renamed.order.billing_address)
    if recipient:
        other = replace(recipient, name=f"{recipient.name} {_FIRMS.get(renamed.language, _FIRMS['en'])}", company="")
        key = str(renamed.invoice_id)
        correct_invoice(invoice_id=key, reason=wrong_name, lines=None, recipient=other, actor=actor, at=at)


def start_a_run(*, shop: Shop, now: datetime) -> None:
    """A run that a worker takes up at the first start: one of its two orders is not paid yet."""
    if missing_of_issuer(shop):
        return
    owner = Membership.objects.select_related("user").filter(shop=shop)[0].user
    actor = Actor(kind=ActorKind.MEMBER, label=owner.full_name, user_id=owner.pk)
    sent = Order.objects.without_invoice().filter(shop=shop).order_by("-shipped_at", "-pk")[:1]
    waiting = Order.objects.filter(shop=shop, state=OrderState.WAITING_ACCEPTANCE).order_by("pk")[:1]
    ids = [*sent.values_list("order_id", flat=True), *waiting.values_list("order_id", flat=True)]
    if ids:
        with translation.override("en"):
            start_run(shop_id=shop.pk, order_ids=ids, actor=actor, at=now - timedelta(hours=3))
