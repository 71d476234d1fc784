import threading
from datetime import timedelta

import pytest
from django.db import connection

from marketplace import clock
from marketplace.deadlines import consequences
from marketplace.deadlines.choices import Outcome
from marketplace.deadlines.consequences import MAX_ATTEMPTS, pending_consequences, run_again, run_consequences
from marketplace.deadlines.models import Deadline, DeadlineEvent
from marketplace.deadlines.services import settle_deadline
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.tenancy import all_shops
from tests.deadlines.conftest import FRIDAY, HOUR, events_of, read

pytestmark = pytest.mark.django_db
DUE = FRIDAY + 24 * HOUR
LATER = DUE + HOUR


def close_it(deadline, *, at):
    settle_deadline(kind=deadline.kind, subject_id=deadline.subject_id, at=at, outcome=Outcome.LATE)


def refuse_to_work(deadline, *, at):
    if deadline.subject_id == "X-BAD":
        Deadline.objects.update(worked_seconds=666)
        raise RuntimeError("the far side of the moon")
    close_it(deadline, at=at)


def missed_event(deadline) -> DeadlineEvent:
    with all_shops("tests look at the rows"):
        return DeadlineEvent.objects.get(deadline=deadline, kind="MISSED")


@pytest.fixture
def no_backoff(monkeypatch):
    """What failed is due again at once."""
    monkeypatch.setattr(consequences, "BACKOFF_BASE", 0)


def test_a_consequence_runs_once_at_the_moment_that_fell_due(open_one, make_kind):
    calls = []
    make_kind(on_missed=lambda deadline, *, at: calls.append((deadline.subject_id, at)))
    deadline = open_one()
    sweep_deadlines(at=LATER)

    assert run_consequences() == 1
    assert run_consequences() == 0

    assert calls == [("X-A", DUE)]
    event = missed_event(deadline)
    assert (event.run_at, event.attempts, event.failed_at, event.failure) == (None, 1, None, "")


def test_a_warning_has_its_own_consequence(open_one, make_kind):
    calls = []
    make_kind(on_warned=lambda deadline, *, at: calls.append(at))
    open_one(warn_at=FRIDAY + HOUR)
    sweep_deadlines(at=FRIDAY + 2 * HOUR)

    run_consequences()

    assert calls == [FRIDAY + HOUR]


def test_a_consequence_sees_its_own_shop_alone_and_may_close_the_deadline(open_one, make_kind):
    make_kind(on_missed=close_it)
    deadline = open_one()
    sweep_deadlines(at=LATER)

    run_consequences()

    assert read(deadline).closed_at == DUE
    assert events_of(deadline) == ["OPENED", "MISSED", "SETTLED"]


def test_one_that_fails_leaves_nothing_behind_and_comes_back_later(open_one, make_kind):
    make_kind(on_missed=refuse_to_work)
    deadline = open_one("X-BAD")
    sweep_deadlines(at=LATER)
    before = clock.real()

    assert run_consequences() == 1
    assert run_consequences() == 0

    event = missed_event(deadline)
    assert event.attempts == 1
    assert "far side of the moon" in event.failure
    assert event.run_at is not None
    assert event.run_at >= before + timedelta(seconds=2)
    assert (event.failed_at, read(deadline).worked_seconds) == (None, None)
    assert pending_consequences() == 1


@pytest.mark.usefixtures("no_backoff")
def test_one_that_keeps_failing_is_set_aside_and_holds_up_no_other(open_one, make_kind, caplog):
    make_kind(on_missed=refuse_to_work)
    bad, good = open_one("X-BAD", due_at=DUE - HOUR), open_one("X-A")
    sweep_deadlines(at=LATER)

    for _ in range(MAX_ATTEMPTS + 3):
        run_consequences()

    event = missed_event(bad)
    assert event.attempts == MAX_ATTEMPTS
    assert event.run_at is None
    assert event.failed_at is not None
    assert "far side of the moon" in event.failure
    assert "set aside after 5 attempts" in caplog.text
    assert read(bad).closed_at is None
    assert read(good).closed_at == DUE
    assert pending_consequences() == 0


@pytest.mark.usefixtures("no_backoff")
def test_one_that_was_set_aside_can_be_run_again(open_one, make_kind, in_shop):
    make_kind(on_missed=refuse_to_work)
    bad = open_one("X-BAD")
    sweep_deadlines(at=LATER)
    for _ in range(MAX_ATTEMPTS):
        run_consequences()
    make_kind(on_missed=close_it)

    assert run_again(event_ids=[missed_event(bad).pk]) == 1
    run_consequences()

    event = missed_event(bad)
    assert (event.attempts, event.failed_at, event.failure) == (1, None, "")
    assert read(bad).closed_at == DUE


def test_running_again_leaves_alone_what_was_never_set_aside(open_one, make_kind, in_shop):
    make_kind(on_missed=close_it)
    deadline = open_one()
    sweep_deadlines(at=LATER)
    run_consequences()

    assert run_again(event_ids=[missed_event(deadline).pk]) == 0
    assert run_consequences() == 0


def test_what_a_killed_worker_held_is_free_when_its_lease_ends(open_one, make_kind, monkeypatch):
    make_kind(on_missed=close_it)
    deadline = open_one()
    sweep_deadlines(at=LATER)
    consequences._claim_next()  # and the worker is gone

    assert run_consequences() == 0
    lease_over = clock.real() + consequences.LEASE
    monkeypatch.setattr(clock, "real", lambda: lease_over)
    assert run_consequences() == 1

    assert read(deadline).closed_at == DUE
    assert missed_event(deadline).attempts == 2


def test_a_worker_whose_lease_ended_leaves_the_work_to_the_next(open_one, make_kind, monkeypatch):
    calls = []
    make_kind(on_missed=lambda deadline, *, at: calls.append(at))
    open_one()
    sweep_deadlines(at=LATER)
    slow = consequences._claim_next()
    assert slow is not None
    lease_over = clock.real() + consequences.LEASE
    monkeypatch.setattr(clock, "real", lambda: lease_over)
    run_consequences()

    consequences._attempt(slow)

    assert calls == [DUE]


def test_one_that_kills_its_workers_is_set_aside_too(open_one, make_kind, monkeypatch):
    make_kind(on_missed=lambda deadline, *, at: pytest.fail("it would kill this worker as well"))
    deadline = open_one()
    sweep_deadlines(at=LATER)
    for _ in range(MAX_ATTEMPTS):
        consequences._claim_next()
        lease_over = clock.real() + consequences.LEASE
        monkeypatch.setattr(clock, "real", lambda moment=lease_over: moment)

    run_consequences()

    event = missed_event(deadline)
    assert event.run_at is None
    assert event.failure == "Its worker ended 5 times while it ran."


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_four_workers_run_each_consequence_once(open_one, make_kind):
    calls = []

    def note(deadline, *, at):
        calls.append(deadline.subject_id)
        close_it(deadline, at=at)

    make_kind(on_missed=note)
    subjects = [f"X-{number}" for number in range(60)]
    for subject in subjects:
        open_one(subject)
    sweep_deadlines(at=LATER)

    def run():
        run_consequences()
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(calls) == sorted(subjects)
    with all_shops("tests look at the rows"):
        assert Deadline.objects.filter(closed_at=DUE).count() == 60
        assert DeadlineEvent.objects.filter(kind="SETTLED").count() == 60


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_a_consequence_that_waited_for_an_act_in_time_takes_the_breach_back(open_one, make_kind):
    waiting, settled = threading.Event(), threading.Event()

    def wait_for_the_subject(deadline, *, at):
        waiting.set()
        assert settled.wait(timeout=10)

    make_kind(on_missed=wait_for_the_subject)
    deadline = open_one()
    sweep_deadlines(at=LATER)

    def run():
        run_consequences()
        connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    assert waiting.wait(timeout=10)
    with all_shops("the act has the subject's lock"):
        settle_deadline(kind="test_kind", subject_id="X-A", at=DUE)
    settled.set()
    worker.join(timeout=10)

    assert (read(deadline).outcome, read(deadline).missed_at) == ("met", None)
    assert events_of(deadline) == ["OPENED", "SETTLED"]
    assert pending_consequences() == 0
