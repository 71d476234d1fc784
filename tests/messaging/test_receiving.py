"""What becomes of a mail that the door took: the conversation it belongs to, or the operator's quarantine."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.deadlines.models import Deadline
from marketplace.files.models import StoredFile
from marketplace.files.services import store_file
from marketplace.outbox.models import OutboxMessage
from marketplace.tenancy import all_shops
from messaging.addresses import reply_address
from messaging.choices import InboundReason, InboundState, SenderType, Source, ThreadEventKind
from messaging.mail.reading import read_mail
from messaging.models import InboundMail, Message, Thread, ThreadEvent, inbound
from messaging.services import placing, receiving, writing
from messaging.services.arriving import store_arrival
from messaging.services.receiving import count_pending, drain_inbound, forget_settled
from tests.factories import messaging as make
from tests.factories.mail import make_bounce, make_mail, make_mixed
from tests.factories.orders import make_accepted_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
def thread(shop):
    """The customer asked, the shop answered by mail: nobody waits."""
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + HOUR)
    return thread


def customer_of(thread: Thread) -> str:
    return str(thread.order.customer_email)


def address_of(thread) -> str:
    return reply_address(thread.reply_token)


def receive(raw: bytes, *to: str, sender: str = "ana@example.com", at=NOON + 2 * HOUR) -> InboundMail:
    """Through the door and the sweep."""
    store_arrival(sender=sender, recipients=list(to), raw=raw, at=at)
    drain_inbound()
    with all_shops("a test looks at a row"):
        return InboundMail.objects.select_related("message", "thread").get(raw=raw, envelope_recipients=list(to))


def mail_of(thread, body: str = "Gracias", **fields) -> bytes:
    return make_mail(body, sender=f"Ana <{customer_of(thread)}>", **fields)


def messages_of(thread) -> list[Message]:
    with all_shops("a test looks at rows"):
        return list(Message.objects.filter(thread=thread).in_order())


def events_of(thread, kind) -> list[ThreadEvent]:
    with all_shops("a test looks at rows"):
        return list(ThreadEvent.objects.filter(thread=thread, kind=kind))


def test_a_reply_becomes_a_message_of_its_conversation_and_starts_the_clock(thread):
    """R050, R058."""
    body = "Sigue sin llegar\n\nEl 3/11/25 a las 10:00, Tienda escribió:\n> Llega mañana"
    mail = receive(mail_of(thread, body), address_of(thread))

    message = messages_of(thread)[-1]
    assert (mail.state, mail.message, mail.shop_id) == (InboundState.PLACED, message, thread.shop_id)
    assert (message.body, message.source, message.sender_type) == (
        "Sigue sin llegar",
        Source.MAIL,
        SenderType.CUSTOMER_USER,
    )
    assert message.quoted == "El 3/11/25 a las 10:00, Tienda escribió:\n> Llega mañana"
    assert (message.created_at, message.mail_message_id) == (NOON + 2 * HOUR, "<1@mail.example.com>")
    assert (message.sender_name, message.sender_address) == ("Ana", "")
    assert make.fresh(thread).waiting_since == NOON + 2 * HOUR


def test_the_address_may_stand_in_the_headers_alone_and_in_capitals(thread):
    mail = receive(mail_of(thread, to=f"Tienda <{address_of(thread).upper()}>"), "box@trastienda.example")

    assert mail.thread == thread


def test_the_envelope_says_more_than_the_headers(thread, shop):
    other = make.make_thread(shop)
    mail = receive(mail_of(thread, to=address_of(other)), address_of(thread))

    assert mail.thread == thread


def test_a_mail_to_two_conversations_is_in_both(thread, other_shop):
    other = make.make_thread(other_shop)
    receive(mail_of(thread, "Para los dos"), address_of(other), address_of(thread))

    assert [messages_of(each)[-1].body for each in (thread, other)] == ["Para los dos", "Para los dos"]


def test_without_the_address_the_answered_mail_tells_the_conversation_when_its_customer_wrote(thread):
    answered = messages_of(thread)[-1].mail_message_id
    raw = mail_of(thread, headers=[f"In-Reply-To: {answered}"]).replace(
        customer_of(thread).encode(), customer_of(thread).upper().encode()
    )
    mail = receive(raw, "no-reply@trastienda.example")

    assert (mail.state, mail.thread) == (InboundState.PLACED, thread)


def test_references_tell_it_too_the_nearest_first(thread, shop):
    other = make.make_thread(shop, order=thread.order, subject="Another")
    make.answer(other, at=NOON + HOUR)
    ids = [messages_of(each)[-1].mail_message_id for each in (other, thread)]
    mail = receive(mail_of(thread, headers=[f"References: {' '.join(ids)}"]), "no-reply@trastienda.example")

    assert mail.thread == thread


@pytest.mark.parametrize(
    ("headers", "to", "reason"),
    [
        ("In-Reply-To: {ours}", "no-reply@trastienda.example", InboundReason.WRONG_SENDER),
        ("In-Reply-To: <unknown@example.com>", "no-reply@trastienda.example", InboundReason.UNKNOWN_ADDRESS),
        ("X-None: 1", "reply+" + "a" * 25 + "@{domain}", InboundReason.NO_CONVERSATION),
        ("X-None: 1", "somebody@elsewhere.example", InboundReason.UNKNOWN_ADDRESS),
    ],
)
def test_what_belongs_nowhere_is_the_operator_s_with_its_reason(headers, to, reason, thread, settings):
    """Forged mail: whoever knows a Message-ID is not yet the customer."""
    ours = messages_of(thread)[-1].mail_message_id
    before = len(messages_of(thread))
    raw = make_mail(sender="Eve <eve@example.com>", headers=[headers.format(ours=ours)])
    mail = receive(raw, to.format(domain=settings.REPLY_DOMAIN))

    assert (mail.state, mail.reason, mail.thread) == (InboundState.QUARANTINED, reason, None)
    assert (mail.sender, mail.subject) == ("Eve <eve@example.com>", "Re: Pedido")
    assert len(messages_of(thread)) == before


@pytest.fixture
def told(shop):
    """An accepted order, and the Message-ID of the mail that told its customer so."""
    order = make_accepted_order(shop)
    with all_shops("a test looks at a row"):
        mail = OutboxMessage.objects.get(dedupe_key=f"order:{order.order_id}:accepted")
    return order, mail.message_id


def test_an_answer_to_a_mail_about_an_order_begins_a_conversation_on_it(told):
    """R059, R061: whoever presses reply on "your order was accepted" is heard."""
    order, message_id = told
    answer = {"sender": order.customer_email, "headers": [f"In-Reply-To: {message_id}"]}
    first = receive(make_mail("¿Cuándo sale?", subject="Re: Su pedido", **answer), "no-reply@trastienda.example")
    second = make_mail("¿Hola?", subject="RE: Su pedido", message_id="<2@mail.example.com>", **answer)
    receive(second, "no-reply@trastienda.example", at=NOON + 3 * HOUR)
    with all_shops("a test looks at a row"):
        thread = Thread.objects.get(order=order)

    assert (first.state, first.thread, thread.topic_value) == (InboundState.PLACED, thread, "Su pedido")
    assert [message.body for message in messages_of(thread)] == ["¿Cuándo sale?", "¿Hola?"]
    assert thread.waiting_since == NOON + 2 * HOUR


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"sender": "thief@example.com"}, InboundReason.WRONG_SENDER),
        ({"headers": ["Auto-Submitted: auto-replied"]}, InboundReason.UNKNOWN_ADDRESS),
    ],
)
def test_strangers_and_machines_begin_no_conversation_on_an_order(fields, reason, told):
    """R054: an out-of-office answer to "your order was accepted" is nobody's question."""
    order, message_id = told
    headers = [f"In-Reply-To: {message_id}", *fields.get("headers", [])]
    raw = make_mail("Hola", sender=fields.get("sender", order.customer_email), headers=headers)

    mail = receive(raw, "no-reply@trastienda.example")

    assert (mail.state, mail.reason, mail.thread) == (InboundState.QUARANTINED, reason, None)


def test_another_sender_who_knows_the_address_is_shown(thread):
    mail = receive(make_mail("Soy su marido", sender="Luis <luis@example.com>"), address_of(thread))

    assert mail.message is not None
    assert (mail.message.sender_name, mail.message.sender_address) == ("Luis", "luis@example.com")


def test_an_automatic_answer_is_shown_and_touches_no_clock(thread):
    """R054."""
    mail = receive(mail_of(thread, "De vacaciones", headers=["Auto-Submitted: auto-replied"]), address_of(thread))

    assert mail.message is not None
    assert mail.message.is_automatic
    assert make.fresh(thread).waiting_since is None


def test_an_automatic_answer_does_not_stop_the_clock_that_runs(shop):
    thread = make.make_thread(shop)
    receive(mail_of(thread, headers=["Auto-Submitted: auto-replied"]), address_of(thread))

    assert make.fresh(thread).waiting_since == NOON
    with all_shops("a test looks at rows"):
        assert Deadline.objects.filter(kind="customer_reply").count() == 1


def test_a_bounce_tells_the_seller_which_message_did_not_arrive(thread):
    ours = messages_of(thread)[-1]
    mail = receive(make_bounce(ours.mail_message_id), "no-reply@trastienda.example", sender="")

    [event] = events_of(thread, ThreadEventKind.MAIL_BOUNCED)
    assert (mail.state, mail.kind, mail.thread) == (InboundState.PLACED, "BOUNCE", thread)
    assert (event.details["reason"], event.details["message_id"]) == ("550 5.1.1 User unknown", str(ours.message_id))
    assert messages_of(thread)[-1] == ours
    assert make.fresh(thread).waiting_since is None


def test_a_bounce_to_the_conversation_s_address_is_told_of_there(thread):
    receive(make_bounce("<unknown@example.com>"), address_of(thread), sender="")

    assert len(events_of(thread, ThreadEventKind.MAIL_BOUNCED)) == 1


def test_the_same_bounce_twice_is_told_once(thread):
    ours = messages_of(thread)[-1].mail_message_id
    receive(make_bounce(ours), "no-reply@trastienda.example", sender="")
    again = receive(make_bounce(ours) + b"\r\n", "no-reply@trastienda.example", sender="")

    assert again.state == InboundState.DUPLICATE
    assert len(events_of(thread, ThreadEventKind.MAIL_BOUNCED)) == 1


def test_a_mail_that_is_only_late_is_an_automatic_message(thread):
    ours = messages_of(thread)[-1].mail_message_id
    mail = receive(make_bounce(ours, action="delayed"), "no-reply@trastienda.example", sender="")

    assert mail.message is not None
    assert mail.message.is_automatic
    assert not events_of(thread, ThreadEventKind.MAIL_BOUNCED)


def test_a_bounce_of_nothing_is_the_operator_s(thread):
    mail = receive(make_bounce("<unknown@example.com>"), "no-reply@trastienda.example", sender="")

    assert (mail.state, mail.reason) == (InboundState.QUARANTINED, InboundReason.BOUNCE_OF_NOTHING)


def test_nobody_places_a_bounce_by_naming_a_mail_of_the_customer_s(thread):
    receive(mail_of(thread, message_id="<known@example.com>"), address_of(thread))
    mail = receive(make_bounce("<known@example.com>"), "no-reply@trastienda.example", sender="")

    assert mail.state == InboundState.QUARANTINED


def test_the_same_bytes_to_the_same_address_are_kept_once(thread):
    """A server whose line broke before it heard the answer."""
    for _ in range(3):
        receive(mail_of(thread), address_of(thread))

    assert [message.source for message in messages_of(thread)].count(Source.MAIL) == 1
    with all_shops("a test looks at rows"):
        assert InboundMail.objects.count() == 1


def test_the_same_bytes_without_a_message_id_at_another_hour_are_another_mail(thread):
    """A program that gives its mails no id can say the same thing twice."""
    raw = mail_of(thread, "¿Hola?", message_id="")
    for hours in (2, 2, 30):
        store_arrival(sender="ana@example.com", recipients=[address_of(thread)], raw=raw, at=NOON + hours * HOUR)
    drain_inbound()

    assert [message.body for message in messages_of(thread) if message.source == Source.MAIL] == ["¿Hola?"] * 2


def test_the_same_mail_by_another_way_is_a_duplicate(thread):
    first = receive(mail_of(thread), address_of(thread))
    second = receive(b"Received: by another way\r\n" + mail_of(thread), address_of(thread))

    assert (second.state, second.message) == (InboundState.DUPLICATE, first.message)
    assert [message.source for message in messages_of(thread)].count(Source.MAIL) == 1


def test_other_words_under_the_same_message_id_are_another_message(thread):
    receive(mail_of(thread, "uno"), address_of(thread))
    receive(mail_of(thread, "dos"), address_of(thread))

    assert [message.body for message in messages_of(thread)[-2:]] == ["uno", "dos"]


def test_files_come_with_the_message(thread):
    raw = make_mixed("Mirad", ('Content-Disposition: attachment; filename="foto.png"\r\n', "image/jpeg", PNG))
    mail = receive(raw, address_of(thread))

    with all_shops("a test looks at rows"):
        assert mail.message is not None
        [stored] = [attachment.file for attachment in mail.message.attachments.select_related("file")]
    assert (stored.name, stored.mimetype, stored.size) == ("foto.png", "image/png", len(PNG))


def test_files_that_may_not_be_kept_are_named_with_the_reason_in_the_channel_s_language(shop, monkeypatch):
    monkeypatch.setattr(placing, "room_for_files", lambda order: 1)
    thread = make.make_thread(shop)
    raw = make_mixed(
        "Mirad",
        ('Content-Disposition: attachment; filename="factura.exe"\r\n', "application/pdf", b"MZ program"),
        ('Content-Disposition: attachment; filename="nada.txt"\r\n', "text/plain", b""),
        ('Content-Disposition: attachment; filename="uno.png"\r\n', "image/png", PNG),
        ('Content-Disposition: attachment; filename="dos.png"\r\n', "image/png", PNG),
    )
    mail = receive(raw, address_of(thread))

    [event] = events_of(thread, ThreadEventKind.FILES_LEFT_OUT)
    assert mail.state == InboundState.PLACED
    assert [file["name"] for file in event.details["files"]] == ["factura.exe", "nada.txt", "dos.png"]
    assert all(file["reason"] for file in event.details["files"])
    with all_shops("a test looks at rows"):
        assert [stored.name for stored in StoredFile.objects.all()] == ["uno.png"]


def test_a_mail_without_words_says_so(thread):
    raw = b"From: %s\r\nSubject: x\r\n\r\n" % customer_of(thread).encode()
    receive(raw, address_of(thread))

    assert messages_of(thread)[-1].body in {"(no text)", "(sin texto)"}


def test_a_very_long_text_is_kept_whole_beside_the_message(thread, monkeypatch):
    monkeypatch.setattr(placing, "LONGEST_TEXT", 10)
    mail = receive(mail_of(thread, "0123456789 y el resto"), address_of(thread))

    assert mail.message is not None
    assert mail.message.body == "0123456789"
    with all_shops("a test looks at rows"):
        assert [each.file.name for each in mail.message.attachments.select_related("file")] == ["message.txt"]


@pytest.mark.parametrize("raw", [b"", b"\x00\x00", b"\xff" * 100, b"no header at all"])
def test_bytes_that_are_no_mail_are_placed_or_kept_all_the_same(raw, thread):
    assert receive(raw, address_of(thread)).state == InboundState.PLACED
    assert receive(raw, "elsewhere@example.com").state == InboundState.QUARANTINED


def test_a_mail_that_fails_again_and_again_goes_to_the_operator_and_holds_up_no_other(thread, monkeypatch):
    def read(raw, **told):
        if b"poison" in raw:
            raise RuntimeError("cannot be read")
        return read_mail(raw, **told)

    monkeypatch.setattr(inbound, "read_mail", read)
    monkeypatch.setattr(receiving, "RETRY_DELAYS", (timedelta(0),) * 3)
    store_arrival(sender="a@example.com", recipients=[address_of(thread)], raw=b"poison", at=NOON)
    healthy = receive(mail_of(thread), address_of(thread))

    for _ in range(receiving.MAX_ATTEMPTS):
        drain_inbound()

    with all_shops("a test looks at rows"):
        poison = InboundMail.objects.get(raw=b"poison")
    assert healthy.state == InboundState.PLACED
    assert (poison.state, poison.reason) == (InboundState.QUARANTINED, InboundReason.UNREADABLE)
    assert "RuntimeError: cannot be read" in poison.failure
    assert count_pending() == 0


def test_a_failed_attempt_waits_before_the_next(thread, monkeypatch):
    def read(raw, **told):
        raise RuntimeError("not now")

    monkeypatch.setattr(inbound, "read_mail", read)
    mail = receive(mail_of(thread), address_of(thread))

    assert (mail.state, mail.attempts) == (InboundState.RECEIVED, 1)
    assert mail.next_attempt_at is not None
    assert mail.next_attempt_at > clock.real()
    assert drain_inbound() == 0


def test_a_storage_that_is_away_for_hours_makes_no_mail_unreadable(thread, monkeypatch):
    """Nothing is lost, and nobody has to place by hand what was only late."""
    monkeypatch.setattr(receiving, "RETRY_DELAYS", (timedelta(0),) * 3)
    monkeypatch.setattr(receiving, "OUTAGE_DELAYS", (timedelta(0),) * 3)
    failing = iter([True] * 6)

    def store(**told):
        if next(failing, False):
            raise OSError("No space left on device")
        return store_file(**told)

    monkeypatch.setattr(writing, "store_file", store)
    raw = make_mixed("Mirad", ('Content-Disposition: attachment; filename="a.png"\r\n', "image/png", PNG))
    mail = receive(raw, address_of(thread))

    assert (mail.state, mail.attempts) == (InboundState.PLACED, 7)
    assert messages_of(thread)[-1].body == "Mirad"


def test_a_mail_whose_worker_died_is_due_again_when_its_lease_ends_and_comes_to_an_end(thread, monkeypatch):
    monkeypatch.setattr(receiving, "LEASE", timedelta(0))
    store_arrival(sender="a@example.com", recipients=[address_of(thread)], raw=mail_of(thread), at=NOON)
    for _ in range(receiving.MAX_ATTEMPTS):
        assert receiving.claim_next() is not None  # and dies

    assert count_pending() == 1
    assert drain_inbound() == 1
    with all_shops("a test looks at rows"):
        mail = InboundMail.objects.get()
    assert (mail.state, mail.reason, mail.failure) == (
        InboundState.QUARANTINED,
        InboundReason.UNREADABLE,
        receiving.WORN_OUT,
    )


def test_a_worker_whose_lease_has_ended_places_nothing(thread, monkeypatch):
    monkeypatch.setattr(receiving, "LEASE", timedelta(0))
    store_arrival(sender="a@example.com", recipients=[address_of(thread)], raw=mail_of(thread), at=NOON)
    slow, quick = receiving.claim_next(), receiving.claim_next()
    assert slow is not None
    assert quick is not None

    assert (receiving.settle(quick), receiving.settle(slow)) == (1, 0)
    assert [message.source for message in messages_of(thread)].count(Source.MAIL) == 1


def test_settled_mail_is_forgotten_after_ninety_days_and_quarantine_is_not(thread):
    receive(mail_of(thread), address_of(thread))
    receive(make_mail(), "elsewhere@example.com")
    with all_shops("a test ages rows"):
        InboundMail.objects.update(received_at=clock.real() - timedelta(days=91))

    assert (forget_settled(), forget_settled()) == (1, 0)
    with all_shops("a test looks at rows"):
        assert [mail.state for mail in InboundMail.objects.all()] == [InboundState.QUARANTINED]
    assert messages_of(thread)[-1].body == "Gracias"
