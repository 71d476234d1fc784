import pytest
from django.urls import reverse

from marketplace import clock
from marketplace.deadlines import consequences
from marketplace.deadlines.consequences import MAX_ATTEMPTS, run_consequences
from marketplace.deadlines.models import DeadlineEvent
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.tenancy import all_shops
from tests.deadlines.conftest import FRIDAY, HOUR, make_shop

pytestmark = pytest.mark.django_db
DEADLINES = reverse("admin:deadlines_deadline_changelist")
EVENTS = reverse("admin:deadlines_deadlineevent_changelist")


@pytest.fixture
def office(operator, signed_in):
    return signed_in(operator)


def fail(deadline, *, at):
    raise RuntimeError("the far side of the moon")


@pytest.fixture
def failed(open_one, make_kind, monkeypatch) -> DeadlineEvent:
    """A breach whose consequence was set aside."""
    monkeypatch.setattr(consequences, "BACKOFF_BASE", 0)
    make_kind(on_missed=fail)
    deadline = open_one("X-BAD")
    sweep_deadlines(at=FRIDAY + 48 * HOUR)
    for _ in range(MAX_ATTEMPTS):
        run_consequences()
    with all_shops("tests look at the rows"):
        return DeadlineEvent.objects.get(deadline=deadline, kind="MISSED")


def test_the_operator_finds_deadlines_of_every_shop_by_kind_and_state(office, open_one, make_kind):
    make_kind(label="Ship")
    open_one("X-OVERDUE")
    open_one("X-OPEN", due_at=FRIDAY + 99 * HOUR)
    open_one("Y-OTHER", shop_id=make_shop("other").pk)

    with clock.frozen(FRIDAY + 48 * HOUR):
        everything = office.get(DEADLINES).content.decode()
        overdue = office.get(DEADLINES, {"state": "overdue", "kind": "test_kind"}).content.decode()

    assert all(subject in everything for subject in ("X-OVERDUE", "X-OPEN", "Y-OTHER"))
    assert "X-OVERDUE" in overdue
    assert "Y-OTHER" in overdue
    assert "X-OPEN" not in overdue


def test_a_deadline_shows_the_rule_it_was_made_with_and_cannot_be_changed(office, open_one):
    deadline = open_one()
    url = reverse("admin:deadlines_deadline_change", args=[deadline.pk])

    page = office.get(url).content.decode()

    assert "24 hours" in page
    assert "OPENED" in page.upper()
    assert office.post(url, {"kind": "other"}).status_code == 403


def test_a_consequence_that_was_set_aside_is_found_and_run_again(office, failed, open_one):
    open_one("X-QUIET")

    listed = office.get(EVENTS, {"consequence": "failed"}).content.decode()
    answer = office.post(EVENTS, {"action": "run_again", "_selected_action": [failed.pk]}, follow=True)

    assert "X-BAD" in listed
    assert "far side of the moon" in listed
    assert "X-QUIET" not in listed
    assert "1 consequence runs again." in answer.content.decode()
    with all_shops("tests look at the rows"):
        failed.refresh_from_db()
    assert (failed.failed_at, failed.attempts) == (None, 0)
    assert failed.run_at is not None


def test_a_seller_sees_none_of_it(owner, signed_in, failed):
    browser = signed_in(owner)

    for url in (DEADLINES, EVENTS):
        assert browser.get(url).status_code in (302, 403)
    browser.post(EVENTS, {"action": "run_again", "_selected_action": [failed.pk]})

    with all_shops("tests look at the rows"):
        failed.refresh_from_db()
    assert failed.run_at is None
