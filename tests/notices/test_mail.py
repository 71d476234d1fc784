"""Mail to the team: whatever waits for a member goes in one mail, in the member's language and zone."""

import threading

import pytest
from django.db import connection
from django.test import override_settings

from marketplace import clock
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.notices import registry
from marketplace.notices.letters import LINES_SHOWN
from marketplace.notices.mailing import drain_notices, pending_notices
from marketplace.notices.models import Notice
from marketplace.notices.services import notify
from marketplace.permissions import Right, Role
from marketplace.tenancy import all_shops, shop_scope
from orders.services.acceptance import decide_order
from tests.factories import orders as make
from tests.factories.shops import NOON, make_channel, make_member, make_shop
from tests.notices.conftest import HOUR, OVERDUE, SOON, mail, mails, pass_time

pytestmark = pytest.mark.django_db


def accept(order, at) -> None:
    with all_shops("a test plays the seller"):
        decide_order(order_id=order.order_id, decisions=make.accept_all(order), actor=make.SELLER, at=at)


def test_what_comes_together_goes_in_one_mail_to_each_member(shop, owner, sales):
    """R077."""
    read_english(owner, sales)
    for hours in (0, 0, 24):
        make.make_waiting_order(shop, at=NOON + hours * HOUR)
    pass_time(OVERDUE)
    pass_time(SOON + 24 * HOUR)

    settled = mail(OVERDUE)

    first, second = mails()
    assert settled == 5
    assert {first.recipient, second.recipient} == {owner.user.email, sales.user.email}
    subjects = {message.recipient: message.subject for message in (first, second)}
    assert subjects == {
        owner.user.email: "2 overdue at Casa Norte",
        sales.user.email: "2 overdue, 1 due soon at Casa Norte",
    }


def read_english(*members) -> None:
    for member in members:
        member.user.language = "en"
        member.user.save()


@pytest.fixture
def english(owner):
    """The owner reads English, and the channel's people Spanish."""
    read_english(owner)


def test_each_line_says_what_who_and_when_and_leads_there(shop, owner, english):
    order = make.make_waiting_order(shop)
    pass_time(SOON)

    with override_settings(BASE_URL="https://desk.example"):
        mail(SOON)

    message = mails()[0]
    with all_shops("tests look at the rows"):
        notice = Notice.objects.get()
    text, html = message.body["text"], message.body["html"]
    assert message.subject == "1 due soon at Casa Norte"
    assert text.startswith("Hello Ana,\n\nDue soon\n")
    # 12:00 UTC.
    assert f"* Accept {order.order_id} (Lucía Ejemplo · 1 line)\n  Due Wed 4 Mar 2026, 13:00\n" in text
    url = f"https://desk.example/shop/{shop.pk}/notices/{notice.pk}"
    assert f"  {url}\n" in text
    assert f'<a href="{url}">' in html
    assert f"https://desk.example/shop/{shop.pk}/notices/preferences" in text
    assert message.body["headers"]["Auto-Submitted"] == "auto-generated"


def test_times_are_the_reader_s_with_the_channel_s_beside_them(shop, owner, english):
    owner.user.timezone = "America/Sao_Paulo"
    owner.user.save()
    make.make_waiting_order(shop)
    pass_time(SOON)

    mail(SOON)

    assert "Due Wed 4 Mar 2026, 09:00 (13:00 in Madrid)" in mails()[0].body["text"]


def test_without_a_language_of_one_s_own_it_is_the_channel_s(db):
    shop = make_shop(channels=(make_channel(code="DE", language="de", timezone="Europe/Berlin"),))
    make_member(shop)
    make.make_waiting_order(shop)
    pass_time(SOON)

    mail(SOON)

    message = mails()[0]
    assert message.body["language"] == "de"
    assert message.body["text"].startswith("Hallo Ana,")


def test_it_leaves_once(shop, owner):
    make.make_waiting_order(shop)
    pass_time(OVERDUE)

    assert (mail(OVERDUE), mail(OVERDUE)) == (1, 0)

    assert len(mails()) == 1
    with all_shops("tests look at the rows"):
        assert Notice.objects.get().mailed_at == OVERDUE


def test_what_was_settled_meanwhile_is_not_mailed(shop, owner, sales):
    done, open_ = make.make_waiting_order(shop), make.make_waiting_order(shop)
    pass_time(SOON)
    accept(done, SOON)

    mail(SOON)

    texts = [message.body["text"] for message in mails()]
    assert len(texts) == 1
    assert open_.order_id in texts[0]
    assert done.order_id not in texts[0]


def test_it_waits_while_more_is_about_to_be_told(shop, owner):
    make.make_waiting_order(shop)
    pass_time(OVERDUE)
    make.make_waiting_order(shop, at=NOON + HOUR)
    sweep_deadlines(at=OVERDUE + HOUR)

    assert mail(OVERDUE + HOUR) == 0
    pass_time(OVERDUE + HOUR)
    assert mail(OVERDUE + HOUR) == 2

    assert len(mails()) == 1


@pytest.mark.parametrize("change", ["switched off", "closed", "no address", "another role"])
def test_whom_it_no_longer_concerns_gets_none(shop, owner, sales, change):
    make.make_waiting_order(shop)
    pass_time(SOON)
    with all_shops("a test changes the member"):
        if change == "switched off":
            sales.is_active = False
        elif change == "another role":
            sales.role = Role.INVENTORY
        elif change == "closed":
            sales.user.is_active = False
        else:
            sales.user.email = ""
        sales.user.save()
        sales.save()

    assert mail(SOON) == 1

    assert mails() == []
    assert pending_notices() == 0


def test_each_shop_has_its_own_mail(shop, other_shop, owner):
    make_member(other_shop, user=owner.user)
    make.make_waiting_order(shop)
    make.make_waiting_order(other_shop)
    pass_time(OVERDUE)

    mail(OVERDUE)

    assert {message.shop_id for message in mails()} == {shop.pk, other_shop.pk}
    assert all(message.recipient == owner.user.email for message in mails())


def test_a_long_list_is_cut_and_counted_in_full(shop, owner, english):
    tell_many(shop, LINES_SHOWN + 12)

    mail(NOON)

    message = mails()[0]
    assert message.subject == f"{LINES_SHOWN + 12} overdue at Casa Norte"
    assert message.body["text"].count("\n* ") == LINES_SHOWN
    assert "And 12 more:" in message.body["text"]


def tell_many(shop, count) -> None:
    with shop_scope(shop):
        for number in range(count):
            notify(
                shop_id=shop.pk,
                kind="deadline_missed",
                right=Right.ORDER_ACCEPT,
                subject_type="order",
                subject_id=f"X-{number}",
                key=f"test:{number}",
                params={
                    "deadline_kind": "order_acceptance",
                    "due_at": (NOON + number * HOUR).isoformat(),
                    "timezone": "",
                },
                at=NOON,
            )


def test_what_is_due_first_stands_first(shop, owner, english):
    tell_many(shop, 3)

    mail(NOON)

    text = mails()[0].body["text"]
    assert text.index("X-0") < text.index("X-1") < text.index("X-2")


def test_a_mail_that_cannot_be_written_holds_up_no_other(shop, other_shop, owner, stranger, monkeypatch, caplog):
    tell_many(shop, 1)
    tell_many(other_shop, 1)
    say = registry.get("deadline_missed").say

    def stumble(notices):
        if notices[0].shop_id == shop.pk:
            raise RuntimeError("no words")
        return say(notices)

    with_fault = registry.get("deadline_missed").__class__(**{**vars(registry.get("deadline_missed")), "say": stumble})
    monkeypatch.setitem(registry._kinds, "deadline_missed", with_fault)

    with pytest.raises(ExceptionGroup, match="could not be mailed"):
        mail(NOON)

    assert [message.recipient for message in mails()] == [stranger.user.email]
    assert pending_notices() == 1


def test_the_sweep_mails_them(shop, owner):
    make.make_waiting_order(shop)
    pass_time(OVERDUE)

    with clock.frozen(OVERDUE):
        assert pending_notices() == 1
        assert drain_notices() == 1
        assert pending_notices() == 0


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_four_workers_write_one_mail_to_each_member(shop, owner, sales):
    tell_many(shop, 20)
    start = threading.Barrier(4)

    def run():
        start.wait(10)
        mail(NOON)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    mail(NOON)

    assert sorted(message.recipient for message in mails()) == sorted([owner.user.email, sales.user.email])
    assert pending_notices() == 0
