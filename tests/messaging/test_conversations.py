"""Which conversation a message goes into, and what one takes."""

from datetime import timedelta
from uuid import uuid4

import pytest

from marketplace.errors import Conflict, NotFound, ValidationFailed
from marketplace.outbox.models import OutboxMessage
from marketplace.search.services import search
from messaging.choices import TopicType
from messaging.models import Message, Thread
from messaging.search import KIND
from messaging.services import writing
from messaging.services.conversations import Recipients
from messaging.services.writing import NewFile
from messaging.topics import Topic, bare_subject, check_topic, reason_topics
from orders.choices import ReasonType
from orders.models import Order
from tests.factories import messaging as make
from tests.factories.orders import make_reason, make_shipping_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_customer_s_message_marks_the_order(shop, in_all_shops):
    """R059."""
    order = make_shipping_order(shop)
    make.make_thread(shop, order=order, at=NOON + HOUR)
    order.refresh_from_db()

    assert (order.has_customer_message, order.updated_at) == (True, NOON + HOUR)


@pytest.mark.parametrize(
    ("subject", "joins"),
    [("My parcel", True), ("Re: My parcel", True), ("AW: RES: my  PARCEL", True), ("", True), ("My invoice", False)],
)
def test_a_message_joins_the_order_s_conversation_of_its_subject(subject, joins, shop, in_all_shops):
    """R059."""
    thread = make.make_thread(shop)
    message = make.make_question(shop, order=thread.order, at=NOON + HOUR, subject=subject)

    assert (message.thread_id == thread.pk) is joins


def test_a_first_message_without_a_subject_is_named_after_the_order(shop, in_all_shops):
    thread = make.make_thread(shop, subject="")

    assert thread.topic_value == thread.order.order_id


def test_a_conversation_that_is_named_takes_the_message_whatever_its_subject(shop, in_all_shops):
    thread = make.make_thread(shop)
    make.make_thread(shop, order=thread.order, subject="Another thing")
    message = make.make_question(shop, order=thread.order, subject="Third", thread_id=thread.thread_id)

    assert message.thread_id == thread.pk


def test_a_conversation_of_another_order_takes_nothing(shop, in_all_shops):
    thread = make.make_thread(shop)

    for wrong in (make.make_thread(shop).thread_id, uuid4()):
        with pytest.raises(NotFound):
            make.make_question(shop, order=thread.order, thread_id=wrong)


def test_another_shop_s_conversation_is_not_there(shop, other_shop):
    """Tenancy: its messages and its mark alike."""
    thread = make.make_thread(other_shop)
    thread.shop_id = shop.pk  # whose scope the factory opens

    with pytest.raises(NotFound):
        make.answer(thread, at=NOON)
    with pytest.raises(NotFound):
        make.settle_without_answer(thread, at=NOON)


def test_a_conversation_that_the_shop_begins_waits_for_nobody(shop, in_all_shops):
    """R062."""
    thread = make.start(shop)

    assert (thread.topic_value, thread.waiting_since, thread.message_count) == ("Your address", None, 1)
    assert (thread.has_shop, thread.has_customer, thread.has_operator) == (True, True, False)
    assert OutboxMessage.objects.filter(message_id=thread.messages.get().mail_message_id).exists()


def test_what_the_last_message_said_stands_on_the_conversation(shop, in_all_shops):
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + HOUR, body="Sale\n mañana." + " x" * 300)
    thread = make.fresh(thread)

    assert (thread.last_sender_type, thread.last_sender_name, thread.last_message_at) == (
        "SHOP_USER",
        "Ana Prueba",
        NOON + HOUR,
    )
    assert thread.last_text.startswith("Sale mañana. x x")
    assert len(thread.last_text) == 200


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"body": "  \n\x00 "}, "BODY_REQUIRED"),
        ({"body": "x" * 50_001}, "BODY_TOO_LONG"),
        ({"to": Recipients(customer=False, operator=False)}, "RECIPIENT_REQUIRED"),
        ({"files": [NewFile("a.txt", b"")]}, "FILE_EMPTY"),
        ({"files": [NewFile("a.txt", b"x")] * 51}, "TOO_MANY_FILES"),
    ],
)
def test_a_message_that_cannot_be_sent_is_refused_and_nothing_is_written(values, code, shop, in_all_shops):
    """R066."""
    thread = make.make_thread(shop)
    mails = OutboxMessage.objects.count()

    with pytest.raises(ValidationFailed) as refused:
        make.answer(thread, at=NOON + HOUR, **values)

    assert refused.value.code == code
    assert (Message.objects.count(), OutboxMessage.objects.count()) == (1, mails)
    assert make.fresh(thread).waiting_since == NOON


def test_files_of_an_order_are_counted_over_its_conversations(shop, in_all_shops, monkeypatch):
    monkeypatch.setattr(writing, "MOST_FILES", 2)
    thread = make.make_thread(shop, files=[NewFile("a.txt", b"a")])
    second = make.make_thread(shop, order=thread.order, subject="More", files=[NewFile("b.txt", b"b")])

    with pytest.raises(ValidationFailed) as refused:
        make.answer(second, at=NOON + HOUR, files=[NewFile("c.txt", b"c")])
    assert refused.value.code == "TOO_MANY_FILES"


def test_a_full_conversation_takes_no_more_of_the_shop(shop, in_all_shops, monkeypatch):
    monkeypatch.setattr(writing, "MOST_MESSAGES", 2)
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + HOUR)

    with pytest.raises(ValidationFailed) as refused:
        make.answer(thread, at=NOON + 2 * HOUR)
    assert refused.value.code == "THREAD_FULL"


def test_who_has_not_read_the_last_message_is_told_before_sending(shop, in_all_shops):
    thread = make.make_thread(shop)
    make.make_question(shop, order=thread.order, at=NOON + HOUR, body="It has come, thanks!")

    with pytest.raises(Conflict):
        make.answer(thread, at=NOON + 2 * HOUR, expected_count=1)
    assert make.answer(thread, at=NOON + 2 * HOUR, expected_count=2).is_answer


def test_who_has_not_seen_a_colleague_s_answer_is_told_who_was_faster(shop, in_all_shops):
    """So that the customer does not get two answers without a word."""
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + HOUR)

    with pytest.raises(Conflict, match="Ana Prueba has written"):
        make.answer(thread, at=NOON + 2 * HOUR, expected_count=1)
    assert make.answer(thread, at=NOON + 2 * HOUR, expected_count=2).pk


@pytest.mark.parametrize("unseen", [{"is_automatic": True}, {"to": Recipients(customer=False, operator=True)}])
def test_machines_and_side_questions_hold_nobody_up(unseen, shop, in_all_shops):
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + HOUR, **unseen)

    assert make.answer(thread, at=NOON + 2 * HOUR, expected_count=1).is_answer


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Re: My parcel", "My parcel"),
        ("AW: WG: Paket", "Paket"),
        ("RES: ENC: Encomenda", "Encomenda"),
        ("RV: [10455-B] La lámpara", "La lámpara"),
        ("Re: [X-1] Re[2]: Hello", "Hello"),
        ("Regarding: my order", "Regarding: my order"),
        ("  Re:  ", ""),
        ("[Urgente] Mi pedido", "[Urgente] Mi pedido"),
    ],
)
def test_answer_marks_of_every_language_are_no_part_of_a_subject(subject, bare):
    assert bare_subject(subject) == bare


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        (Topic("OTHER", "x"), "VALIDATION_ERROR"),
        (Topic(TopicType.FREE_TEXT, " "), "TOPIC_REQUIRED"),
        (Topic(TopicType.REASON_CODE, "NOPE"), "REASON_NOT_FOUND"),
        (Topic(TopicType.REASON_CODE, "NO_STOCK"), "REASON_NOT_FOUND"),
    ],
)
def test_a_topic_that_nobody_can_read_is_refused(topic, code):
    make_reason("NO_STOCK", type=ReasonType.REFUSAL)

    with pytest.raises(ValidationFailed) as refused:
        check_topic(topic)
    assert refused.value.code == code


def test_a_reason_of_the_operator_s_list_is_a_topic():
    make_reason("20", type=ReasonType.ORDER_MESSAGING)

    check_topic(Topic(TopicType.REASON_CODE, "20"))
    assert [code for code, _label in reason_topics()] == ["20"]


def test_conversations_are_found_by_order_customer_and_subject(shop, in_all_shops):
    thread = make.make_thread(shop, subject="Missing transformer")
    make.make_thread(shop, subject="Other")

    for text in ("transfor", thread.order.order_id):
        assert search(shop_id=shop.pk, kind=KIND, text=text, limit=9) == [thread.pk]
    assert len(search(shop_id=shop.pk, kind=KIND, text="lucia", limit=9)) == Thread.objects.count() == 2
    assert Order.objects.count() == 2
