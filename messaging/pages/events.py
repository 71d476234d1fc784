"""What happened between the messages of a conversation, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace import worktime
from marketplace.deadlines import registry
from marketplace.deadlines.choices import DeadlineEventKind, Outcome
from marketplace.deadlines.models import Deadline, DeadlineEvent
from marketplace.deadlines.policies import calendar_of
from marketplace.portal import formats
from messaging.choices import ThreadEventKind
from messaging.deliveries import undelivered
from messaging.kinds import CUSTOMER_REPLY
from messaging.models import Thread, ThreadEvent
from messaging.pages.texts import ShownText, show_text
from orders.models import OrderMail


@dataclass(frozen=True)
class ShownEvent:
    """One line between the messages. `state` colours what the reader must know; `mail` is what a mail said, folded."""

    at: datetime
    icon: str
    text: str
    state: str = ""
    details: list[str] = field(default_factory=list)
    mail: ShownText | None = None
    language: str = ""
    is_message: bool = False


@dataclass(frozen=True)
class EventMark:
    """The newest events that a page shows: of the conversation, of its clocks, and of the mails on its order."""

    of_thread: int = 0
    of_clocks: int = 0
    of_mails: int = 0


def read_events(thread: Thread, *, at: datetime, since: EventMark | None = None) -> tuple[list[ShownEvent], EventMark]:
    """All events in their order, or those that came after a mark; and the mark from which to go on."""
    since = since or EventMark()
    own = list(ThreadEvent.objects.filter(thread=thread, pk__gt=since.of_thread).order_by("pk"))
    clocks = DeadlineEvent.objects.filter(
        deadline__kind=CUSTOMER_REPLY, deadline__subject_id=str(thread.thread_id), pk__gt=since.of_clocks
    )
    ticks = list(clocks.select_related("deadline").order_by("pk"))
    mails = list(OrderMail.objects.filter(order=thread.order_id, pk__gt=since.of_mails).order_by("pk"))
    mark = EventMark(
        of_thread=own[-1].pk if own else since.of_thread,
        of_clocks=ticks[-1].pk if ticks else since.of_clocks,
        of_mails=mails[-1].pk if mails else since.of_mails,
    )
    lost = undelivered(mail.message_id for mail in mails)
    shown = [_own_event(event) for event in own]
    shown += [_mail_event(mail, is_lost=mail.message_id in lost) for mail in mails]
    shown += [event for tick in ticks if (event := _clock_event(tick, at))]
    return sorted(shown, key=lambda event: event.at), mark


def _own_event(event: ThreadEvent) -> ShownEvent:
    return _OWN_EVENTS[ThreadEventKind(event.kind)](event)


def _no_reply_needed(event: ThreadEvent) -> ShownEvent:
    text = _("No reply needed, says %(name)s. The clock is off and counts in no figure.")
    return ShownEvent(event.at, "check", text % {"name": event.actor_label})


def _mail_bounced(event: ThreadEvent) -> ShownEvent:
    text = _("The customer's mail server sent a message back: the customer has not got it.")
    reason = str(event.details.get("reason") or "")
    return ShownEvent(event.at, "over", text, state="overdue", details=[reason] if reason else [])


def _files_left_out(event: ThreadEvent) -> ShownEvent:
    text = _("Files of the customer's mail that were not kept")
    files = [_named(each) for each in event.details.get("files") or ()]
    return ShownEvent(event.at, "clip", text, state="soon", details=files)


def _named(file: Any) -> str:
    """A file that was left out, with the reason where one is told."""
    if not isinstance(file, Mapping):
        return str(file)
    name, reason = str(file.get("name") or ""), str(file.get("reason") or "")
    return reason if name in reason else f"{name}: {reason}".removesuffix(": ")


def _mail_event(mail: OrderMail, *, is_lost: bool) -> ShownEvent:
    """What the customer was told of the order by itself: in its place in time, and no message (R030)."""
    text = _("Mail on the order, sent by itself: %(subject)s") % {"subject": mail.subject}
    if is_lost:
        text = _("Mail on the order that did not reach the customer: %(subject)s") % {"subject": mail.subject}
    shown = show_text(mail.text)
    state = "overdue" if is_lost else ""
    return ShownEvent(mail.at, "mail", text, state=state, mail=shown, language=mail.language)


_OWN_EVENTS: dict[ThreadEventKind, Callable[[ThreadEvent], ShownEvent]] = {
    ThreadEventKind.NO_REPLY_NEEDED: _no_reply_needed,
    ThreadEventKind.MAIL_BOUNCED: _mail_bounced,
    ThreadEventKind.FILES_LEFT_OUT: _files_left_out,
}


def _clock_event(event: DeadlineEvent, at: datetime) -> ShownEvent | None:
    """None for a clock that was dropped: who said that no reply is needed stands there already."""
    build = _CLOCK_EVENTS.get(DeadlineEventKind(event.kind))
    return build(event, at) if build else None


def _clock_started(event: DeadlineEvent, _at: datetime) -> ShownEvent:
    rule = registry.get(CUSTOMER_REPLY).rule_text(event.deadline.policy)
    return ShownEvent(event.at, "clock", _("The clock started. %(rule)s") % {"rule": rule})


def _clock_warned(event: DeadlineEvent, at: datetime) -> ShownEvent:
    text = pgettext("conversation", "The answer is due soon: %(moment)s")
    return ShownEvent(event.at, "soon", text % {"moment": _due(event.deadline, at)}, state="soon")


def _clock_missed(event: DeadlineEvent, _at: datetime) -> ShownEvent:
    return ShownEvent(event.at, "over", _("The time is up, and nobody has answered"), state="overdue")


def _clock_stopped(event: DeadlineEvent, _at: datetime) -> ShownEvent:
    deadline = event.deadline
    first, last = sorted((event.at, deadline.due_at))
    time = formats.write_duration(worktime.elapsed(first, last, calendar_of(deadline.policy)))
    if deadline.outcome == Outcome.LATE:
        return ShownEvent(event.at, "over", _("Answered %(time)s late") % {"time": time}, state="overdue")
    return ShownEvent(event.at, "check", _("Answered in time, with %(time)s left") % {"time": time})


_CLOCK_EVENTS: dict[DeadlineEventKind, Callable[[DeadlineEvent, datetime], ShownEvent]] = {
    DeadlineEventKind.OPENED: _clock_started,
    DeadlineEventKind.WARNED: _clock_warned,
    DeadlineEventKind.MISSED: _clock_missed,
    DeadlineEventKind.SETTLED: _clock_stopped,
}


def _due(deadline: Deadline, at: datetime) -> str:
    zone = str(deadline.policy.get("timezone", ""))
    return formats.write_moment(deadline.due_at, at=at, elsewhere=zone).near
