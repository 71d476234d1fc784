import pytest
from django.db import IntegrityError, transaction

from marketplace.deadlines.choices import DeadlineState
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.services import DeadlineDraft, open_past_deadlines, settle_deadline
from tests.deadlines.conftest import FRIDAY, HOUR, events_of, read

pytestmark = pytest.mark.django_db


def test_an_opened_deadline_is_open_and_is_looked_at_when_due(in_shop, open_one):
    deadline = open_one()

    assert deadline.state_at(FRIDAY) == DeadlineState.OPEN
    assert deadline.next_at == deadline.due_at == FRIDAY + 24 * HOUR
    assert events_of(deadline) == ["OPENED"]


def test_a_deadline_with_a_warning_is_looked_at_first_when_that_comes(in_shop, open_one):
    deadline = open_one(warn_at=FRIDAY + 18 * HOUR)

    assert deadline.next_at == FRIDAY + 18 * HOUR


def test_opening_again_while_unresolved_changes_nothing(in_shop, open_one):
    """R052: a running deadline keeps its due time."""
    first = open_one()

    again = open_one(due_at=FRIDAY + HOUR)

    assert again.pk == first.pk
    assert read(first).due_at == FRIDAY + 24 * HOUR
    assert events_of(first) == ["OPENED"]


def test_opening_after_the_last_one_was_settled_makes_a_new_one(in_shop, open_one):
    first = open_one()
    settle_deadline(kind="test_kind", subject_id="X-A", at=FRIDAY + HOUR)

    second = open_one(opened_at=FRIDAY + 2 * HOUR)

    assert second.pk != first.pk
    assert read(second).closed_at is None


def test_the_database_holds_one_unresolved_deadline_of_a_kind_per_subject(in_shop, open_one):
    deadline = open_one()
    deadline.pk = None

    with pytest.raises(IntegrityError, match="deadlines_deadline_one_unresolved"), transaction.atomic():
        deadline.save(force_insert=True)


def test_a_moment_is_overdue_only_after_the_due_time(in_shop, open_one):
    deadline = open_one()

    assert deadline.state_at(FRIDAY + 24 * HOUR) == DeadlineState.OPEN
    assert deadline.state_at(FRIDAY + 24 * HOUR + HOUR / 3600) == DeadlineState.OVERDUE


def draft(shop, channel, subject_id, due_at):
    return DeadlineDraft(
        shop_id=shop.pk,
        channel_id=channel.pk,
        kind="test_kind",
        subject_id=subject_id,
        opened_at=FRIDAY,
        due_at=due_at,
        policy={},
    )


def test_a_past_deadline_that_was_due_is_missed_at_once_without_a_consequence(in_shop, channel, make_kind):
    make_kind(on_missed=lambda deadline, *, at: pytest.fail("a past breach has no consequence"))
    drafts = [draft(in_shop, channel, "X-A", FRIDAY + HOUR), draft(in_shop, channel, "X-B", FRIDAY + 3 * HOUR)]

    opened = open_past_deadlines(drafts=drafts, at=FRIDAY + 2 * HOUR)

    assert opened == 2
    overdue, running = Deadline.objects.order_by("subject_id")
    assert (overdue.missed_at, overdue.next_at) == (FRIDAY + HOUR, None)
    assert (running.missed_at, running.next_at) == (None, FRIDAY + 3 * HOUR)
    assert events_of(overdue) == ["OPENED", "MISSED"]
    assert not overdue.events.exclude(run_at=None).exists()


def test_past_deadlines_opened_twice_are_there_once(in_shop, channel):
    drafts = [draft(in_shop, channel, "X-A", FRIDAY + HOUR)]
    open_past_deadlines(drafts=drafts, at=FRIDAY)

    assert open_past_deadlines(drafts=drafts, at=FRIDAY) == 0
    assert Deadline.objects.count() == 1
