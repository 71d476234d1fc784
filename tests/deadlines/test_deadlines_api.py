from datetime import timedelta

import pytest
from django.core.signing import dumps

from marketplace import clock
from marketplace.deadlines.api.shapes import deadlines_of
from marketplace.deadlines.policies import due_by_rule, freeze_policy
from marketplace.deadlines.services import settle_deadline, void_deadline
from marketplace.permissions import Right
from marketplace.tenancy import shop_scope
from tests.deadlines.conftest import FRIDAY, HOUR, make_shop

pytestmark = pytest.mark.django_db
URL = "/api/x/deadlines"
NOW = FRIDAY + 20 * HOUR


@pytest.fixture(autouse=True)
def saturday_noon(make_kind):
    """Friday's deadlines have four hours left."""
    make_kind()
    with clock.frozen(NOW):
        yield


def subjects(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [deadline["subject"]["id"] for deadline in answer.json()["data"]]


def test_a_deadline_is_shown_with_the_proof_of_its_due_time(api, shop, channel, open_one):
    """T1 of the clock vectors: 24 working hours over a week-end."""
    due_at = due_by_rule(channel=channel, opened_at=FRIDAY, hours=24, clock="WORKING")
    policy = freeze_policy(
        rule="test", name="24 hours", channel=channel, opened_at=FRIDAY, due_at=due_at, hours=24, clock="WORKING"
    )
    deadline = open_one(due_at=due_at, policy=policy, warn_at=due_at - 6 * HOUR)

    answer = api.get(URL)

    assert answer.json() == {
        "data": [
            {
                "id": deadline.pk,
                "kind": "test_kind",
                "subject": {"type": "order", "id": "X-A", "label": "X-A"},
                "state": "open",
                "opened_at": "2026-03-06T16:00:00Z",
                "warn_at": "2026-03-09T10:00:00Z",
                "due_at": "2026-03-09T16:00:00Z",
                "closed_at": None,
                "quiet_until": None,
                "to_do": True,
                # Saturday: of the 24 hours the seven of Friday have been counted.
                "seconds_left": 17 * 3600,
                "policy": policy,
                "segments": [
                    {
                        "from": "2026-03-06T16:00:00Z",
                        "to": "2026-03-06T23:00:00Z",
                        "counted": True,
                        "reason": "COUNTED",
                    },
                    {
                        "from": "2026-03-06T23:00:00Z",
                        "to": "2026-03-08T23:00:00Z",
                        "counted": False,
                        "reason": "WEEKEND",
                    },
                    {
                        "from": "2026-03-08T23:00:00Z",
                        "to": "2026-03-09T16:00:00Z",
                        "counted": True,
                        "reason": "COUNTED",
                    },
                ],
            }
        ]
    }


def test_the_queue_has_what_is_unresolved_with_the_most_urgent_first(api, open_one):
    open_one("X-LATER", due_at=NOW + 2 * HOUR)
    open_one("X-OVERDUE", due_at=NOW - HOUR)
    open_one("X-SOON", due_at=NOW + HOUR)
    open_one("X-MET")
    settle("X-MET", FRIDAY + HOUR)

    assert subjects(api.get(URL)) == ["X-OVERDUE", "X-SOON", "X-LATER"]


def test_an_overdue_one_counts_below_zero(api, open_one):
    open_one(due_at=NOW - HOUR)

    deadline = api.get(URL).json()["data"][0]

    assert (deadline["state"], deadline["seconds_left"]) == ("overdue", -3600)


@pytest.fixture
def one_of_each(shop, open_one):
    open_one("X-OPEN", due_at=NOW)
    open_one("X-OVERDUE", due_at=NOW - HOUR)
    for subject in ("X-MET", "X-LATE", "X-VOID"):
        open_one(subject, due_at=FRIDAY + HOUR)
    settle("X-MET", FRIDAY + HOUR)
    settle("X-LATE", FRIDAY + 2 * HOUR)
    with shop_scope(shop):
        void_deadline(kind="test_kind", subject_id="X-VOID", at=FRIDAY)


def settle(subject, at):
    from marketplace.tenancy import all_shops

    with all_shops("tests settle what they opened"):
        settle_deadline(kind="test_kind", subject_id=subject, at=at)


@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("open", ["X-OPEN"]),
        ("overdue", ["X-OVERDUE"]),
        ("met", ["X-MET"]),
        ("late", ["X-LATE"]),
        ("void", ["X-VOID"]),
        ("met,late", ["X-MET", "X-LATE"]),
        ("open,void", ["X-VOID", "X-OPEN"]),
    ],
)
def test_states_are_filtered_and_shown(api, state, expected):
    answer = api.get(URL, state=state)

    assert subjects(answer) == expected
    assert {deadline["state"] for deadline in answer.json()["data"]} == set(state.split(","))


@pytest.mark.usefixtures("one_of_each")
def test_a_resolved_one_has_no_time_left(api):
    assert api.get(URL, state="late").json()["data"][0]["seconds_left"] is None


def test_kind_and_due_before_filter(api, open_one, make_kind):
    make_kind("other_kind")
    open_one("X-A", due_at=NOW + HOUR)
    open_one("X-B", kind="other_kind", due_at=NOW + 2 * HOUR)

    assert subjects(api.get(URL, kind="other_kind")) == ["X-B"]
    assert subjects(api.get(URL, kind="test_kind,other_kind")) == ["X-A", "X-B"]
    assert subjects(api.get(URL, due_before=(NOW + 2 * HOUR).isoformat())) == ["X-A"]


@pytest.mark.parametrize(
    "query", [{"state": "asleep"}, {"kind": "no_such_kind"}, {"due_before": "soon"}, {"sort": "id"}]
)
def test_a_wrong_filter_is_refused_by_name(api, query):
    answer = api.get(URL, **query)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == next(iter(query))


def test_pages_follow_each_other_without_gap_or_overlap(api, open_one):
    for number in range(7):
        open_one(f"X-{number}", due_at=NOW + HOUR * (number // 3))

    first = api.get(URL, limit=3)
    second = api.get(URL, page_token=first.json()["next_page_token"])
    third = api.get(URL, page_token=second.json()["next_page_token"])
    back = api.get(URL, page_token=third.json()["previous_page_token"])

    assert subjects(first) + subjects(second) + subjects(third) == [f"X-{number}" for number in range(7)]
    assert subjects(back) == subjects(second)
    assert "next_page_token" not in third.json()
    assert "previous_page_token" not in first.json()


def test_a_foreign_page_token_is_refused(api):
    assert api.get(URL, page_token=dumps({"operation": "OR11"})).status_code == 400


def test_another_shop_sees_none_of_it(api, open_one):
    open_one("Y-A", shop_id=make_shop("other").pk)

    assert subjects(api.get(URL)) == []


def test_a_role_sees_the_kinds_that_its_rights_open(support_api, open_one, make_kind):
    """R120: support reaches conversations, and no order."""
    make_kind("customer_reply", right=Right.MESSAGE_READ, subject_type="thread")
    open_one("X-A")
    open_one("thread-1", kind="customer_reply")

    assert subjects(support_api.get(URL)) == ["thread-1"]
    assert subjects(support_api.get(URL, kind="test_kind")) == []


def test_without_a_key_nothing_is_shown(nobody):
    assert nobody.get(URL).status_code == 401


def test_ten_deadlines_cost_as_many_queries_as_one(api, open_one, django_assert_num_queries, monkeypatch):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    open_one("X-0")
    api.get(URL)
    with CaptureQueriesContext(
        connection,
    ) as one:
        api.get(URL)
    for number in range(1, 10):
        open_one(f"X-{number}")

    with django_assert_num_queries(len(one)):
        assert len(subjects(api.get(URL))) == 10


def test_all_deadlines_of_a_subject_are_read_in_the_order_of_their_opening(in_shop, open_one, make_kind):
    make_kind("hidden_kind", right=Right.FINANCE_READ)
    first = open_one("X-A")
    settle("X-A", FRIDAY + HOUR)
    second = open_one("X-A", opened_at=FRIDAY + timedelta(hours=2))
    open_one("X-A", kind="hidden_kind")
    open_one("X-B")

    found = deadlines_of(subject_type="order", subject_id="X-A", rights={Right.ORDER_READ})

    assert found == [first, second]
    assert deadlines_of(subject_type="thread", subject_id="X-A", rights=set(Right)) == []
