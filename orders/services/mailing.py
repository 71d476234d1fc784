"""What the customer hears of an order by mail, in the channel's language (R030). Orders of the past send none."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_date
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy, to_locale

from marketplace.money import format_money
from marketplace.outbox.models import OutboxMessage
from marketplace.outbox.services import queue_mail
from marketplace.worktime import find_zone
from orders.choices import LineState, MailKind
from orders.models import Order, OrderLine, OrderMail, Shipment

SUBJECTS: dict[MailKind, str | Promise] = {
    MailKind.ACCEPTED: _("%(shop)s has accepted your order %(order)s"),
    MailKind.REFUSED: _("%(shop)s cannot deliver your order %(order)s"),
    MailKind.SHIPPED: _("Your order %(order)s is on its way"),
    MailKind.DELAYED: _("A new delivery date for your order %(order)s"),
    MailKind.CANCELLED: _("Your order %(order)s was cancelled"),
    MailKind.DOCUMENT: pgettext_lazy("subject of a mail", "%(document)s for your order %(order)s"),
}


_MAIL_KEY = "order:"
# Templates leave some where a part is not there.
_GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class DocumentNews:
    """A document that the customer may fetch. Whoever has the link has the document: no copy of the mail keeps it."""

    label: str | Promise
    name: str
    link: str


@dataclass(frozen=True)
class MailLine:
    """A line as the mail shows it."""

    title: str
    quantity: int
    total: str
    is_refused: bool


def is_mailed(order: Order) -> bool:
    """Whether the customer hears of the order by mail: of one of the past nothing is told, nor without an address."""
    return bool(order.customer_email) and not order.is_imported


def mail_customer(
    *,
    order: Order,
    kind: MailKind,
    at: datetime,
    number: int = 1,
    words: str = "",
    document: DocumentNews | None = None,
) -> None:
    """Queue the mail of this occasion, once per order and `number`, and keep what it says for the conversation (R030).

    `words` are the seller's own. Nothing for an imported order or one without address.
    """
    if not is_mailed(order):
        return
    language = order.channel.language
    with translation.override(language):
        told = {"shop": order.shop.name, "order": order.order_id, "document": document.label if document else ""}
        subject = " ".join((str(SUBJECTS[kind]) % told).split())
        context = {"subject": subject, "words": words, "document": document, **_context(order, at)}
        text = render_to_string(f"orders/mail/{kind.value}.txt", context)
        html = render_to_string(f"orders/mail/{kind.value}.html", context)
    occasion = kind.value if number == 1 else f"{kind.value}-{number}"
    mail = queue_mail(
        shop_id=order.shop_id,
        to=order.customer_email,
        subject=subject,
        text=text,
        html=html,
        language=language,
        dedupe_key=f"{_MAIL_KEY}{order.order_id}:{occasion}",
    )
    kept = _GAPS.sub("\n\n", text.replace(document.link, "…") if document else text).strip()
    OrderMail.objects.get_or_create(
        message_id=mail.message_id,
        defaults={
            "shop_id": order.shop_id,
            "order": order,
            "kind": kind,
            "at": at,
            "language": language,
            "subject": mail.subject,
            "text": kept,
        },
    )


def orders_of_mails(message_ids: Collection[str]) -> dict[str, str]:
    """The public ids of the orders that these mails told of, by the mails' Message-IDs; other mails are left out.

    Runs in the scope of all shops: whoever answers a mail names no shop.
    """
    mails = OutboxMessage.objects.filter(message_id__in=message_ids, dedupe_key__startswith=_MAIL_KEY)
    keys = mails.values_list("message_id", "dedupe_key")
    return {message_id: key.removeprefix(_MAIL_KEY).rpartition(":")[0] for message_id, key in keys}


def _context(order: Order, at: datetime) -> dict[str, Any]:
    arrives = order.delayed_until or order.promise_latest
    lines = [_shown(line, order.currency) for line in OrderLine.objects.filter(order=order).order_by("index")]
    return {
        "order": order,
        "shop": order.shop,
        "channel": order.channel,
        "language": order.channel.language,
        "name": order.customer_firstname,
        "lines": [line for line in lines if not line.is_refused],
        "refused": [line for line in lines if line.is_refused],
        "total": format_money(order.total_price, order.currency),
        "shipment": Shipment.objects.filter(order=order).first(),
        "earliest": _day(order, "promise_earliest"),
        "latest": _day(order, "promise_latest"),
        "delayed": _day(order, "delayed_until"),
        "is_ahead": arrives is not None and arrives >= at,
    }


def _shown(line: OrderLine, currency: str) -> MailLine:
    return MailLine(
        title=line.product_title,
        quantity=line.quantity,
        total=format_money(line.total_price, currency),
        is_refused=line.state == LineState.REFUSED,
    )


def _day(order: Order, field: str) -> str:
    """A date of the promise as the channel's customers read it; empty where there is none."""
    moment = getattr(order, field)
    if moment is None:
        return ""
    local = moment.astimezone(find_zone(order.channel.timezone)).date()
    return format_date(local, format="full", locale=to_locale(order.channel.language))
