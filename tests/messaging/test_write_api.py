"""M12 and OR43: the seller writes, in every way that clients send it (trap 6)."""

from datetime import timedelta

import orjson
import pytest

from marketplace import clock
from marketplace.outbox.models import OutboxMessage
from marketplace.tenancy import all_shops
from messaging.models import Attachment, Message, Thread
from messaging.services import writing
from orders.choices import ReasonType
from tests.factories import messaging as make
from tests.factories.orders import make_reason, make_shipping_order
from tests.factories.parts import Part, content_type, in_parts
from tests.factories.shops import NOON

HOUR = timedelta(hours=1)
TO_CUSTOMER = [{"type": "CUSTOMER"}]
ANSWER = {"body": "It comes tomorrow.", "to": TO_CUSTOMER}
NEW = {"body": "Is the door number right?", "to": ["CUSTOMER"], "topic": {"type": "FREE_TEXT", "value": "Your address"}}
LIST = Part("files", b"one, two", "list.txt", "text/plain")


@pytest.fixture(autouse=True)
def later():
    with clock.frozen(NOON + HOUR):
        yield


@pytest.fixture
def thread(shop):
    """A conversation whose customer waits."""
    return make.make_thread(shop)


@pytest.fixture
def reply(api, thread):
    """Calls M12."""
    return lambda body, **options: api.post(f"/api/inbox/threads/{thread.thread_id}/message", body, **options)


@pytest.fixture
def start(api, shop):
    """Calls OR43."""
    order = make_shipping_order(shop)
    return lambda body, **options: api.post(f"/api/orders/{order.order_id}/threads", body, **options)


def messages():
    with all_shops("the test looks"):
        return list(Message.objects.select_related("thread").order_by("pk"))


def test_an_answer_stops_the_clock_and_leaves_by_mail(reply, thread):
    """R050, R060."""
    answer = reply(ANSWER)

    written = messages()[-1]
    assert answer.status_code == 201
    assert answer.json() == {"message_id": str(written.message_id), "thread_id": str(thread.thread_id)}
    assert (written.body, written.source, written.is_answer) == ("It comes tomorrow.", "API", True)
    assert (written.sender_type, written.to_customer, written.to_operator) == ("SHOP_USER", True, False)
    assert make.fresh(thread).waiting_since is None
    with all_shops("the test looks"):
        assert OutboxMessage.objects.filter(dedupe_key=f"message:{written.message_id}").count() == 1


def sent_in_parts(api, path, name, said):
    """The JSON as clients of each kind send it, with a file beside it."""
    said = orjson.dumps(said)
    ways = [
        Part(name, said, None, "application/json"),
        Part(name, said, None, "application/json;charset=utf-8"),
        Part(name, said, "blob", "application/json"),
        Part(name, said),
    ]
    return [api.raw("POST", path, in_parts(way, LIST), content_type()) for way in ways]


def test_an_answer_is_taken_in_every_way_of_parts(api, thread):
    path = f"/api/inbox/threads/{thread.thread_id}/message"

    answers = sent_in_parts(api, path, "message_input", ANSWER)

    assert [answer.status_code for answer in answers] == [201] * 4
    assert [message.body for message in messages()[1:]] == ["It comes tomorrow."] * 4
    with all_shops("the test looks"):
        attached = Attachment.objects.values_list("message__body", "file__name", "file__size", "file__mimetype")
        assert list(attached) == [("It comes tomorrow.", "list.txt", 8, "text/plain")] * 4


def test_a_conversation_begins_in_every_way_of_parts(api, shop):
    """R062."""
    order = make_shipping_order(shop)

    answers = sent_in_parts(api, f"/api/orders/{order.order_id}/threads", "thread_input", NEW)

    assert [answer.status_code for answer in answers] == [201] * 4
    with all_shops("the test looks"):
        begun = list(Thread.objects.values_list("order__order_id", "topic_value", "message_count"))
    assert begun == [(order.order_id, "Your address", 1)] * 4


@pytest.mark.parametrize(
    "to",
    [["CUSTOMER"], [{"type": "CUSTOMER"}], [{"type": "CUSTOMER", "id": "C-1"}], [{"type": "CUSTOMER"}, "CUSTOMER"]],
)
def test_recipients_are_taken_in_either_style(reply, start, to):
    assert reply({**ANSWER, "to": to}).status_code == 201
    assert start({**NEW, "to": to}).status_code == 201
    assert [(message.to_customer, message.to_operator) for message in messages()[1:]] == [(True, False)] * 2


def test_customer_and_operator_may_both_be_written_to(reply, thread):
    """R066: what goes to the operator alone is no answer and no mail."""
    assert reply({**ANSWER, "to": ["OPERATOR"]}).status_code == 201
    assert make.fresh(thread).waiting_since == NOON
    assert reply({**ANSWER, "to": ["OPERATOR", {"type": "CUSTOMER"}]}).status_code == 201

    written = [(message.to_customer, message.to_operator, message.is_answer) for message in messages()[1:]]
    assert written == [(False, True, False), (True, True, True)]


def test_a_topic_sent_with_an_answer_is_not_read(reply, thread):
    for topic in ({"type": "FREE_TEXT", "value": "Else"}, {"type": "?"}, None, 5):
        assert reply({**ANSWER, "topic": topic}).status_code == 201

    assert make.fresh(thread).topic_value == "My parcel"


def test_a_reason_of_the_list_may_be_the_topic(start):
    make_reason("21", type=ReasonType.ORDER_MESSAGING, is_shop_right=True)

    answer = start({**NEW, "topic": {"type": "REASON_CODE", "value": "21"}})

    assert answer.status_code == 201
    assert (messages()[0].thread.topic_type, messages()[0].thread.topic_value) == ("REASON_CODE", "21")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to": []}, "to"),
        ({"to": ...}, "to"),
        ({"to": None}, "to"),
        ({"to": "CUSTOMER"}, "to"),
        ({"to": ["SHOP"]}, "to[0]"),
        ({"to": [{"type": "SHOP"}]}, "to[0]"),
        ({"to": ["CUSTOMER", {"type": "PARROT"}]}, "to[1]"),
        ({"to": [{"id": "C-1"}]}, "to[0]"),
        ({"to": [None]}, "to[0]"),
        ({"to": [["CUSTOMER"]]}, "to[0]"),
        ({"to": ["CUSTOMER"] * 11}, "to"),
        ({"body": ""}, "body"),
        ({"body": "  \r\n "}, "body"),
        ({"body": ...}, "body"),
        ({"body": None}, "body"),
        ({"body": ["a"]}, "body"),
        ({"body": "x" * 50_001}, "body"),
    ],
)
def test_what_is_wrong_is_named_in_both(reply, start, change, field):
    """R066."""
    for call, body in ((reply, ANSWER), (start, NEW)):
        wrong = {name: value for name, value in {**body, **change}.items() if value is not ...}
        answer = call(wrong)

        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
        assert answer.json()["message"]
    assert len(messages()) == 1


@pytest.mark.parametrize(
    ("topic", "field"),
    [
        (..., "topic"),
        (None, "topic"),
        ("Your address", "topic"),
        ({"type": "FREE_TEXT"}, "topic.value"),
        ({"type": "FREE_TEXT", "value": " "}, "topic.value"),
        ({"type": "FREE_TEXT", "value": "x" * 256}, "topic.value"),
        ({"type": "OTHER", "value": "x"}, "topic.type"),
        ({"type": "REASON_CODE", "value": "99"}, "topic.value"),
    ],
)
def test_a_conversation_needs_a_topic(start, topic, field):
    body = {name: value for name, value in {**NEW, "topic": topic}.items() if value is not ...}

    answer = start(body)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    with all_shops("the test looks"):
        assert not Thread.objects.exists()


def test_faults_are_told_in_the_language_asked_for(api, thread):
    path = f"/api/inbox/threads/{thread.thread_id}/message"

    assert api.post(path, {**ANSWER, "body": ""}).json()["errors"][0]["message"] == "Write a message."
    assert (
        api.post(f"{path}?locale=es", {**ANSWER, "to": "x"}).json()["errors"][0]["message"]
        != (api.post(f"{path}?locale=en", {**ANSWER, "to": "x"}).json()["errors"][0]["message"])
    )


@pytest.mark.parametrize("identity", ["6f1c1f9e-5d0b-4d5e-9a55-0f6f0e4f2b7a", "nonsense", "%00", "9" * 40])
def test_an_unknown_conversation_or_order_is_404(api, shop, identity):
    assert api.post(f"/api/inbox/threads/{identity}/message", ANSWER).status_code == 404
    assert api.post(f"/api/orders/{identity}/threads", NEW).status_code == 404


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (Part("files", b"", "empty.txt"), "FILE_EMPTY"),
        (Part("files", b"MZ\x90", "game.txt"), "FILE_REFUSED"),
        (Part("files", b"@echo off", "run.bat"), "FILE_REFUSED"),
    ],
)
def test_a_file_that_may_not_be_kept_refuses_the_message(api, thread, file, code):
    body = in_parts(Part("message_input", orjson.dumps(ANSWER)), LIST, file)

    answer = api.raw("POST", f"/api/inbox/threads/{thread.thread_id}/message", body, content_type())

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)
    assert len(messages()) == 1


def test_thirty_megabytes_are_the_most_of_a_message(api, thread, monkeypatch):
    monkeypatch.setattr(writing, "MOST_BYTES", 100)
    path = f"/api/inbox/threads/{thread.thread_id}/message"
    said = Part("message_input", orjson.dumps(ANSWER))

    fits = api.raw("POST", path, in_parts(said, Part("files", b"x" * 80, "a.txt")), content_type())
    exceeds = api.raw("POST", path, in_parts(said, Part("files", b"x" * 90, "a.txt")), content_type())

    assert (fits.status_code, exceeds.status_code) == (201, 400)
    assert exceeds.json()["code"] == "MESSAGE_TOO_LARGE"


def test_fifty_files_are_the_most_of_an_order(api, thread):
    path = f"/api/inbox/threads/{thread.thread_id}/message"
    said = Part("message_input", orjson.dumps(ANSWER))
    files = [Part("files", b"x", f"{number}.txt") for number in range(30)]

    first = api.raw("POST", path, in_parts(said, *files), content_type())
    second = api.raw("POST", path, in_parts(said, *files[:21]), content_type())

    assert (first.status_code, second.status_code) == (201, 400)
    assert second.json()["code"] == "TOO_MANY_FILES"


def test_a_repeat_with_the_same_key_writes_once_with_its_file(api, thread):
    path, key = f"/api/inbox/threads/{thread.thread_id}/message", {"Idempotency-Key": "answer-77"}
    said = Part("message_input", orjson.dumps(ANSWER))

    answers = [
        api.raw("POST", path, in_parts(said, LIST, boundary=name), content_type(name), headers=key)
        for name in ("one", "two")
    ]

    assert answers[0].json() == answers[1].json()
    assert len(messages()) == 2
    with all_shops("the test looks"):
        assert [attached.file.size for attached in Attachment.objects.select_related("file")] == [8]


def test_support_writes_without_seeing_the_order(support_api, shop, thread):
    """R120."""
    order_id = thread.order.order_id

    assert support_api.post(f"/api/inbox/threads/{thread.thread_id}/message", ANSWER).status_code == 201
    assert support_api.post(f"/api/orders/{order_id}/threads", NEW).status_code == 201
    assert support_api.get("/api/orders", order_ids=order_id).status_code == 403


def test_who_keeps_the_books_neither_reads_nor_writes(caller_of, accountancy, thread):
    caller = caller_of(accountancy)

    assert caller.get("/api/inbox/threads").status_code == 403
    assert caller.post(f"/api/inbox/threads/{thread.thread_id}/message", ANSWER).status_code == 403
    assert caller.post(f"/api/orders/{thread.order.order_id}/threads", NEW).status_code == 403
