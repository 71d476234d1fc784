"""Ours on conversations: the inbox's list, messages whole, machines' messages, no reply needed, reply clocks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import shop_scope
from messaging.models import QuickReply
from messaging.services.writing import NewFile
from tests.factories import messaging as make
from tests.factories.orders import make_shipping_order
from tests.factories.shops import NOON, make_channel, make_member, make_shop
from tests.messaging.test_reply_clock import FORTY_EIGHT

HOUR = timedelta(hours=1)
ANSWER = {"body": "It comes tomorrow.", "to": ["CUSTOMER"]}


@pytest.fixture(autouse=True)
def later():
    with clock.frozen(NOON + 30 * HOUR):
        yield


@pytest.fixture
def thread(shop):
    return make.make_thread(shop)


def listed(api, **query):
    answer = api.get("/api/x/threads", **query)
    assert answer.status_code == 200, answer.content
    return [row["thread_id"] for row in answer.json()["data"]]


def text_ids(*threads):
    return [str(thread.thread_id) for thread in threads]


def write(api, thread, **changes):
    return api.post(f"/api/x/threads/{thread.thread_id}/messages", {**ANSWER, **changes})


def test_a_person_s_answer_counts(api, thread):
    """R054."""
    answer = write(api, thread)

    assert answer.status_code == 201
    assert sorted(answer.json()) == ["counts_as_answer", "message_id", "reason", "thread_id"]
    assert (answer.json()["counts_as_answer"], answer.json()["reason"]) == (True, "COUNTS")
    assert make.fresh(thread).waiting_since is None


@pytest.mark.parametrize("automatic", [True, "true", 1])
def test_a_machine_s_message_does_not(api, thread, automatic):
    """R054."""
    told = write(api, thread, automatic=automatic).json()

    assert (told["counts_as_answer"], told["reason"]) == (False, "AUTOMATIC")
    assert make.fresh(thread).waiting_since == NOON
    assert write(api, thread, automatic=False).json()["reason"] == "COUNTS"


def test_why_a_message_is_no_answer_is_told(api, thread):
    assert write(api, thread, to=["OPERATOR"]).json()["reason"] == "NOT_TO_CUSTOMER"
    assert write(api, thread).json()["reason"] == "COUNTS"
    assert write(api, thread).json()["reason"] == "NOBODY_WAITS"


def test_a_ready_text_as_it_stands_may_be_no_answer(db, caller_of):
    """R054, D3."""
    elsewhere = make_channel(rules=FORTY_EIGHT)
    shop = make_shop(channels=(elsewhere,))
    thread = make.make_thread(shop, order=make_shipping_order(shop, channel=elsewhere))
    with shop_scope(shop):
        QuickReply.objects.create(shop=shop, title="Soon", language="es", body="Pronto.", updated_at=NOON)
    api = caller_of(make_member(shop))

    assert write(api, thread, body=" Pronto. ").json()["reason"] == "UNEDITED_QUICK_REPLY"
    assert write(api, thread, body="Pronto, Ana.").json()["reason"] == "COUNTS"


def test_a_word_that_is_neither_true_nor_false_is_refused(api, thread):
    answer = write(api, thread, automatic="perhaps")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "automatic")


def test_no_reply_needed_ends_the_wait_and_may_be_repeated(api, thread):
    """R057."""
    url = f"/api/x/threads/{thread.thread_id}/no-reply-needed"

    first, second = api.post(url), api.post(url)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json() == {
        "thread_id": str(thread.thread_id),
        "shop_reply_needed_since": None,
        "no_store_reply_needed": [{"date": "2026-03-03T18:00:00Z", "user_type": "SHOP"}],
    }  # fmt: skip
    [deadline] = api.get(f"/api/x/threads/{thread.thread_id}/deadlines").json()["data"]
    assert deadline["state"] == "void"


def test_where_nobody_waits_there_is_nothing_to_settle(api, thread):
    write(api, thread)

    answer = api.post(f"/api/x/threads/{thread.thread_id}/no-reply-needed")

    assert (answer.status_code, answer.json()["code"]) == (400, "NOBODY_WAITS")


def test_reply_clocks_are_told_with_their_proof(api, support_api, shop, thread):
    """R051, R052."""
    make.answer(thread, at=NOON + HOUR)
    make.make_question(shop, order=thread.order, at=NOON + 2 * HOUR)

    for caller in (api, support_api):
        met, overdue = caller.get(f"/api/x/threads/{thread.thread_id}/deadlines").json()["data"]
        assert (met["kind"], met["state"], met["closed_at"]) == ("customer_reply", "met", "2026-03-02T13:00:00Z")
        assert (overdue["state"], overdue["due_at"]) == ("overdue", "2026-03-03T14:00:00Z")
        assert overdue["seconds_left"] == -4 * 3600
        assert overdue["subject"]["id"] == str(thread.thread_id)
        assert overdue["policy"]["hours"] == 24
        assert [segment["counted"] for segment in overdue["segments"]] == [True]


def test_the_list_has_the_most_urgent_first(api, shop):
    late, soon, answered = (make.make_thread(shop, at=NOON + hour * HOUR) for hour in (0, 10, 1))
    make.answer(answered, at=NOON + 20 * HOUR)

    cases = [
        ({}, text_ids(late, soon)),
        ({"state": "waiting"}, text_ids(late, soon)),
        ({"state": "waiting", "sort": "due_at,DESC"}, text_ids(soon, late)),
        ({"state": "waiting", "sort": "last_message,DESC"}, text_ids(soon, late)),
        ({"state": "overdue"}, text_ids(late)),
        ({"state": "all"}, text_ids(answered, soon, late)),
        ({"state": "all", "sort": "last_message,ASC"}, text_ids(late, soon, answered)),
        ({"state": "all", "q": answered.order.order_id}, text_ids(answered)),
        ({"state": "all", "q": "lucia parc"}, text_ids(answered, soon, late)),
        ({"q": "nothing like it"}, []),
        ({"channel": "ES"}, text_ids(late, soon)),
    ]
    for query, expected in cases:
        assert listed(api, **query) == expected, query


def test_a_row_says_until_when_and_whether_it_is_late(api, thread):
    [row] = api.get("/api/x/threads").json()["data"]

    assert row == {
        "thread_id": str(thread.thread_id),
        "order_id": thread.order.order_id,
        "channel_code": "ES",
        "customer_name": "Lucía Ejemplo",
        "topic": {"type": "FREE_TEXT", "value": "My parcel", "label": "My parcel"},
        "waiting_since": "2026-03-02T12:00:00Z",
        "reply_due_at": "2026-03-03T12:00:00Z",
        "overdue": True,
        "last_message": {
            "date": "2026-03-02T12:00:00Z",
            "sender_type": "CUSTOMER_USER",
            "sender_name": "Lucía Ejemplo",
            "text": make.QUESTION,
        },
        "message_count": 1,
        "date_created": "2026-03-02T12:00:00Z",
        "date_updated": "2026-03-02T12:00:00Z",
    }
    write(api, thread)
    [row] = api.get("/api/x/threads", state="all").json()["data"]
    assert (row["waiting_since"], row["reply_due_at"], row["overdue"]) == (None, None, False)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"state": "late"}, "state"),
        ({"state": "all", "sort": "due_at,ASC"}, "sort"),
        ({"sort": "subject,ASC"}, "sort"),
        ({"channel": "NOWHERE"}, "channel"),
        ({"q": "a\x00b"}, "q"),
        ({"limit": "-1"}, "limit"),
        ({"page_token": "x"}, "page_token"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(api, thread, query, field):
    answer = api.get("/api/x/threads", **query)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


@pytest.mark.parametrize("state", ["waiting", "all"])
def test_tokens_lead_through_the_list_of_each_state(api, shop, state):
    threads = [make.make_thread(shop, at=NOON + n // 2 * HOUR) for n in range(5)]
    expected = text_ids(*(threads if state == "waiting" else threads[::-1]))

    seen, answer = [], api.get("/api/x/threads", state=state, limit=2).json()
    while True:
        seen += [row["thread_id"] for row in answer["data"]]
        if "next_page_token" not in answer:
            break
        answer = api.get("/api/x/threads", page_token=answer["next_page_token"]).json()

    assert seen == expected


def test_a_list_of_ten_costs_as_many_queries_as_a_list_of_one(api, shop):
    make.make_thread(shop)
    api.get("/api/x/threads")
    with CaptureQueriesContext(connection) as one:
        api.get("/api/x/threads", limit=20)
    for _ in range(9):
        make.make_thread(shop)

    with CaptureQueriesContext(connection) as ten:
        assert len(listed(api, limit=20)) == 10

    assert len(ten) == len(one)


def test_messages_are_told_whole(api, shop):
    thread = make.make_thread(
        shop,
        body="Thank you.",
        quoted="> It comes tomorrow.",
        sender_address="other@customers.example",
        files=[NewFile("list.txt", b"one, two")],
    )
    make.answer(thread, at=NOON + HOUR)

    asked, answered = api.get(f"/api/x/threads/{thread.thread_id}/messages").json()["data"]

    assert (asked["body"], asked["quoted"]) == ("Thank you.", "> It comes tomorrow.")
    assert (asked["sender_address"], asked["source"]) == ("other@customers.example", "STOREFRONT")
    assert (asked["is_automatic"], asked["is_answer"]) == (False, False)
    assert [file["name"] for file in asked["attachments"]] == ["list.txt"]
    assert (answered["quoted"], answered["source"], answered["is_answer"]) == (None, "PORTAL", True)
    assert answered["to"][0]["type"] == "CUSTOMER"


def test_messages_come_in_pages(api, thread):
    for hour in range(4):
        make.answer(thread, at=NOON + hour * HOUR, body=f"Part {hour}")
    url = f"/api/x/threads/{thread.thread_id}/messages"

    first = api.get(url, limit=3).json()
    second = api.get(url, page_token=first["next_page_token"]).json()

    assert [message["body"] for message in first["data"]] == [make.QUESTION, "Part 0", "Part 1"]
    assert [message["body"] for message in second["data"]] == ["Part 2", "Part 3"]
    assert api.get(url, sort="date,DESC").json()["data"][0]["body"] == "Part 3"


def test_another_shop_s_conversations_are_not_listed(stranger_api, thread, other_shop):
    assert listed(stranger_api, state="all") == []
    assert listed(stranger_api, state="all", q=thread.order.order_id) == []
