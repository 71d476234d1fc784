"""How long customers wait for an answer: in A01, in our operation, and against the story of the conversations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import mean, median

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace import clock
from marketplace.tenancy import shop_scope
from messaging.answer_times import answer_times, mean_answer_time
from messaging.models import Thread
from tests.factories import messaging as make
from tests.factories.calls import Caller
from tests.factories.orders import make_shipping_order
from tests.factories.shops import NOON, make_channel, make_key, make_member, make_shop

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
BEGINNING = NOON - timedelta(days=400)


def figures(shop, at, since=BEGINNING):
    with shop_scope(shop):
        return answer_times(shop_id=shop.pk, since=since, at=at)


def seconds(shop, at):
    with shop_scope(shop):
        return mean_answer_time(shop_id=shop.pk, at=at)


def test_a_shop_that_nobody_wrote_to_has_no_figure(shop, api):
    told = figures(shop, NOON)

    assert (told.wall.mean, told.wall.median, told.worked.percentile_90) == (None, None, None)
    assert (told.answered, told.in_time, told.waiting, told.overdue) == (0, 0, 0, 0)
    assert api.get("/api/account").json()["order_messages_response_delay"] is None


def test_a_message_left_unanswered_makes_the_mean_grow(shop, api):
    """R053."""
    answered = make.make_thread(shop)
    make.answer(answered, at=NOON + 2 * HOUR)
    make.make_thread(shop)

    def told(at):
        with clock.frozen(at):
            return api.get("/api/account").json()["order_messages_response_delay"]

    assert told(NOON + 2 * HOUR) == 2 * 3600
    assert told(NOON + 12 * HOUR) == 7 * 3600


def test_what_needed_no_reply_adds_nothing(shop):
    """R057."""
    make.answer(make.make_thread(shop), at=NOON + 2 * HOUR)
    make.settle_without_answer(make.make_thread(shop), at=NOON + 50 * HOUR)

    assert seconds(shop, NOON + 50 * HOUR) == 2 * 3600
    assert figures(shop, NOON + 50 * HOUR).answered == 1


def test_an_automatic_message_does_not_stop_the_wait(shop):
    """R054."""
    make.answer(make.make_thread(shop), at=NOON + HOUR, is_automatic=True)

    assert seconds(shop, NOON + 9 * HOUR) == 9 * 3600


def test_both_clocks_are_kept(shop):
    """D7: from Friday noon to Monday noon, of which 24 hours are working days."""
    friday = NOON + timedelta(days=4)
    make.answer(make.make_thread(shop, at=friday), at=friday + 72 * HOUR)
    make.make_thread(shop, at=friday + 24 * HOUR)

    told = figures(shop, friday + 72 * HOUR)

    assert (told.wall.mean, told.worked.mean) == (60 * 3600, 18 * 3600 + 1800)
    assert (told.answered, told.in_time, told.waiting, told.overdue) == (1, 1, 1, 0)


def test_what_was_answered_before_the_window_is_left_out_and_what_waits_is_not(shop):
    make.answer(make.make_thread(shop), at=NOON + HOUR)
    make.answer(make.make_thread(shop), at=NOON + 3 * HOUR)
    make.make_thread(shop, at=NOON - timedelta(days=100))

    told = figures(shop, NOON + 3 * HOUR, since=NOON + 2 * HOUR)

    assert (told.answered, told.waiting, told.overdue) == (1, 1, 1)
    assert told.wall.median == (3 * 3600 + 2403 * 3600) / 2


@dataclass(frozen=True)
class Act:
    """What happens in one of three conversations, so many minutes after the act before."""

    what: str
    thread: int
    minutes: int


def acts():
    whats = st.sampled_from(["ask", "ask", "answer", "answer", "answer automatically", "settle"])
    return st.builds(Act, whats, st.integers(0, 2), st.integers(0, 4000))


@pytest.fixture
def three(shop):
    """Conversations that the shop began; none of them waits."""
    return [make.start(shop, at=NOON) for _ in range(3)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(acts(), min_size=1, max_size=12))
def test_the_figures_are_those_of_the_story_told_anew(shop, three, story):
    """D7."""
    with transaction.atomic():
        at, waits = play(three, story)

        assert seconds(shop, at) == (round(mean(waits)) if waits else None)
        told = figures(shop, at).wall
        assert told.mean == (round(mean(waits)) if waits else None)
        assert told.median == (round(median(waits)) if waits else None)
        transaction.set_rollback(True)


def play(threads: Sequence[Thread], story: Sequence[Act]) -> tuple[datetime, list[float]]:
    """Do it, and count each wait by hand: from the first unanswered question to its answer, or until now."""
    at, since, waits = NOON, dict[int, datetime](), list[float]()
    for act in story:
        at += act.minutes * timedelta(minutes=1)
        thread = threads[act.thread]
        if act.what == "ask":
            make.make_question(thread.shop, order=thread.order, at=at, thread_id=thread.thread_id)
            since.setdefault(act.thread, at)
        elif act.what == "settle":
            if since.pop(act.thread, None):
                make.settle_without_answer(thread, at=at)
        else:
            make.answer(thread, at=at, is_automatic=act.what != "answer")
            if act.what == "answer" and act.thread in since:
                waits.append((at - since.pop(act.thread)).total_seconds())
    return at, waits + [(at - began).total_seconds() for began in since.values()]


def test_the_operation_tells_the_figures_of_the_days_asked_for(shop, api, support_api):
    make.answer(make.make_thread(shop), at=NOON + HOUR)
    make.make_thread(shop)

    with clock.frozen(NOON + 30 * HOUR):
        told = api.get("/api/x/answer-time").json()
        assert support_api.get("/api/x/answer-time", days=366).json()["answered"] == 1
        assert api.get("/api/x/answer-time", days=1).json()["answered"] == 0

    assert told == {
        "since": "2026-02-03T18:00:00Z",
        "wall": {"mean": 15 * 3600 + 1800, "median": 15 * 3600 + 1800, "percentile_90": 97560},
        "worked": {"mean": 15 * 3600 + 1800, "median": 15 * 3600 + 1800, "percentile_90": 97560},
        "answered": 1,
        "in_time": 1,
        "waiting": 1,
        "overdue": 1,
    }


@pytest.mark.parametrize("days", ["0", "367", "-1", "x", "1.5", "9" * 40])
def test_other_stretches_of_time_are_refused(api, days):
    answer = api.get("/api/x/answer-time", days=days)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "days")


def test_every_hour_counts_where_the_rule_says_so():
    channel = make_channel(rules={"reply_hours": 48, "reply_clock": "ELAPSED"})
    shop = make_shop(channels=(channel,))
    friday = NOON + timedelta(days=4)
    make.make_thread(shop, order=make_shipping_order(shop, channel=channel), at=friday)

    told = figures(shop, friday + 60 * HOUR)

    assert told.wall == told.worked


def test_another_shop_s_answers_count_in_nothing(shop, other_shop):
    make.make_thread(shop)
    stranger = Caller(make_key(make_member(other_shop))[1])

    with clock.frozen(NOON + HOUR):
        assert stranger.get("/api/x/answer-time").json()["waiting"] == 0
        assert stranger.get("/api/account").json()["order_messages_response_delay"] is None
        assert figures(other_shop, NOON + HOUR).waiting == 0


def test_many_that_wait_cost_as_many_queries_as_one(shop):
    make.make_thread(shop)
    with CaptureQueriesContext(connection) as one:
        figures(shop, NOON + HOUR)
    for _ in range(9):
        make.make_thread(shop)

    with CaptureQueriesContext(connection) as ten:
        figures(shop, NOON + HOUR)

    assert len(ten) == len(one)
