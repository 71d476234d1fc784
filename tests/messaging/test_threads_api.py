"""M10, M11 and M13: conversations read."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.actors import Actor, ActorKind
from marketplace.permissions import Right
from marketplace.shops.models import ShopChannel
from marketplace.tenancy import shop_scope
from messaging.api import views
from messaging.models import Attachment
from messaging.services.conversations import Recipients, mark_no_reply_needed
from messaging.services.writing import NewFile
from tests.factories import messaging as make
from tests.factories.calls import Caller
from tests.factories.orders import make_shipping_order
from tests.factories.shops import NOON, make_channel, make_key

HOUR = timedelta(hours=1)
THREADS = "/api/inbox/threads"
_HEAD_KEYS_TEXT = """
authorized_participants current_participants customer_organization date_created date_updated entities id messages
metadata no_store_reply_needed topic
"""
HEAD_KEYS = _HEAD_KEYS_TEXT.split()
MESSAGE_KEYS = ["attachments", "body", "date_created", "from", "id", "to"]
LIST = NewFile("list.txt", b"one, two")


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [thread["id"] for thread in answer.json()["data"]]


def text_ids(*threads):
    return [str(thread.thread_id) for thread in threads]


def test_every_documented_key_is_there(api, shop):
    """Trap 1."""
    thread = make.make_thread(shop, files=[LIST])

    [listed] = api.get(THREADS, with_messages="true").json()["data"]
    whole = api.get(f"{THREADS}/{thread.thread_id}").json()

    assert sorted(listed) == sorted(whole) == sorted(HEAD_KEYS)
    for told in (listed, whole):
        assert sorted(told["messages"][0]) == MESSAGE_KEYS
        assert sorted(told["messages"][0]["attachments"][0]) == ["id", "name", "size"]
        assert sorted(told["messages"][0]["from"]) == ["display_name", "organization_details", "type"]
        assert sorted(told["metadata"]) == [
            "last_message_date", "last_sender", "shop_reply_needed_since", "total_count",
        ]  # fmt: skip


def test_a_conversation_is_told_with_who_wrote_to_whom(api, shop):
    thread = make.make_thread(shop, files=[LIST])
    make.answer(thread, at=NOON + HOUR, to=Recipients(customer=True, operator=True))
    customer = {"type": "CUSTOMER", "id": "C-1", "display_name": "Lucía Ejemplo"}
    seller = {"type": "SHOP", "id": str(shop.pk), "display_name": "Casa Norte"}
    operator = {"type": "OPERATOR", "id": None, "display_name": "Operator"}

    told = api.get(f"{THREADS}/{thread.thread_id}", locale="en").json()

    asked, answered = told["messages"]
    assert told["topic"] == {"type": "FREE_TEXT", "value": "My parcel"}
    assert told["entities"] == [{"type": "MMP_ORDER", "id": thread.order.order_id, "label": thread.order.order_id}]
    assert told["authorized_participants"] == [customer, seller, operator]
    assert told["current_participants"] == [customer, seller, operator]
    assert (asked["from"]["type"], asked["from"]["display_name"]) == ("CUSTOMER_USER", "Lucía Ejemplo")
    assert (asked["from"]["organization_details"], asked["to"]) == (None, [seller])
    assert (asked["attachments"][0]["name"], asked["attachments"][0]["size"]) == ("list.txt", 8)
    assert answered["from"] == {
        "type": "SHOP_USER", "display_name": "Ana Prueba", "organization_details": seller,
    }  # fmt: skip
    assert answered["to"] == [customer, operator]
    assert told["metadata"]["last_sender"] == answered["from"]
    assert told["metadata"]["total_count"] == 2
    assert (told["date_created"], told["date_updated"]) == ("2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z")


def test_who_has_not_taken_part_is_no_current_participant(api, shop):
    thread = make.make_thread(shop)

    told = api.get(f"{THREADS}/{thread.thread_id}").json()

    assert [each["type"] for each in told["current_participants"]] == ["CUSTOMER", "SHOP"]


def test_what_waits_for_an_answer_is_told_and_clears_with_it(api, shop):
    thread = make.make_thread(shop)
    make.make_question(shop, order=thread.order, at=NOON + HOUR)
    url = f"{THREADS}/{thread.thread_id}"

    assert api.get(url).json()["metadata"]["shop_reply_needed_since"] == "2026-03-02T12:00:00Z"
    make.answer(thread, at=NOON + 2 * HOUR, is_automatic=True)
    assert api.get(url).json()["metadata"]["shop_reply_needed_since"] == "2026-03-02T12:00:00Z"
    make.answer(thread, at=NOON + 3 * HOUR)
    assert api.get(url).json()["metadata"]["shop_reply_needed_since"] is None


def test_no_reply_needed_is_told_with_when_and_by_which_side(api, shop):
    """R057."""
    thread = make.make_thread(shop)
    make.settle_without_answer(thread, at=NOON + HOUR)
    make.make_question(shop, order=thread.order, at=NOON + 2 * HOUR)
    with shop_scope(shop):
        mark_no_reply_needed(
            thread_id=thread.thread_id, actor=Actor(kind=ActorKind.OPERATOR, label="Olga"), at=NOON + 3 * HOUR
        )
    expected = [
        {"date": "2026-03-02T13:00:00Z", "user_type": "SHOP"},
        {"date": "2026-03-02T15:00:00Z", "user_type": "OPERATOR"},
    ]

    assert api.get(f"{THREADS}/{thread.thread_id}").json()["no_store_reply_needed"] == expected
    assert api.get(THREADS, with_messages="1").json()["data"][0]["no_store_reply_needed"] == expected


def test_history_that_a_mail_quotes_is_no_part_of_the_body(api, shop):
    """R061."""
    thread = make.make_thread(shop, body="Thank you.", quoted="> It comes tomorrow.")

    [message] = api.get(f"{THREADS}/{thread.thread_id}").json()["messages"]

    assert message["body"] == "Thank you."
    assert "quoted" not in message


def test_a_message_to_the_operator_alone_is_seen_by_the_shop_that_wrote_it(api, shop):
    """R066."""
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + HOUR, body="What do I say?", to=Recipients(customer=False, operator=True))

    messages = api.get(f"{THREADS}/{thread.thread_id}").json()["messages"]

    assert [[each["type"] for each in message["to"]] for message in messages] == [["SHOP"], ["OPERATOR"]]


def test_without_being_asked_for_messages_stay_out_of_the_list(api, shop):
    make.make_thread(shop)

    [told] = api.get(THREADS).json()["data"]

    assert (told["messages"], told["no_store_reply_needed"]) == (None, None)


def test_the_list_shows_the_last_messages_of_each_conversation(api, shop, monkeypatch):
    monkeypatch.setattr(views, "LAST_MESSAGES", 2)
    long, short = make.make_thread(shop), make.make_thread(shop)
    for hour in (1, 2, 3):
        make.answer(long, at=NOON + hour * HOUR, body=f"Part {hour}")

    told = {thread["id"]: thread for thread in api.get(THREADS, with_messages="true").json()["data"]}

    assert [message["body"] for message in told[str(long.thread_id)]["messages"]] == ["Part 2", "Part 3"]
    assert [message["body"] for message in told[str(short.thread_id)]["messages"]] == [make.QUESTION]
    assert told[str(long.thread_id)]["metadata"]["total_count"] == 4
    assert len(api.get(f"{THREADS}/{long.thread_id}").json()["messages"]) == 4


def test_filters_find_what_they_ask_for(api, shop):
    first, second, third = (make.make_thread(shop, at=NOON + hour * HOUR) for hour in range(3))
    make.answer(first, at=NOON + 5 * HOUR)
    newest_first = text_ids(first, third, second)
    order_ids = {thread: thread.order.order_id for thread in (first, second, third)}

    cases: list[tuple[dict[str, object], list[str]]] = [
        ({}, newest_first),
        ({"sort": "dateUpdated,ASC"}, newest_first[::-1]),
        ({"sort": "dateCreated,DESC"}, text_ids(third, second, first)),
        ({"sort": "dateCreated"}, text_ids(third, second, first)),
        ({"entity_type": "MMP_ORDER"}, newest_first),
        ({"entity_type": "MMP_OFFER"}, []),
        ({"entity_type": "SELLER_OPERATOR"}, []),
        ({"entity_type": "MPS_ORDER", "entity_id": order_ids[first]}, []),
        ({"entity_type": "MMP_ORDER", "entity_id": f"{order_ids[second]},NOBODY-A"}, text_ids(second)),
        ({"entity_type": "MMP_ORDER", "entity_id": [order_ids[first], order_ids[second]]}, text_ids(first, second)),
        ({"entity_type": "MMP_ORDER", "entity_id": "NOBODY-A"}, []),
        ({"updated_since": "2026-03-02T14:00:00Z"}, text_ids(first, third)),
        ({"updated_since": "2026-03-02T14:00:30Z"}, text_ids(first, third)),  # a minute's margin
        ({"updated_since": "2026-03-02T14:02:00Z"}, text_ids(first)),
        ({"updated_since": "2026-03-02T18:00:00 01:00"}, text_ids(first)),
        ({"updated_since": "0001-01-01"}, newest_first),
        ({"channel_codes": "ES,PT"}, newest_first),
        ({"channel_codes": "PT"}, []),
        ({"limit": "2"}, newest_first[:2]),
        ({"nonsense": "1", "with_messages": "false"}, newest_first),
    ]  # fmt: skip
    for query, expected in cases:
        assert ids(api.get(THREADS, **query)) == expected, query


def test_another_channel_s_conversations_are_told_apart(api, shop, channel):
    elsewhere = make_channel(code="PT")
    with shop_scope(shop):
        ShopChannel.objects.create(shop=shop, channel=elsewhere)
    here = make.make_thread(shop)
    there = make.make_thread(shop, order=make_shipping_order(shop, channel=elsewhere))

    assert ids(api.get(THREADS, channel_codes="PT")) == text_ids(there)
    assert ids(api.get(THREADS, channel_codes="ES")) == text_ids(here)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"entity_type": "ORDER"}, "entity_type"),
        ({"entity_id": "X-A"}, "entity_type"),
        ({"entity_type": "MMP_ORDER", "entity_id": "a\x00b"}, "entity_id"),
        ({"entity_type": "MMP_ORDER", "entity_id": ",".join(map(str, range(101)))}, "entity_id"),
        ({"updated_since": "yesterday"}, "updated_since"),
        ({"with_messages": "perhaps"}, "with_messages"),
        ({"sort": "subject,ASC"}, "sort"),
        ({"limit": "0"}, "limit"),
        ({"page_token": "nonsense"}, "page_token"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(api, shop, query, field):
    answer = api.get(THREADS, **query)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


def test_tokens_lead_through_all_conversations(api, shop):
    threads = [make.make_thread(shop, at=NOON + n // 2 * HOUR) for n in range(5)]

    first = api.get(THREADS, limit=2, with_messages="true").json()
    second = api.get(THREADS, page_token=first["next_page_token"]).json()
    third = api.get(THREADS, page_token=second["next_page_token"]).json()

    pages = [[thread["id"] for thread in page["data"]] for page in (first, second, third)]
    assert pages == [text_ids(*pair) for pair in ((threads[4], threads[3]), (threads[2], threads[1]), (threads[0],))]
    assert "next_page_token" not in third
    assert third["data"][0]["messages"][0]["body"] == make.QUESTION


def test_fifty_conversations_are_a_page_and_a_hundred_the_most(api, shop):
    thread = make.make_thread(shop)
    for number in range(101):
        make.make_question(shop, order=thread.order, subject=f"Matter {number}")

    assert len(ids(api.get(THREADS))) == 50
    assert len(ids(api.get(THREADS, limit=5000))) == 100


@pytest.mark.parametrize("query", [{}, {"with_messages": "true"}])
def test_a_list_of_ten_costs_as_many_queries_as_a_list_of_one(api, shop, query):
    make.make_thread(shop, files=[LIST])
    api.get(THREADS, **query)
    with CaptureQueriesContext(connection) as one:
        api.get(THREADS, **query)
    for _ in range(9):
        thread = make.make_thread(shop, files=[LIST])
        make.answer(thread, at=NOON + HOUR)
        make.make_question(shop, order=thread.order, at=NOON + 2 * HOUR)
        make.settle_without_answer(thread, at=NOON + 3 * HOUR)

    with CaptureQueriesContext(connection) as ten:
        assert len(ids(api.get(THREADS, **query))) == 10

    assert len(ten) == len(one)


def test_a_conversation_of_ten_messages_costs_as_many_queries_as_one_of_one(api, shop):
    thread = make.make_thread(shop, files=[LIST])
    url = f"{THREADS}/{thread.thread_id}"
    api.get(url)
    with CaptureQueriesContext(connection) as one:
        api.get(url)
    for hour in range(9):
        make.answer(thread, at=NOON + hour * HOUR, files=[LIST])

    with CaptureQueriesContext(connection) as ten:
        assert len(api.get(url).json()["messages"]) == 10

    assert len(ten) == len(one)


UNKNOWN = [
    "6f1c1f9e-5d0b-4d5e-9a55-0f6f0e4f2b7a",
    "nonsense",
    "0",
    "9" * 40,
    "%00",
    "%FF",
    "ñ",
    "a" * 3000,
    "{}",
    "threads",
    "..%2F",
]


@pytest.mark.parametrize("identity", UNKNOWN)
def test_what_is_no_conversation_of_the_shop_is_404_whatever_the_text(api, shop, identity):
    paths = (f"{THREADS}/{identity}", f"{THREADS}/{identity}/download", f"/api/x/threads/{identity}/deadlines")
    for path in paths:
        answer = api.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["status"] == 404


def test_another_shop_s_conversations_are_neither_listed_nor_found(stranger_api, shop, other_shop):
    thread = make.make_thread(shop)

    assert ids(stranger_api.get(THREADS)) == []
    assert ids(stranger_api.get(THREADS, entity_type="MMP_ORDER", entity_id=thread.order.order_id)) == []
    answer = stranger_api.get(f"{THREADS}/{thread.thread_id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "THREAD_NOT_FOUND")


@pytest.fixture
def attachment(shop):
    message = make.make_question(shop, files=[NewFile("año.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 30)])
    with shop_scope(shop):
        return Attachment.objects.select_related("file", "message__thread__order").get(message=message)


@pytest.mark.parametrize("accept", ["application/json", "*/*", "text/csv", "nonsense"])
def test_a_file_is_handed_on_whatever_accept_says(api, attachment, accept):
    """Trap 3."""
    headers = {"Authorization": api.key, "Accept": accept}

    answer = api.client.get(f"{THREADS}/{attachment.attachment_id}/download", headers=headers)

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"\x89PNG\r\n\x1a\n" + b"\x00" * 30
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''a%C3%B1o.png"


def test_a_file_whose_bytes_are_gone_is_404_in_json(api, attachment):
    default_storage.delete(attachment.file.path)

    answer = api.get(f"{THREADS}/{attachment.attachment_id}/download")

    assert (answer.status_code, answer.json()["code"]) == (404, "FILE_GONE")


def test_support_reads_conversations_and_no_order(support_api, shop, attachment):
    """R120."""
    thread = attachment.message.thread

    assert ids(support_api.get(THREADS)) == text_ids(thread)
    assert support_api.get(f"{THREADS}/{thread.thread_id}").status_code == 200
    assert support_api.get(f"{THREADS}/{attachment.attachment_id}/download").status_code == 200
    assert support_api.get(f"/api/orders/{thread.order.order_id}").status_code == 403


def test_a_key_that_may_only_read_does_not_write(owner, shop):
    caller = Caller(make_key(owner, rights={Right.MESSAGE_READ})[1])
    thread = make.make_thread(shop)
    body = {"body": "It comes.", "to": [{"type": "CUSTOMER"}]}

    assert caller.get(f"/api/x/threads/{thread.thread_id}/messages").status_code == 200
    assert caller.post(f"/api/x/threads/{thread.thread_id}/messages", body).status_code == 403
    assert caller.post(f"{THREADS}/{thread.thread_id}/message", body).status_code == 403
    assert caller.post(f"/api/x/threads/{thread.thread_id}/no-reply-needed").status_code == 403
    assert caller.get("/api/x/quick-replies").status_code == 200
    assert caller.post("/api/x/quick-replies", {}).status_code == 403


def test_an_order_s_flag_says_that_its_customer_wrote(api, shop):
    order = make_shipping_order(shop)
    assert api.get("/api/orders", order_ids=order.order_id).json()["orders"][0]["has_customer_message"] is False

    make.make_thread(shop, order=order)

    with clock.frozen(NOON + HOUR):
        assert api.get("/api/orders", order_ids=order.order_id).json()["orders"][0]["has_customer_message"] is True
