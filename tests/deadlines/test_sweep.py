import threading

import pytest
from django.db import connection, transaction

from marketplace.deadlines import registry, sweep
from marketplace.deadlines.models import DeadlineEvent
from marketplace.deadlines.registry import Listener
from marketplace.deadlines.sweep import count_due, sweep_deadlines
from marketplace.tenancy import all_shops
from tests.deadlines.conftest import FRIDAY, HOUR, events_of, make_shop, read

pytestmark = pytest.mark.django_db
DUE = FRIDAY + 24 * HOUR
WARN = FRIDAY + 18 * HOUR
SECOND = HOUR / 3600


def test_nothing_is_missed_at_the_due_moment_and_a_breach_a_second_later(open_one):
    deadline = open_one()

    assert sweep_deadlines(at=DUE).total == 0
    assert sweep_deadlines(at=DUE + SECOND).missed == {"test_kind": 1}

    missed = read(deadline)
    assert (missed.missed_at, missed.next_at, missed.closed_at) == (DUE, None, None)
    assert events_of(deadline) == ["OPENED", "MISSED"]


def test_a_second_sweep_finds_nothing(open_one):
    deadline = open_one()
    sweep_deadlines(at=DUE + SECOND)

    assert sweep_deadlines(at=DUE + 99 * HOUR).total == 0
    assert events_of(deadline) == ["OPENED", "MISSED"]


def test_a_deadline_is_warned_of_first_and_missed_later(open_one):
    deadline = open_one(warn_at=WARN)

    assert sweep_deadlines(at=WARN + SECOND).warned == {"test_kind": 1}
    warned = read(deadline)
    assert (warned.warned_at, warned.missed_at, warned.next_at) == (WARN, None, DUE)

    assert sweep_deadlines(at=DUE + SECOND).missed == {"test_kind": 1}
    assert read(deadline).warned_at == WARN
    assert events_of(deadline) == ["OPENED", "WARNED", "MISSED"]


def test_a_clock_that_jumped_over_the_warning_marks_the_breach_alone(open_one):
    deadline = open_one(warn_at=WARN)

    swept = sweep_deadlines(at=DUE + 48 * HOUR)

    assert (swept.warned, swept.missed) == ({}, {"test_kind": 1})
    assert read(deadline).warned_at is None
    assert events_of(deadline) == ["OPENED", "MISSED"]


def test_an_event_carries_when_it_fell_due_however_late_the_sweep_came(open_one):
    deadline = open_one()

    sweep_deadlines(at=DUE + 48 * HOUR)

    with all_shops("tests look at the rows"):
        assert deadline.events.get(kind="MISSED").at == DUE


def test_only_kinds_with_a_consequence_leave_work_behind(open_one, make_kind):
    make_kind("quiet", seller_acts=False)
    make_kind("loud", seller_acts=False, on_missed=lambda deadline, *, at: None)
    make_kind("early", seller_acts=False, on_warned=lambda deadline, *, at: None)
    for kind in ("quiet", "loud", "early"):
        open_one(kind=kind, warn_at=WARN)

    sweep_deadlines(at=WARN + SECOND)
    sweep_deadlines(at=DUE + SECOND)

    with all_shops("tests look at the rows"):
        waiting = DeadlineEvent.objects.filter(run_at__isnull=False).values_list("deadline__kind", "kind")
        assert sorted(waiting) == [("early", "WARNED"), ("loud", "MISSED")]


def test_what_the_seller_acts_on_leaves_work_where_somebody_listens(open_one, make_kind, monkeypatch):
    make_kind("own")
    make_kind("others", seller_acts=False)

    def hear(deadline, *, at):
        pass

    for listeners, expected in (([], []), ([Listener(hear, hear, hear)], [("own", "MISSED")])):
        monkeypatch.setattr(registry, "_listeners", listeners)
        for kind in ("own", "others"):
            open_one(f"X-{len(listeners)}", kind=kind)
        sweep_deadlines(at=DUE + SECOND)

        with all_shops("tests look at the rows"):
            waiting = DeadlineEvent.objects.filter(run_at__isnull=False).values_list("deadline__kind", "kind")
            assert sorted(waiting) == expected


def test_every_shop_is_swept_and_batches_follow_until_nothing_is_due(open_one, monkeypatch):
    monkeypatch.setattr(sweep, "BATCH_ROWS", 2)
    other = make_shop("other")
    for number in range(5):
        open_one(f"X-{number}")
    open_one("Y-A", shop_id=other.pk)

    assert count_due(at=DUE + SECOND) == 6
    assert sweep_deadlines(at=DUE + SECOND).missed == {"test_kind": 6}
    assert count_due(at=DUE + SECOND) == 0


def test_a_sweep_can_be_held_to_a_number_of_batches(open_one, monkeypatch):
    monkeypatch.setattr(sweep, "BATCH_ROWS", 2)
    for number in range(5):
        open_one(f"X-{number}")

    assert sweep_deadlines(at=DUE + SECOND, limit_batches=2).total == 4


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_a_row_held_by_someone_else_is_left_to_the_next_sweep(open_one):
    held, free = open_one("X-A"), open_one("X-B")
    holding, swept = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), all_shops("tests hold a row"):
            held_row = type(held).objects.select_for_update().get(pk=held.pk)
            assert held_row.pk == held.pk
            holding.set()
            swept.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait(10)
    first = sweep_deadlines(at=DUE + SECOND).total
    still_due = count_due(at=DUE + SECOND)
    swept.set()
    holder.join()

    assert (first, still_due) == (1, 1)
    assert read(free).missed_at == DUE
    assert sweep_deadlines(at=DUE + SECOND).total == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_mark_each_breach_once(open_one, monkeypatch):
    monkeypatch.setattr(sweep, "BATCH_ROWS", 7)
    for number in range(200):
        open_one(f"X-{number}")
    totals: list[int] = []
    start = threading.Barrier(2)

    def run():
        start.wait(10)
        totals.append(sweep_deadlines(at=DUE + SECOND).total)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Each leaves to the other what that one holds; what both passed by in the end is the next sweep's.
    totals.append(sweep_deadlines(at=DUE + SECOND).total)

    assert sum(totals) == 200
    with all_shops("tests look at the rows"):
        assert DeadlineEvent.objects.filter(kind="MISSED").count() == 200
        assert DeadlineEvent.objects.filter(kind="MISSED").values("deadline").distinct().count() == 200
