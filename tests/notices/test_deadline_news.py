"""Who is told of deadlines, at both steps, and what becomes of it when they are closed (R077)."""

import threading

import pytest
from django.db import connection, transaction

from marketplace import clock
from marketplace.deadlines.consequences import pending_consequences, run_consequences
from marketplace.deadlines.models import DeadlineEvent
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.notices.models import Notice
from marketplace.permissions import Role
from marketplace.tenancy import all_shops
from orders.models import Order
from orders.services.acceptance import decide_order
from orders.services.shipment import ship_order
from tests.factories import orders as make
from tests.factories.messaging import answer, make_thread
from tests.factories.shops import NOON, make_member, make_user
from tests.notices.conftest import DUE, HOUR, OVERDUE, SECOND, SOON, WARN, bell_of, by_mail, pass_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(owner, sales, inventory, accountancy, support):
    """A member of each role."""
    return owner, sales, inventory, accountancy, support


def notices() -> list[Notice]:
    with all_shops("tests look at the rows"):
        return list(Notice.objects.order_by("pk"))


def accept(order, at) -> None:
    with all_shops("a test plays the seller"):
        decide_order(order_id=order.order_id, decisions=make.accept_all(order), actor=make.SELLER, at=at)


def test_before_a_deadline_the_bell_tells_those_who_act_and_the_owner(shop, team):
    """R077."""
    make.make_waiting_order(shop)

    pass_time(SOON)

    assert [bell_of(member) for member in team] == [["deadline_soon"], ["deadline_soon"], [], [], []]


def test_before_a_deadline_mail_goes_to_those_who_act_and_not_to_the_owner(shop, owner, sales):
    make.make_waiting_order(shop)

    pass_time(SOON)

    assert by_mail("deadline_soon") == {sales.user.email}


@pytest.mark.parametrize("role", [None, Role.SUPPORT, Role.INVENTORY, Role.ACCOUNTANCY])
def test_the_owner_stands_in_where_nobody_else_may_act(shop, owner, role):
    if role:
        make_member(shop, role)
    make_member(shop, Role.SALES, is_active=False)
    make_member(shop, Role.SALES, user=make_user(is_integration=True))
    make.make_waiting_order(shop)

    pass_time(SOON)

    assert by_mail("deadline_soon") == {owner.user.email}


def test_at_the_deadline_both_ways_lead_to_those_who_act_and_to_the_owner(shop, team):
    make.make_waiting_order(shop)

    pass_time(OVERDUE)

    assert [bell_of(member) for member in team] == [["deadline_missed"], ["deadline_missed"], [], [], []]
    assert by_mail("deadline_missed") == {team[0].user.email, team[1].user.email}


def test_the_second_step_takes_the_place_of_the_first(shop, owner):
    """One thing to do is counted once."""
    make.make_waiting_order(shop)

    pass_time(SOON)
    pass_time(OVERDUE)

    assert bell_of(owner) == ["deadline_missed"]


def test_a_notice_names_its_subject_and_when_it_was_told(shop, owner):
    order = make.make_waiting_order(shop)

    pass_time(SOON + HOUR)

    notice = notices()[0]
    assert (notice.subject_type, notice.subject_id, notice.right) == ("order", order.order_id, "ORDER_ACCEPT")
    assert (notice.created_at, notice.read_at, notice.mailed_at) == (WARN, None, None)
    assert notice.params == {
        "deadline_kind": "order_acceptance",
        "due_at": DUE.isoformat(),
        "timezone": "Europe/Madrid",
    }


def test_what_is_done_in_between_leaves_the_bell(shop, owner, sales):
    """R077: handling lowers it."""
    order = make.make_waiting_order(shop)
    pass_time(SOON)

    accept(order, SOON + HOUR)

    assert (bell_of(owner), bell_of(sales)) == ([], [])
    assert {notice.read_at for notice in notices()} == {SOON + HOUR}


def test_what_is_done_late_leaves_it_too(shop, owner):
    order = make.make_shipping_order(shop)
    with all_shops("a test asks when"):
        due_at = Order.objects.get().ship_by
    assert due_at is not None
    pass_time(due_at + SECOND)
    assert bell_of(owner) == ["deadline_missed"]

    with all_shops("a test plays the seller"):
        ship_order(order_id=order.order_id, actor=make.SELLER, at=due_at + HOUR)

    assert bell_of(owner) == []


def test_of_an_order_that_was_refused_by_itself_one_hears_all_the_same(shop, owner):
    """The miss has closed its deadline; nobody has seen it yet."""
    order = make.make_waiting_order(shop)

    pass_time(OVERDUE)

    with all_shops("tests look at the rows"):
        assert Order.objects.get(pk=order.pk).state == "REFUSED"
    assert bell_of(owner) == ["deadline_missed"]


def test_what_was_closed_before_its_warning_was_told_is_told_to_nobody(shop, owner):
    order = make.make_waiting_order(shop)
    sweep_deadlines(at=SOON)
    accept(order, SOON)

    run_consequences()

    assert notices() == []


def test_what_was_done_late_before_its_miss_was_told_is_told_to_nobody(shop, owner):
    order = make.make_shipping_order(shop)
    with all_shops("a test asks when"):
        due_at = Order.objects.get().ship_by
    assert due_at is not None
    sweep_deadlines(at=due_at + SECOND)
    with all_shops("a test plays the seller"):
        ship_order(order_id=order.order_id, actor=make.SELLER, at=due_at + HOUR)

    run_consequences()

    assert notices() == []


def test_a_member_is_told_once_however_often_the_consequence_runs(shop, owner):
    make.make_waiting_order(shop)
    pass_time(SOON)

    with all_shops("a test plays a worker that died before it could say so"):
        DeadlineEvent.objects.filter(kind="WARNED").update(run_at=clock.real())
    run_consequences()

    assert len(notices()) == 1
    assert pending_consequences() == 0


def test_what_others_have_to_do_is_told_to_nobody(shop, owner):
    """The customer's payment, the carrier's promise."""
    make.make_accepted_order(shop)

    pass_time(NOON + 400 * HOUR)

    assert notices() == []


def test_an_order_of_the_past_is_told_of_to_nobody(shop, owner):
    order = make.make_waiting_order(shop)
    with all_shops("a test plays the history import"):
        Order.objects.filter(pk=order.pk).update(is_imported=True)

    pass_time(SOON)
    pass_time(OVERDUE)

    assert notices() == []
    assert pending_consequences() == 0


def test_who_is_switched_off_is_told_nothing(shop, owner):
    make_member(shop, Role.SALES, is_active=False)
    closed = make_member(shop, Role.SALES)
    closed.user.is_active = False
    closed.user.save()
    make.make_waiting_order(shop)

    pass_time(SOON)

    assert [notice.user_id for notice in notices()] == [owner.user_id]


def test_the_user_of_a_machine_gets_no_mail(shop, owner):
    owner.user.is_integration = True
    owner.user.save()
    make.make_waiting_order(shop)

    pass_time(OVERDUE)

    assert (bell_of(owner), by_mail("deadline_missed")) == (["deadline_missed"], set())


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_a_warning_that_meets_the_act_itself_tells_nobody(shop, owner):
    """The worker waits for whoever closes the deadline, and finds it closed."""
    order = make.make_waiting_order(shop)
    sweep_deadlines(at=SOON)

    def run() -> None:
        run_consequences()
        connection.close()

    worker = threading.Thread(target=run)
    with transaction.atomic():
        accept(order, SOON)
        worker.start()
        worker.join(timeout=1)
        assert worker.is_alive()
    worker.join(timeout=10)

    assert notices() == []
    assert pending_consequences() == 0


def test_another_shop_s_members_are_told_nothing(shop, owner, stranger):
    make.make_waiting_order(shop)

    pass_time(SOON)

    assert (bell_of(owner), bell_of(stranger)) == (["deadline_soon"], [])


def test_support_is_told_of_conversations_alone(shop, owner, support):
    """R120."""
    make.make_waiting_order(shop)
    thread = make_thread(shop)
    due_at = thread.reply_due_at
    assert due_at is not None

    pass_time(due_at + SECOND)

    assert {notice.subject_id for notice in notices() if notice.user_id == support.user_id} == {str(thread.thread_id)}
    assert bell_of(support) == ["customer_message", "deadline_missed"]


def test_an_answer_settles_what_was_told_of_its_conversation(shop, support):
    thread = make_thread(shop)
    due_at = thread.reply_due_at
    assert due_at is not None
    pass_time(due_at + SECOND)

    answer(thread, at=due_at + HOUR)

    assert bell_of(support) == []


def test_deadlines_of_two_orders_are_two_facts(shop, owner):
    make.make_waiting_order(shop)
    make.make_waiting_order(shop)

    pass_time(SOON)

    assert bell_of(owner) == ["deadline_soon", "deadline_soon"]
