"""A conversation as its page shows it: the last messages with what happened between them, oldest first."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from marketplace.files.models import StoredFile
from marketplace.portal import formats
from messaging.choices import SenderType, Source
from messaging.deliveries import undelivered
from messaging.models import Attachment, Message, Thread
from messaging.pages.events import EventMark, ShownEvent, read_events
from messaging.pages.texts import ShownText, show_text
from orders.attachments import FileAct, acts_on

PAGE_MESSAGES = 50
MOST_NEWS = 200  # while one page stands
_AUTOMATIC_FACE = "\N{CLOCKWISE OPEN CIRCLE ARROW}"
_WAYS = {
    Source.STOREFRONT: pgettext_lazy("how a message came", "through the storefront"),
    Source.MAIL: pgettext_lazy("how a message came", "by mail"),
    Source.PORTAL: pgettext_lazy("how a message came", "in the portal"),
    Source.API: pgettext_lazy("how a message came", "by the API"),
    Source.ADMIN: pgettext_lazy("how a message came", "by the operator"),
}


@dataclass(frozen=True)
class ShownFile:
    """A file of a message. Pictures are shown, all others are saved. `act` is what an upper app does with it."""

    name: str
    facts: str
    url: str
    is_picture: bool
    attachment_id: UUID
    act: FileAct | None = None


@dataclass(frozen=True)
class ShownMessage:
    """One message with what must be known about it."""

    message: Message
    who: str
    face: str
    notes: list[str]
    language: str
    text: ShownText
    quoted: ShownText | None
    files: list[ShownFile]
    is_new: bool
    is_undelivered: bool
    is_message: bool = True

    @property
    def is_ours(self) -> bool:
        return self.message.sender_type != SenderType.CUSTOMER_USER

    @property
    def is_side(self) -> bool:
        """Unseen by the customer."""
        return self.is_ours and not self.message.to_customer


@dataclass(frozen=True)
class Mark:
    """How far a page has read a conversation, and how many messages there were; it asks for what is new since."""

    message: int = 0
    count: int = 0
    events: EventMark = EventMark()

    def __str__(self) -> str:
        return f"{self.message}.{self.count}.{self.events.of_thread}.{self.events.of_clocks}.{self.events.of_mails}"

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """The mark of a page's question; None for what is none."""
        parts = text.split(".")
        if len(parts) != 5 or not all(part.isdecimal() and len(part) < 19 for part in parts):
            return None
        message, count, *events = map(int, parts)
        return cls(message, count, EventMark(*events))


@dataclass(frozen=True)
class Conversation:
    """A stretch of a conversation. `earlier` is the message before which more stands."""

    items: Sequence[ShownMessage | ShownEvent]
    mark: Mark
    earlier: int | None = None
    is_newest: bool = True


def read_conversation(
    thread: Thread, *, at: datetime, before: int | None = None, seen: int | None = None
) -> Conversation:
    """The last messages, or the last before one. Those beyond the first `seen` are marked as new."""
    found = _messages(thread)
    if before is not None:
        found = found.filter(pk__lt=before)
    newest_first = list(found.order_by("-pk")[: PAGE_MESSAGES + 1])
    messages = newest_first[:PAGE_MESSAGES][::-1]
    has_more = len(newest_first) > PAGE_MESSAGES
    events, event_mark = read_events(thread, at=at)
    first = messages[0].created_at if has_more else None
    until = _written_at(thread, before) if before is not None else None
    between = [event for event in events if (not first or event.at >= first) and (not until or event.at < until)]
    old = len(messages) if seen is None else seen - (thread.message_count - len(messages))
    lost = undelivered(message.mail_message_id for message in messages)
    acts = _acts_on(thread, messages)
    shown = [_show_message(message, thread, lost, acts, is_new=index >= old) for index, message in enumerate(messages)]
    return Conversation(
        items=list(_merged(shown, between)),
        mark=Mark(messages[-1].pk if messages else 0, thread.message_count, event_mark),
        earlier=messages[0].pk if has_more else None,
        is_newest=before is None,
    )


def read_news(thread: Thread, *, at: datetime, since: Mark) -> Conversation:
    """All that was written and all that happened after the mark."""
    messages = list(_messages(thread).filter(pk__gt=since.message).order_by("pk")[:MOST_NEWS])
    events, _mark = read_events(thread, at=at, since=since.events)
    lost = undelivered(message.mail_message_id for message in messages)
    acts = _acts_on(thread, messages)
    shown = [_show_message(message, thread, lost, acts, is_new=True) for message in messages]
    return Conversation(items=list(_merged(shown, events)), mark=since)


def _messages(thread: Thread) -> QuerySet[Message]:
    files = Prefetch("attachments", queryset=Attachment.objects.select_related("file").order_by("pk"))
    messages: QuerySet[Message] = Message.objects.filter(thread=thread).prefetch_related(files)
    return messages


def _written_at(thread: Thread, message: int) -> datetime | None:
    found: datetime | None = (
        Message.objects.filter(thread=thread, pk=message).values_list("created_at", flat=True).first()
    )
    return found


def _merged(messages: Sequence[ShownMessage], events: Sequence[ShownEvent]) -> Iterator[ShownMessage | ShownEvent]:
    """In the order of time; what followed from a message stands behind it."""
    rest = list(events)
    for shown in messages:
        while rest and rest[0].at < shown.message.created_at:
            yield rest.pop(0)
        yield shown
    yield from rest


def _acts_on(thread: Thread, messages: Sequence[Message]) -> Mapping[int, FileAct]:
    """What can be done with the files that the shop has sent."""
    ours = [message for message in messages if message.sender_type == SenderType.SHOP_USER]
    files = [attachment.file for message in ours for attachment in message.attachments.all()]
    return acts_on(thread.order, files) if files else {}


def _show_message(
    message: Message, thread: Thread, lost: Collection[str], acts: Mapping[int, FileAct], *, is_new: bool
) -> ShownMessage:
    is_automatic_of_ours = message.is_automatic and message.sender_type == SenderType.SHOP_USER
    who = pgettext("sender", "Automatic") if is_automatic_of_ours else _name(message, thread)
    reaches_customer = message.to_customer or message.sender_type == SenderType.CUSTOMER_USER
    return ShownMessage(
        message=message,
        who=who,
        face=_AUTOMATIC_FACE if message.is_automatic else formats.initials(who),
        notes=_notes(message),
        language=thread.channel.language if reaches_customer else "",
        text=show_text(message.body),
        quoted=show_text(message.quoted) if message.quoted else None,
        files=[_show_file(attachment, acts) for attachment in message.attachments.all()],
        is_new=is_new,
        is_undelivered=message.mail_message_id in lost,
    )


def _name(message: Message, thread: Thread) -> str:
    if message.sender_type == SenderType.CUSTOMER_USER:
        return message.sender_name or thread.order.customer_name
    if message.sender_type == SenderType.OPERATOR_USER:
        return message.sender_name or _("Operator")
    return message.sender_name


def _notes(message: Message) -> list[str]:
    """What stands behind the name: the way it came, whom it reached, and what it is not."""
    notes = [str(_WAYS[Source(message.source)])]
    if message.sender_type == SenderType.CUSTOMER_USER:
        if message.is_automatic:
            notes.append(_("automatic: it starts no clock"))
        return notes
    if message.is_automatic:
        notes.append(_("does not count as an answer"))
    if not message.to_customer:
        to_operator = message.sender_type == SenderType.SHOP_USER
        notes.append(_("to the operator; the customer does not see it") if to_operator else _("not to the customer"))
    elif message.to_operator:
        notes.append(_("copy to the operator"))
    return notes


def _show_file(attachment: Attachment, acts: Mapping[int, FileAct]) -> ShownFile:
    stored = attachment.file
    return ShownFile(
        name=stored.name,
        facts=f"{_type_word(stored)}, {filesizeformat(stored.size)}",
        url=reverse("messaging:file", args=[attachment.shop_id, attachment.attachment_id]),
        is_picture=stored.is_picture,
        attachment_id=attachment.attachment_id,
        act=acts.get(stored.pk),
    )


def _type_word(stored: StoredFile) -> str:
    """What the bytes are, whatever the name says."""
    if stored.mimetype.startswith("image/"):
        return pgettext("type of a file", "picture")
    return {"application/pdf": "PDF", "text/plain": pgettext("type of a file", "text")}.get(
        stored.mimetype, stored.mimetype
    )
