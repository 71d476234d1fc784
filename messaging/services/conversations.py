"""What people do in a conversation: customer and shop write, and the shop says that no reply is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.actors import Actor
from marketplace.errors import Conflict, IllegalTransition, NotFound, refusal
from marketplace.outbox.services import publish_event
from messaging.addresses import mail_id_of, make_reply_token
from messaging.choices import SenderType, Source, ThreadEventKind, TopicType
from messaging.models import Message, Thread, ThreadEvent
from messaging.notices import settle_notices, tell_customer_wrote
from messaging.services.answering import Verdict, judge
from messaging.services.clocks import drop_clock, running_clock, start_clock, stop_clock
from messaging.services.mailing import mail_to_customer
from messaging.services.writing import NewFile, check_body, check_files, check_room, write_message
from messaging.topics import Topic, bare_subject, check_topic, free_topic
from orders.models import Order
from orders.services.flags import mark_customer_message
from orders.services.moving import lock_order


@dataclass(frozen=True)
class Recipients:
    """To whom the shop writes: the customer, the operator, or both (R066)."""

    customer: bool = True
    operator: bool = False


@dataclass(frozen=True)
class CustomerMessage:
    """What a customer wrote, by whichever way it came. A mail brings its quote, its sender and its Message-ID."""

    body: str
    subject: str = ""
    files: Sequence[NewFile] = ()
    quoted: str = ""
    is_automatic: bool = False
    sender_name: str = ""
    sender_address: str = ""
    mail_message_id: str = ""


@transaction.atomic
def post_customer_message(
    *, order_id: str, message: CustomerMessage, source: Source, at: datetime, thread_id: UUID | None = None
) -> Message:
    """The customer writes: into the conversation named, else into the order's one of that subject, else a new one.

    A message of a person starts the reply clock unless it runs (R050, R058); an automatic one touches none (R054).
    Raises NotFound for an order or conversation that is not there.
    """
    # The order before its conversations: two first messages at once then make one conversation, not two.
    order = lock_order(order_id)
    thread = _thread_of_customer(order, message.subject, thread_id) or _begin(
        order=order, topic=free_topic(message.subject, order_id=order.order_id), at=at
    )
    written = Message(
        shop_id=thread.shop_id,
        thread=thread,
        sender_type=SenderType.CUSTOMER_USER,
        sender_name=(message.sender_name or order.customer_name)[:200],
        sender_address=message.sender_address[:320],
        to_shop=True,
        body=_plain(message.body),
        quoted=_plain(message.quoted),
        is_automatic=message.is_automatic,
        source=source,
        mail_message_id=message.mail_message_id[:998],
        created_at=at,
    )
    if not message.is_automatic:
        start_clock(thread=thread, at=at)
        mark_customer_message(order_id=order.order_id, at=at)
        tell_customer_wrote(message=written, at=at)
    return write_message(written, files=message.files, at=at)


@transaction.atomic
def start_thread(
    *,
    order_id: str,
    topic: Topic,
    body: str,
    to: Recipients,
    actor: Actor,
    source: Source,
    at: datetime,
    files: Sequence[NewFile] = (),
) -> Message:
    """The shop begins a conversation on an order (OR43, R062). Raises NotFound, ValidationFailed."""
    check_topic(topic)
    order = lock_order(order_id)
    thread = _begin(order=order, topic=topic, at=at)
    return _write_as_shop(thread, body=body, to=to, actor=actor, source=source, at=at, files=files, is_automatic=False)


@transaction.atomic
def post_seller_message(
    *,
    thread_id: UUID,
    body: str,
    to: Recipients,
    actor: Actor,
    source: Source,
    at: datetime,
    files: Sequence[NewFile] = (),
    is_automatic: bool = False,
    expected_count: int | None = None,
) -> Message:
    """The shop writes in a conversation; what counts as an answer stops the clock (R050, R054), and mail goes out.

    `expected_count` is how many messages its writer had seen: when the customer has written since, or a colleague has
    written to the customer, nothing is sent.
    Raises NotFound, ValidationFailed, Conflict.
    """
    thread = lock_thread(thread_id)
    if expected_count is not None:
        _check_seen(thread, expected_count)
    return _write_as_shop(
        thread, body=body, to=to, actor=actor, source=source, at=at, files=files, is_automatic=is_automatic
    )


@transaction.atomic
def mark_no_reply_needed(*, thread_id: UUID, actor: Actor, at: datetime, expected_count: int | None = None) -> Thread:
    """The conversation is settled without an answer (R057): its clock is void, and the wait counts in no figure.

    No-op where somebody said so before and the customer has not written since. `expected_count` is how many messages
    whoever says so had seen. Raises NotFound, IllegalTransition where nobody waits, and Conflict where the customer
    has written since.
    """
    thread = lock_thread(thread_id)
    if expected_count is not None and _customer_wrote_since(thread, expected_count):
        raise Conflict(
            code="CUSTOMER_WROTE_MEANWHILE",
            message=_("The customer has written meanwhile. Read it before you say that no reply is needed."),
        )
    if thread.waiting_since is None:
        if _was_settled_so(thread):
            return thread
        raise IllegalTransition(code="NOBODY_WAITS", message=_("Nobody waits for an answer in this conversation."))
    drop_clock(thread=thread, at=at)
    thread.updated_at = max(at, thread.updated_at)
    thread.save(update_fields=["waiting_since", "reply_due_at", "updated_at"])
    settle_notices(thread=thread, at=at)
    record_event(thread=thread, kind=ThreadEventKind.NO_REPLY_NEEDED, actor=actor, at=at)
    return thread


def record_event(
    *,
    thread: Thread,
    kind: ThreadEventKind,
    actor: Actor,
    at: datetime,
    details: dict[str, object] | None = None,
) -> ThreadEvent:
    """Write down what happened beside the messages."""
    return ThreadEvent.objects.create(
        shop_id=thread.shop_id,
        thread=thread,
        kind=kind,
        at=at,
        actor_kind=actor.kind,
        actor_label=actor.label,
        details=details or {},
    )


def lock_thread(thread_id: UUID) -> Thread:
    """The conversation of the open scope, locked until the transaction ends. Raises NotFound."""
    threads = Thread.objects.locked().select_related("channel__rules", "shop", "order")
    thread: Thread | None = threads.filter(thread_id=thread_id).first()
    if thread is None:
        raise unknown_thread()
    return thread


def unknown_thread() -> NotFound:
    """The error for a conversation that is not there, or is another shop's."""
    return NotFound(code="THREAD_NOT_FOUND", message=_("There is no such conversation."))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "")


def _begin(*, order: Order, topic: Topic, at: datetime) -> Thread:
    thread = Thread(
        shop_id=order.shop_id,
        channel=order.channel,
        order=order,
        topic_type=topic.type,
        topic_value=" ".join(topic.value.replace("\x00", "").split())[:255],
        reply_token=make_reply_token(),
        created_at=at,
        updated_at=at,
        last_message_at=at,
    )
    thread.save(force_insert=True)
    return thread


def _thread_of_customer(order: Order, subject: str, thread_id: UUID | None) -> Thread | None:
    """The conversation that is named; else the order's newest one of that subject, or of any when there is none."""
    if thread_id is not None:
        thread = lock_thread(thread_id)
        if thread.order_id != order.pk:
            raise unknown_thread()
        return thread
    threads = Thread.objects.for_order(order.pk)
    if bare := bare_subject(subject):
        threads = threads.filter(topic_type=TopicType.FREE_TEXT, topic_value__iexact=bare)
    newest = threads.order_by("-last_message_at", "-pk").values_list("thread_id", flat=True).first()
    return None if newest is None else lock_thread(newest)


def _write_as_shop(
    thread: Thread,
    *,
    body: str,
    to: Recipients,
    actor: Actor,
    source: Source,
    at: datetime,
    files: Sequence[NewFile],
    is_automatic: bool,
) -> Message:
    if not (to.customer or to.operator):
        raise refusal("RECIPIENT_REQUIRED", "to", _("Choose who gets the message: the customer, the operator or both."))
    body = check_body(body)
    check_room(thread)
    check_files(order_pk=thread.order_id, body=body, files=files)
    verdict = judge(clock=running_clock(thread), body=body, to_customer=to.customer, is_automatic=is_automatic)
    message = Message(
        shop_id=thread.shop_id,
        thread=thread,
        sender_type=SenderType.SHOP_USER,
        sender_name=actor.label[:200],
        to_customer=to.customer,
        to_operator=to.operator,
        body=body,
        is_automatic=is_automatic,
        is_answer=verdict is Verdict.COUNTS,
        source=source,
        created_at=at,
    )
    message.mail_message_id = mail_id_of(message.message_id)
    if message.is_answer:
        stop_clock(thread=thread, at=at)
        settle_notices(thread=thread, at=at)
    write_message(message, files=files, at=at)
    if to.customer:
        mail_to_customer(message)
        _tell_storefront(message, at)
    return message


def _tell_storefront(message: Message, at: datetime) -> None:
    thread = message.thread
    payload = {
        "thread_id": str(thread.thread_id),
        "message_id": str(message.message_id),
        "subject": thread.topic_value,
        "body": message.body,
        "automatic": message.is_automatic,
    }
    publish_event(shop_id=thread.shop_id, kind="answered", order_id=thread.order.order_id, payload=payload, at=at)


def _check_seen(thread: Thread, seen: int) -> None:
    """Raises Conflict where somebody has written meanwhile what the writer of a message must know."""
    if _customer_wrote_since(thread, seen):
        raise Conflict(
            code="CUSTOMER_WROTE_MEANWHILE",
            message=_("The customer has written meanwhile. Read it above; send again if your answer still fits."),
        )
    answers = [each for each in _written_since(thread, seen) if each.to_customer and not each.is_automatic]
    if answers:
        text = _("%(name)s has written to the customer meanwhile. Read it above; send again if there is more to say.")
        raise Conflict(code="COLLEAGUE_WROTE_MEANWHILE", message=text % {"name": answers[-1].sender_name})


def _customer_wrote_since(thread: Thread, seen: int) -> bool:
    return any(each.sender_type == SenderType.CUSTOMER_USER for each in _written_since(thread, seen))


def _written_since(thread: Thread, seen: int) -> list[Message]:
    return list(Message.objects.filter(thread=thread).in_order().defer("body", "quoted")[seen:])


def _was_settled_so(thread: Thread) -> bool:
    mark = ThreadEvent.objects.filter(thread=thread, kind=ThreadEventKind.NO_REPLY_NEEDED).order_by("-at").first()
    if mark is None:
        return False
    people = Message.objects.filter(thread=thread, is_automatic=False)
    last = people.order_by("-pk").values_list("sender_type", "created_at").first()
    return last is not None and last[0] == SenderType.CUSTOMER_USER and mark.at >= last[1]
