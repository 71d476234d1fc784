"""What the shop front hands on of what customers write."""

from datetime import timedelta
from uuid import uuid4

import pytest

from marketplace import clock
from marketplace.tenancy import all_shops
from messaging.models import Message, Thread
from tests.factories import messaging as make
from tests.factories.orders import make_shipping_order
from tests.factories.shops import NOON

HOUR = timedelta(hours=1)
QUESTION = {"subject": "My parcel", "body": "Where is it?"}


@pytest.fixture(autouse=True)
def later():
    with clock.frozen(NOON + HOUR):
        yield


@pytest.fixture
def order(shop):
    return make_shipping_order(shop)


@pytest.fixture
def ask(storefront, order):
    """The customer writes."""
    return lambda body, **options: storefront.post(f"/api/storefront/orders/{order.order_id}/messages", body, **options)


def threads():
    with all_shops("the test looks"):
        return list(Thread.objects.order_by("pk"))


def test_a_question_begins_a_conversation_and_starts_the_clock(ask, api, order):
    """R050."""
    answer = ask(QUESTION)

    [thread] = threads()
    with all_shops("the test looks"):
        message = Message.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {"thread_id": str(thread.thread_id), "message_id": str(message.message_id)}
    assert (message.source, message.sender_type, message.sender_name) == (
        "STOREFRONT",
        "CUSTOMER_USER",
        "Lucía Ejemplo",
    )
    assert (thread.waiting_since, thread.shop_id) == (NOON + HOUR, order.shop_id)
    assert api.get(f"/api/inbox/threads/{thread.thread_id}").json()["messages"][0]["body"] == "Where is it?"


def test_a_question_of_the_same_subject_goes_on_with_the_conversation(ask):
    """R059."""
    first, second = ask(QUESTION).json(), ask({"subject": "Re: my parcel", "body": "Hello?"}).json()
    third = ask({"subject": "My invoice", "body": "Where is it?"}).json()

    assert second["thread_id"] == first["thread_id"] != third["thread_id"]


def test_a_conversation_may_be_named(ask, shop, order):
    first, second = ask(QUESTION).json(), ask({**QUESTION, "subject": "My invoice"}).json()

    answer = ask({**QUESTION, "thread_id": second["thread_id"]})

    assert answer.json()["thread_id"] == second["thread_id"] != first["thread_id"]
    elsewhere = make.make_thread(shop)
    for unknown in (elsewhere.thread_id, uuid4()):
        refused = ask({**QUESTION, "thread_id": str(unknown)})
        assert (refused.status_code, refused.json()["code"]) == (404, "THREAD_NOT_FOUND")


@pytest.mark.parametrize("body", [{"body": "Hello"}, {"body": "Hello", "subject": None, "thread_id": None}])
def test_a_subject_may_be_left_out(ask, order, body):
    assert ask(body).status_code == 201
    assert threads()[0].topic_value == order.order_id


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"body": ""}, "body"),
        ({"body": " \n"}, "body"),
        ({"body": None}, "body"),
        ({"body": ...}, "body"),
        ({"body": "x" * 50_001}, "body"),
        ({"body": {"text": "Hello"}}, "body"),
        ({"body": "a\x00b"}, "body"),
        ({"subject": "x" * 256}, "subject"),
        ({"subject": ["a"]}, "subject"),
        ({"thread_id": "nonsense"}, "thread_id"),
        ({"thread_id": ["a"]}, "thread_id"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_written(ask, change, field):
    answer = ask({name: value for name, value in {**QUESTION, **change}.items() if value is not ...})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert threads() == []


def test_an_unknown_order_is_404(storefront, shop):
    for order_id in ("NOBODY-A", "%00", "9" * 64):
        assert storefront.post(f"/api/storefront/orders/{order_id}/messages", QUESTION).status_code == 404


def test_a_repeat_with_the_same_key_writes_once(ask):
    key = {"Idempotency-Key": "web-77"}

    answers = [ask(QUESTION, headers=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert ask({**QUESTION, "body": "Else"}, headers=key).status_code == 409
    assert threads()[0].message_count == 1


def test_a_seller_s_key_is_refused(api, order):
    assert api.post(f"/api/storefront/orders/{order.order_id}/messages", QUESTION).status_code == 401
