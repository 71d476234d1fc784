"""Who did what and when: the order's events and what its deadlines did, newest first, by day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.actors import ActorKind
from marketplace.deadlines import registry
from marketplace.deadlines.choices import DeadlineEventKind
from marketplace.deadlines.models import DeadlineEvent
from marketplace.portal import formats
from orders.choices import OrderEventKind
from orders.models import Order, OrderEvent

_OF_DOCUMENTS = {
    OrderEventKind.DOCUMENT_FILED: gettext_lazy("Document filed: %(name)s"),
    OrderEventKind.DOCUMENT_REMOVED: gettext_lazy("Document removed: %(name)s"),
    OrderEventKind.INVOICE_ISSUED: gettext_lazy("Invoice issued: %(name)s"),
    OrderEventKind.INVOICE_CORRECTED: gettext_lazy("Invoice corrected: %(corrects)s by %(name)s"),
}
# Opening and settling are told by the order's own events.
_TOLD = (DeadlineEventKind.WARNED, DeadlineEventKind.MISSED)


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    text: str
    by: str
    reason: str = ""


def show_timeline(order: Order, reasons: Mapping[str, str], *, at: datetime) -> list[tuple[str, list[Entry]]]:
    """The days, each with its entries, in two queries; `reasons` are labels by code."""
    events = list(OrderEvent.objects.filter(order=order).select_related("line").order_by("at", "pk"))
    deadline_events = DeadlineEvent.objects.filter(deadline__subject_id=order.order_id, kind__in=_TOLD)
    entries = [_deadline_entry(event) for event in deadline_events.select_related("deadline").order_by("at", "pk")]
    entries += [_order_entry(event, order, reasons) for event in events]
    # Stable: within one moment a missed deadline stands before what followed from it.
    entries.sort(key=lambda entry: entry.at)
    return _by_day(reversed(entries), at)


def latest_decision(order: Order) -> OrderEvent | None:
    """The newest event that moved the order, for who comes too late."""
    passing = [
        OrderEventKind.TRACKING_SET,
        OrderEventKind.DELAY_DECLARED,
        OrderEventKind.DEBIT_REQUESTED,
        OrderEventKind.LINE_REFUSED,
        *_OF_DOCUMENTS,
    ]
    found: OrderEvent | None = (
        OrderEvent.objects.filter(order=order).exclude(kind__in=passing).order_by("-at", "-pk").first()
    )
    return found


def describe_event(event: OrderEvent, *, at: datetime) -> str:
    """An event in one sentence: "Order accepted by Nuria Caballero, today 15:10."."""
    words = {
        "event": event.get_kind_display(),
        "name": event.actor_label,
        "moment": formats.write_moment(event.at, at=at).near,
    }
    if event.actor_kind == ActorKind.SYSTEM:
        return _("%(event)s, %(moment)s.") % words
    return _("%(event)s by %(name)s, %(moment)s.") % words


def _order_entry(event: OrderEvent, order: Order, reasons: Mapping[str, str]) -> Entry:
    reason = "" if event.kind == OrderEventKind.AUTO_REFUSED else reasons.get(event.reason_code, event.reason_code)
    if event.kind == OrderEventKind.DELAY_DECLARED:
        reason = event.details.get("message") or ""
    return Entry(at=event.at, text=_event_text(event), by=_by(event, order), reason=reason)


def _event_text(event: OrderEvent) -> str:
    kind, details = OrderEventKind(event.kind), event.details
    if kind == OrderEventKind.LINE_REFUSED and event.line:
        return _("Refused: %(item)s") % {"item": event.line.product_title}
    if kind == OrderEventKind.DELAY_DECLARED:
        names = {"new": "delivery_date", "previous": "previous_delivery_date"}
        days = {name: formats.write_date(date.fromisoformat(details[key])) for name, key in names.items()}
        return _("Delay declared: until %(new)s instead of %(previous)s") % days
    if kind == OrderEventKind.TRACKING_SET:
        parcel = f"{details.get('carrier') or ''} {details.get('tracking_number') or ''}".strip()
        return _("Tracking set: %(parcel)s") % {"parcel": parcel}
    if kind in _OF_DOCUMENTS:
        return str(_OF_DOCUMENTS[kind]) % {name: details.get(name, "") for name in ("name", "corrects")}
    return str(kind.label)


def _by(event: OrderEvent, order: Order) -> str:
    """Who did it; of an order of the past nobody knows, and what refused itself says so."""
    if event.actor_kind != ActorKind.SYSTEM:
        return event.actor_label
    return "" if order.is_imported or event.kind == OrderEventKind.AUTO_REFUSED else _("by itself")


def _deadline_entry(event: DeadlineEvent) -> Entry:
    words = {"what": registry.get(event.deadline.kind).label}
    text = _("Due soon: %(what)s") if event.kind == DeadlineEventKind.WARNED else _("Not done in time: %(what)s")
    return Entry(at=event.at, text=text % words, by=_("clock"))


def _by_day(entries: Iterable[Entry], at: datetime) -> list[tuple[str, list[Entry]]]:
    zone = formats.reader_zone()
    today = at.astimezone(zone).date()
    days: dict[str, list[Entry]] = {}
    for entry in entries:
        day = formats.write_day(entry.at.astimezone(zone).date(), today=today)
        days.setdefault(day[:1].upper() + day[1:], []).append(entry)
    return list(days.items())
