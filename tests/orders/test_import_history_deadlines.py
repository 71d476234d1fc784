"""Past orders get the deadlines of their own dates, and what the past missed has no consequence today."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from marketplace import clock
from marketplace.deadlines import registry
from marketplace.deadlines.cards import card_of
from marketplace.deadlines.choices import DeadlineState
from marketplace.deadlines.consequences import run_consequences
from marketplace.deadlines.models import Deadline, DeadlineEvent
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.outbox.models import OutboxMessage
from marketplace.shops.models import Channel
from offers.models import Offer
from orders.models import Order
from tests.factories.history import past, run_import, unfinished
from tests.factories.shops import make_channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brazil", "in_all_shops", "today")]

# A Monday noon in São Paulo.
TODAY = datetime(2018, 1, 15, 14, tzinfo=UTC)
EVER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def brazil(db: None) -> Channel:
    return make_channel(code="BR", country="BR", currency="BRL", timezone="America/Sao_Paulo")


@pytest.fixture
def today() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def events_of(deadline: Deadline) -> list[str]:
    return list(deadline.events.order_by("at", "pk").values_list("kind", flat=True))


def test_finished_steps_are_settled_as_they_ended(tmp_path):
    with clock.frozen(datetime(2019, 1, 1, tzinfo=UTC)):
        run_import(tmp_path, past())

    shipment, promise = Deadline.objects.order_by("due_at")
    assert (shipment.kind, shipment.subject_id, shipment.outcome) == ("order_shipment", "X1-A", "met")
    assert (shipment.opened_at, shipment.closed_at) == (Order.objects.get().accepted_at, Order.objects.get().shipped_at)
    assert (shipment.missed_at, shipment.next_at) == (None, None)
    assert shipment.worked_seconds == shipment.elapsed_seconds == 4 * 86400 - 3600
    assert events_of(shipment) == ["OPENED", "SETTLED"]
    assert (promise.kind, promise.outcome, promise.missed_at) == ("delivery_promise", "late", promise.due_at)
    assert promise.opened_at == Order.objects.get().shipped_at
    assert events_of(promise) == ["OPENED", "MISSED", "SETTLED"]
    assert not DeadlineEvent.objects.filter(run_at__isnull=False).exists()


def test_steps_that_never_happened_have_no_settled_deadline(tmp_path):
    run_import(tmp_path, unfinished("C1", "CANCELED"), unfinished("C2", "REFUSED"), unfinished("C3", "RECEIVED"))

    assert not Deadline.objects.exists()


def test_dates_out_of_order_use_no_negative_time(tmp_path):
    run_import(tmp_path, past(shipped_at="2018-01-05T10:30:00-02:00", promised_latest=None))

    assert Deadline.objects.get().elapsed_seconds == 0


def test_the_policy_says_that_the_date_was_given(tmp_path, brazil):
    run_import(tmp_path, unfinished("S1", "SHIPPING"))

    deadline = Deadline.objects.get()
    assert deadline.policy == {
        "rule": "order_shipment",
        "name": "Date given by the former system",
        "hours": None,
        "days": None,
        "clock": "DATE",
        "timezone": "America/Sao_Paulo",
        "windows": {},
        "holidays": {},
    }
    assert registry.get("order_shipment").rule_text(deadline.policy) == "Date given by the former system."
    assert card_of(deadline, at=TODAY)


def test_an_order_to_ship_that_is_overdue_is_marked_and_nothing_follows(tmp_path):
    run_import(tmp_path, unfinished("S1", "SHIPPING", approved_at="2018-01-05T11:00:00-02:00"))

    deadline = Deadline.objects.get()
    assert (deadline.kind, deadline.state_at(TODAY)) == ("order_shipment", DeadlineState.OVERDUE)
    assert deadline.missed_at == deadline.due_at == datetime(2018, 1, 10, 12, tzinfo=UTC)
    assert (deadline.next_at, deadline.warned_at) == (None, None)
    assert events_of(deadline) == ["OPENED", "MISSED"]
    assert sweep_deadlines(at=EVER).total == 0


def test_an_order_to_ship_in_time_warns_and_falls_due_like_any_other(tmp_path):
    run_import(tmp_path, unfinished("S1", "SHIPPING", shipping_deadline="2018-02-05T10:00:00-02:00"))

    deadline = Deadline.objects.get()
    assert deadline.state_at(TODAY) == DeadlineState.OPEN
    assert deadline.next_at == deadline.warn_at
    assert sweep_deadlines(at=EVER).missed == {"order_shipment": 1}


def test_a_moment_to_warn_that_has_passed_is_left_out(tmp_path):
    run_import(tmp_path, unfinished("S1", "SHIPPING", shipping_deadline="2018-01-15T16:00:00-02:00"))

    deadline = Deadline.objects.get()
    assert (deadline.warn_at, deadline.next_at) == (None, deadline.due_at)


def test_a_parcel_under_way_has_its_promise_and_is_received_by_itself_when_that_lies_ahead(tmp_path):
    run_import(
        tmp_path,
        unfinished("S1", "SHIPPED", shipped_at="2018-01-09T10:00:00-02:00"),
        unfinished(
            "S2", "SHIPPED", shipped_at="2017-11-09T10:00:00-02:00", promised_latest="2017-11-20T23:59:59-02:00"
        ),
    )

    ahead = Deadline.objects.filter(subject_id="S1-A", closed_at=None).order_by("due_at")
    assert [(each.kind, each.state_at(TODAY)) for each in ahead] == [
        ("delivery_promise", DeadlineState.OPEN),
        ("order_autoreceive", DeadlineState.OPEN),
    ]
    assert ahead[1].due_at == datetime(2018, 1, 23, 12, tzinfo=UTC)
    long_gone = Deadline.objects.filter(subject_id="S2-A", closed_at=None)
    assert [(each.kind, each.state_at(TODAY)) for each in long_gone] == [("delivery_promise", DeadlineState.OVERDUE)]
    # Nobody can be told of a delay of it: it calls nobody to Today.
    assert all(each.quiet_until and each.quiet_until > EVER for each in long_gone)
    assert set(Deadline.objects.exclude(closed_at=None).values_list("kind", "outcome")) == {("order_shipment", "met")}


def test_a_parcel_that_waits_to_be_collected_is_received_by_itself_too(tmp_path):
    run_import(tmp_path, unfinished("T1", "TO_COLLECT", shipped_at="2018-01-09T10:00:00-02:00"))

    sweep_deadlines(at=EVER)
    run_consequences()

    order = Order.objects.get()
    assert (order.state, order.received_at) == ("RECEIVED", datetime(2018, 1, 23, 12, tzinfo=UTC))
    assert set(order.lines.values_list("state", flat=True)) == {"RECEIVED"}
    assert not Deadline.objects.filter(closed_at=None).exists()


def test_an_order_to_accept_has_the_channels_time_from_its_own_date(tmp_path):
    """48 working hours from Friday 5 January, 10:00, end on Tuesday at the same hour."""
    run_import(tmp_path, unfinished("A1", "WAITING_ACCEPTANCE"))

    deadline, order = Deadline.objects.get(), Order.objects.get()
    assert (deadline.kind, deadline.missed_at) == ("order_acceptance", deadline.due_at)
    assert deadline.due_at == order.acceptance_due_at == order.due_at == datetime(2018, 1, 9, 12, tzinfo=UTC)
    assert deadline.policy["clock"] == "WORKING"


def test_what_was_overdue_is_never_refused_or_cancelled_by_itself_and_sends_no_mail(tmp_path):
    """Overdue orders of the past have no consequence."""
    told = {"customer": {"id": "c1", "email": "ana@people.example"}}
    run_import(
        tmp_path, unfinished("A1", "WAITING_ACCEPTANCE", **told), unfinished("P1", "WAITING_DEBIT_PAYMENT", **told)
    )

    sweep_deadlines(at=EVER)
    run_consequences()

    assert set(Order.objects.values_list("state", flat=True)) == {"WAITING_ACCEPTANCE", "WAITING_DEBIT_PAYMENT"}
    assert set(Deadline.objects.values_list("kind", flat=True)) == {"order_acceptance", "order_payment"}
    assert not OutboxMessage.objects.exists()


def test_an_order_that_falls_due_after_the_import_has_its_consequence(tmp_path):
    """It gives no stock back: it never took any here."""
    run_import(tmp_path, unfinished("A1", "WAITING_ACCEPTANCE", created_at="2018-01-15T10:00:00-02:00"))

    sweep_deadlines(at=EVER)
    run_consequences()

    assert Order.objects.get().state == "REFUSED"
    assert Offer.objects.get().quantity == 0


def test_loading_twice_opens_no_second_deadline(tmp_path):
    orders = [past(), unfinished("S1", "SHIPPING"), unfinished("A1", "WAITING_ACCEPTANCE")]
    run_import(tmp_path, *orders)
    before = (Deadline.objects.count(), DeadlineEvent.objects.count())

    run_import(tmp_path, *orders)

    assert (Deadline.objects.count(), DeadlineEvent.objects.count()) == before
