from datetime import UTC, datetime

import pytest

from marketplace.deadlines.choices import DeadlineState, Outcome
from marketplace.deadlines.consequences import run_consequences
from marketplace.deadlines.policies import due_by_rule, freeze_policy
from marketplace.deadlines.services import open_deadline, settle_deadline, void_deadline
from marketplace.deadlines.sweep import sweep_deadlines
from tests.deadlines.conftest import FRIDAY, HOUR, events_of, read

pytestmark = pytest.mark.django_db
SECOND = HOUR / 3600


def settle(at):
    return settle_deadline(kind="test_kind", subject_id="X-A", at=at)


def test_settling_at_the_due_moment_is_in_time(in_shop, open_one):
    deadline = open_one()

    settle(FRIDAY + 24 * HOUR)

    settled = read(deadline)
    assert settled.state_at(FRIDAY + 99 * HOUR) == DeadlineState.MET
    assert (settled.closed_at, settled.next_at, settled.missed_at) == (FRIDAY + 24 * HOUR, None, None)
    assert events_of(deadline) == ["OPENED", "SETTLED"]


def test_settling_a_second_after_it_is_late_and_the_breach_is_on_record(in_shop, open_one):
    deadline = open_one()

    settle(FRIDAY + 24 * HOUR + SECOND)

    settled = read(deadline)
    assert settled.state_at(FRIDAY) == DeadlineState.LATE
    assert settled.missed_at == FRIDAY + 24 * HOUR
    assert events_of(deadline) == ["OPENED", "MISSED", "SETTLED"]


def test_settling_after_the_sweep_records_the_breach_once(in_shop, open_one):
    deadline = open_one()
    sweep_deadlines(at=FRIDAY + 30 * HOUR)

    settle(FRIDAY + 31 * HOUR)

    assert read(deadline).outcome == "late"
    assert events_of(deadline) == ["OPENED", "MISSED", "SETTLED"]


def test_an_act_in_time_that_the_sweep_overtook_leaves_no_breach(in_shop, open_one, make_kind):
    make_kind(on_missed=lambda deadline, *, at: pytest.fail("nothing was missed"))
    deadline = open_one()
    sweep_deadlines(at=FRIDAY + 30 * HOUR)

    settle(FRIDAY + 24 * HOUR - SECOND)

    settled = read(deadline)
    assert (settled.outcome, settled.missed_at, settled.next_at) == ("met", None, None)
    assert events_of(deadline) == ["OPENED", "SETTLED"]
    assert run_consequences() == 0


def test_a_consequence_that_says_itself_how_it_ended_keeps_its_breach(in_shop, open_one):
    deadline = open_one()
    sweep_deadlines(at=FRIDAY + 30 * HOUR)

    settle_deadline(kind="test_kind", subject_id="X-A", at=FRIDAY + 24 * HOUR, outcome=Outcome.MET)

    settled = read(deadline)
    assert (settled.outcome, settled.missed_at) == ("met", FRIDAY + 24 * HOUR)
    assert events_of(deadline) == ["OPENED", "MISSED", "SETTLED"]


def test_settling_twice_changes_nothing_the_second_time(in_shop, open_one):
    deadline = open_one()
    settle(FRIDAY + HOUR)

    assert settle(FRIDAY + 50 * HOUR) is None
    assert read(deadline).closed_at == FRIDAY + HOUR
    assert events_of(deadline) == ["OPENED", "SETTLED"]


def test_a_settled_deadline_is_never_swept(in_shop, open_one):
    open_one(warn_at=FRIDAY + 18 * HOUR)
    settle(FRIDAY + HOUR)

    assert sweep_deadlines(at=FRIDAY + 99 * HOUR).total == 0


def test_voiding_ends_it_neither_in_time_nor_late(in_shop, open_one):
    deadline = open_one()

    void_deadline(kind="test_kind", subject_id="X-A", at=FRIDAY + 30 * HOUR)

    voided = read(deadline)
    assert voided.state_at(FRIDAY) == DeadlineState.VOID
    assert (voided.missed_at, voided.next_at) == (None, None)
    assert events_of(deadline) == ["OPENED", "VOIDED"]


def test_time_used_is_kept_in_working_time_and_in_real_time(in_shop, channel):
    due_at = due_by_rule(channel=channel, opened_at=FRIDAY, hours=24, clock="WORKING")
    policy = freeze_policy(
        rule="test",
        name="24 working hours",
        channel=channel,
        opened_at=FRIDAY,
        due_at=due_at,
        hours=24,
        clock="WORKING",
    )
    deadline = open_deadline(
        shop_id=in_shop.pk,
        channel_id=channel.pk,
        kind="test_kind",
        subject_id="X-A",
        opened_at=FRIDAY,
        due_at=due_at,
        policy=policy,
    )

    settle(datetime(2026, 3, 9, 15, tzinfo=UTC))

    settled = read(deadline)
    assert settled.due_at == datetime(2026, 3, 9, 16, tzinfo=UTC)
    assert (settled.worked_seconds, settled.elapsed_seconds) == (23 * 3600, 71 * 3600)


def test_another_subject_and_another_kind_keep_running(in_shop, open_one):
    other_subject, other_kind = open_one("X-B"), open_one(kind="other_kind")
    open_one()

    settle(FRIDAY + HOUR)

    assert read(other_subject).closed_at is None
    assert read(other_kind).closed_at is None
