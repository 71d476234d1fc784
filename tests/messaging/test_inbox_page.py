"""The list of conversations: who waits, most urgent first; what was settled; found, filtered and paged."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from messaging.pages import inbox
from tests.factories import messaging as make
from tests.factories.orders import make_shipping_order
from tests.factories.shops import NOON, make_channel, make_member, make_shop

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
HTMX = {"HX-Request": "true", "HX-Target": "threads"}
POLL = {"HX-Request": "true", "X-Poll": "true"}


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + 2 * HOUR):
        yield


@pytest.fixture
def inbox_of(signed_in, shop):
    def fetch(member, query="", **headers):
        return signed_in(member).get(f"/shop/{shop.pk}/messages/{query}", headers=headers or None)

    return fetch


def subjects(page):
    return [row.topic for row in page.context["inbox"].rows]


def waiting(shop, *names, **fields):
    return [
        make.make_thread(shop, subject=name, at=NOON + index * HOUR / 9, **fields) for index, name in enumerate(names)
    ]


def test_who_waits_longest_stands_first(inbox_of, sales, shop):
    late = make.make_thread(shop, subject="Late", at=NOON - timedelta(days=9))
    waiting(shop, "First", "Second")

    page = inbox_of(sales)

    assert subjects(page) == ["Late", "First", "Second"]
    assert page.context["inbox"].rows[0].card.state == "overdue"
    assert page.context["inbox"].rows[0].url == f"/shop/{shop.pk}/messages/{late.thread_id}/"
    assert page.context["page_title"] == "To answer · Messages · Casa Norte"


def test_the_tabs_are_counted_and_narrow_the_list(inbox_of, sales, shop):
    make.make_thread(shop, subject="Late", at=NOON - timedelta(days=9))
    waiting(shop, "First")
    make.answer(make.make_thread(shop, subject="Done"), at=NOON + HOUR)

    page, overdue, everything = inbox_of(sales), inbox_of(sales, "?tab=overdue"), inbox_of(sales, "?tab=all")

    told = [(str(tab.label), tab.count, tab.late) for tab in page.context["inbox"].tabs]
    assert told == [("To answer", "2", False), ("Overdue", "1", True), ("All", "3", False)]
    assert subjects(overdue) == ["Late"]
    assert subjects(everything) == ["Done", "First", "Late"]


def test_a_settled_conversation_says_how(inbox_of, sales, shop):
    make.answer(make.make_thread(shop, subject="In time"), at=NOON + HOUR)
    make.answer(make.make_thread(shop, subject="Late", at=NOON - timedelta(days=9)), at=NOON)
    make.settle_without_answer(make.make_thread(shop, subject="Thanks"), at=NOON)
    make.start(shop)

    page = inbox_of(sales, "?tab=all")

    told = {row.topic: row.outcome for row in page.context["inbox"].rows}
    assert told == {
        "In time": "Answered in time",
        "Late": "Answered late",
        "Thanks": "No reply needed",
        "Your address": "",
    }


def test_the_last_words_say_whose_they_are(inbox_of, sales, shop):
    make.make_thread(shop, subject="Asked", body="Where\n is it?")
    make.answer(make.make_thread(shop, subject="Answered"), at=NOON + HOUR, body="It comes.")
    make.make_thread(shop, subject="Empty", body="")

    page = inbox_of(sales, "?tab=all")

    words = {row.topic: row.words for row in page.context["inbox"].rows}
    assert words == {"Asked": "Where is it?", "Answered": "You: It comes.", "Empty": "(no text)"}


def test_a_conversation_is_found_by_order_customer_and_subject(inbox_of, sales, shop):
    thread = make.make_thread(shop, subject="Broken lamp")
    make.make_thread(shop, subject="Something else")

    assert subjects(inbox_of(sales, "?tab=all&q=lam")) == ["Broken lamp"]
    assert subjects(inbox_of(sales, f"?tab=all&q={thread.order.order_id}")) == ["Broken lamp"]
    assert len(subjects(inbox_of(sales, "?tab=all&q=lucia"))) == 2
    assert "No conversation matches" in inbox_of(sales, "?q=nobody").content.decode()


def test_channels_filter_where_there_are_several(signed_in, channel):
    other = make_channel(code="DE", label="Deutschland")
    shop = make_shop(channels=(channel, other))
    client = signed_in(make_member(shop))
    make.make_thread(shop, subject="Spanish")
    make.make_thread(shop, subject="German", order=make_shipping_order(shop, channel=other))

    page = client.get(f"/shop/{shop.pk}/messages/?channel=DE")
    unknown = client.get(f"/shop/{shop.pk}/messages/?channel=XX")

    assert subjects(page) == ["German"]
    assert subjects(unknown) == []
    assert "Deutschland" in page.content.decode()


def test_one_channel_needs_no_filter(inbox_of, sales, shop):
    assert 'name="channel"' not in inbox_of(sales).content.decode()


def test_pages_follow_each_other_and_keep_the_filters(monkeypatch, inbox_of, sales, shop):
    monkeypatch.setattr(inbox, "PAGE_ROWS", 2)
    waiting(shop, "One", "Two", "Three")

    first = inbox_of(sales, "?q=lucia")
    second = inbox_of(sales, first.context["inbox"].following_query)

    assert (subjects(first), subjects(second)) == (["One", "Two"], ["Three"])
    assert "q=lucia" in second.context["inbox"].previous_query
    assert subjects(inbox_of(sales, second.context["inbox"].previous_query)) == ["One", "Two"]


def test_an_opened_conversation_keeps_tab_filters_and_page(monkeypatch, inbox_of, sales, shop):
    monkeypatch.setattr(inbox, "PAGE_ROWS", 1)
    waiting(shop, "One", "Two")
    first = inbox_of(sales, "?tab=all&q=lucia")

    second = inbox_of(sales, first.context["inbox"].following_query)

    query = second.context["inbox"].rows[0].url.partition("?")[2]
    assert query.startswith("q=lucia&tab=all&after=")


def test_a_foreign_cursor_leads_to_the_first_page(inbox_of, sales, shop):
    waiting(shop, "One")

    assert subjects(inbox_of(sales, "?after=nonsense")) == ["One"]


def test_htmx_and_polls_get_the_list_alone(inbox_of, sales, shop):
    waiting(shop, "One")

    swapped = inbox_of(sales, "?tab=all", **HTMX)
    polled = inbox_of(sales, "?tab=all&part=threads", **POLL)
    again = inbox_of(sales, "?tab=all&part=threads", **POLL, **{"If-None-Match": polled["ETag"]})

    assert "<html" not in swapped.content.decode()
    assert 'id="threads"' in polled.content.decode()
    assert again.status_code == 304


def test_a_poll_of_the_list_knows_the_open_conversation(signed_in, sales, shop):
    thread = make.make_thread(shop)

    page = signed_in(sales).get(f"/shop/{shop.pk}/messages/{thread.thread_id}/?part=threads", headers=POLL)

    assert [row.is_open for row in page.context["inbox"].rows] == [True]


def test_nobody_waiting_says_so(inbox_of, sales, shop):
    assert "Nobody waits for an answer" in inbox_of(sales).content.decode()
    assert "Nothing is overdue" in inbox_of(sales, "?tab=overdue").content.decode()


def test_the_average_answer_time_comes_after_the_list(inbox_of, signed_in, sales, shop):
    """R053."""
    url, client = f"/shop/{shop.pk}/messages/answer-times", signed_in(sales)
    before = client.get(url).content.decode()
    make.answer(make.make_thread(shop), at=NOON + HOUR)
    make.make_thread(shop, at=NOON + HOUR)

    page, fragment = client.get(url), client.get(url, headers={"HX-Request": "true"})

    figures = page.context["figures"]
    assert f'hx-get="{url}"' in inbox_of(sales).content.decode()
    assert "No figure yet" in before
    # One was answered after an hour, one has waited for an hour.
    assert [(row.name, row.wall, row.worked) for row in figures.rows][0] == ("Mean", "1 h", "1 h")
    assert (figures.answered, figures.in_time, figures.waiting) == (1, 1, 1)
    assert "From the customer's first unanswered message to your answer" in fragment.content.decode()
    assert "<h1>" not in fragment.content.decode()


def test_the_navigation_counts_who_waits_and_who_waits_too_long(inbox_of, support, shop):
    """R120: the inbox is where support's work begins."""
    waiting(shop, "One")
    make.make_thread(shop, at=NOON - timedelta(days=9))

    navigation = inbox_of(support).context["frame"].navigation

    item = next(item for item in navigation.main if item.code == "messages")
    assert (item.todo, item.late, item.current) == ("2", "1", True)


def test_support_lands_in_the_inbox(signed_in, support, shop):
    """R120."""
    assert signed_in(support).get("/")["Location"] == f"/shop/{shop.pk}/messages/"


def test_another_shops_conversations_are_not_listed(inbox_of, sales, shop, other_shop):
    make.make_thread(other_shop)

    assert subjects(inbox_of(sales, "?tab=all")) == []


def test_ten_conversations_cost_the_queries_of_one(signed_in, sales, shop):
    client = signed_in(sales)

    def queries(tab):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/shop/{shop.pk}/messages/?tab={tab}")
        return len(captured)

    waiting(shop, "One")
    make.answer(make.make_thread(shop), at=NOON + HOUR)
    queries("all")
    one = [queries(tab) for tab in ("todo", "overdue", "all")]
    for _index in range(9):
        make.make_thread(shop)
        make.answer(make.make_thread(shop), at=NOON + HOUR)

    assert [queries(tab) for tab in ("todo", "overdue", "all")] == one
