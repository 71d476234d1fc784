"""A higher app hears of what the seller has to do: of warnings, misses and closings."""

from datetime import datetime

import pytest

from marketplace.deadlines import consequences, registry
from marketplace.deadlines.choices import Outcome
from marketplace.deadlines.consequences import pending_consequences, run_consequences
from marketplace.deadlines.registry import Listener
from marketplace.deadlines.services import settle_deadline, void_deadline
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.permissions import Right
from tests.deadlines.conftest import FRIDAY, HOUR

pytestmark = pytest.mark.django_db
WARN, DUE = FRIDAY + 18 * HOUR, FRIDAY + 24 * HOUR
SECOND = HOUR / 3600


@pytest.fixture
def heard(monkeypatch) -> list[tuple[str, str, datetime]]:
    """What the only listener was told."""
    told: list[tuple[str, str, datetime]] = []

    def note(word):
        return lambda deadline, *, at: told.append((word, deadline.subject_id, at))

    monkeypatch.setattr(registry, "_listeners", [Listener(note("warned"), note("missed"), note("closed"))])
    return told


def sweep(at) -> None:
    sweep_deadlines(at=at)
    run_consequences()


def test_it_hears_of_the_warning_the_miss_and_the_closing(open_one, make_kind, heard, in_shop):
    make_kind()
    open_one(warn_at=WARN)

    sweep(WARN + SECOND)
    sweep(DUE + SECOND)
    settle_deadline(kind="test_kind", subject_id="X-A", at=DUE + HOUR)

    assert heard == [("warned", "X-A", WARN), ("missed", "X-A", DUE), ("closed", "X-A", DUE + HOUR)]


def test_a_voided_one_is_closed_too(open_one, make_kind, heard, in_shop):
    make_kind()
    open_one()

    void_deadline(kind="test_kind", subject_id="X-A", at=FRIDAY + HOUR)

    assert heard == [("closed", "X-A", FRIDAY + HOUR)]


def test_it_hears_nothing_of_what_others_have_to_do(open_one, make_kind, heard, in_shop):
    make_kind(seller_acts=False)
    open_one(warn_at=WARN)

    sweep(DUE + SECOND)
    settle_deadline(kind="test_kind", subject_id="X-A", at=DUE + HOUR)

    assert heard == []
    assert pending_consequences() == 0


def test_of_a_silent_subject_it_hears_no_warning_and_no_miss(open_one, make_kind, heard):
    make_kind(is_silent=lambda subject_id: subject_id == "X-QUIET")
    open_one("X-QUIET")
    open_one("X-LOUD")

    sweep(DUE + SECOND)

    assert heard == [("missed", "X-LOUD", DUE)]


def close_it(outcome):
    return lambda deadline, *, at: settle_deadline(kind="test_kind", subject_id="X-A", at=at, outcome=outcome)


def test_it_hears_of_a_miss_after_what_follows_from_it(open_one, make_kind, heard):
    make_kind(on_missed=close_it(Outcome.LATE))
    open_one()

    sweep(DUE + SECOND)

    assert heard == [("closed", "X-A", DUE), ("missed", "X-A", DUE)]


def test_of_a_miss_that_was_none_after_all_it_hears_nothing(open_one, make_kind, heard):
    """The consequence found an act that had settled the deadline in time."""
    make_kind(on_missed=close_it(None))
    open_one()

    sweep(DUE + SECOND)

    assert heard == [("closed", "X-A", DUE)]


def test_one_that_fails_is_told_again(open_one, make_kind, monkeypatch):
    calls = []

    def stumble(deadline, *, at):
        calls.append(at)
        if len(calls) == 1:
            raise RuntimeError("once")

    monkeypatch.setattr(consequences, "BACKOFF_BASE", 0)
    monkeypatch.setattr(registry, "_listeners", [Listener(stumble, stumble, stumble)])
    make_kind()
    open_one()

    sweep(DUE + SECOND)

    assert calls == [DUE, DUE]
    assert pending_consequences() == 0


def test_who_acts_needs_the_kind_s_right_unless_another_is_named(make_kind):
    assert make_kind("a").acting_right == Right.ORDER_READ
    assert make_kind("b", act_right=Right.ORDER_SHIP).acting_right == Right.ORDER_SHIP
