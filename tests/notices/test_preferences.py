"""By which ways a member hears of what: the role's defaults until the member chooses."""

import re

import pytest

from marketplace.notices.models import NoticePreference
from marketplace.permissions import Role
from marketplace.tenancy import all_shops
from tests.factories import orders as make
from tests.factories.shops import make_member
from tests.notices.conftest import OVERDUE, SOON, bell_of, by_mail, mail, mails, pass_time

pytestmark = pytest.mark.django_db


def path_of(shop) -> str:
    return f"/shop/{shop.pk}/notices/preferences"


def ticked(client, shop) -> dict[str, list[str]]:
    """The boxes of the page that are ticked, by kind of notice."""
    text = client.get(path_of(shop)).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="(\w+)" value="(\w+)"( checked)?>', text)
    found: dict[str, list[str]] = {}
    for kind, way, is_ticked in boxes:
        found.setdefault(kind, []).extend([way] if is_ticked else [])
    return found


def choose(client, shop, **ways) -> None:
    answer = client.post(path_of(shop), ways)
    assert (answer.status_code, answer["Location"]) == (302, path_of(shop))


def test_the_page_shows_what_the_role_has(signed_in, shop, owner, sales, support):
    both, bell = ["bell", "mail"], ["bell"]

    assert ticked(signed_in(owner), shop) == {
        "deadline_missed": both,
        "deadline_soon": bell,
        "customer_message": bell,
        "freight_fault": both,
        "low_stock": both,
        "invoice_not_issued": bell,
    }
    assert ticked(signed_in(sales), shop) == {
        "deadline_missed": both,
        "deadline_soon": both,
        "customer_message": bell,
        "invoice_not_issued": bell,
    }
    assert ticked(signed_in(support), shop)["deadline_soon"] == both


def test_an_owner_who_stands_in_sees_the_mail_ticked(signed_in, shop, owner, support):
    """Support answers customers, and nobody but the owner accepts orders."""
    assert ticked(signed_in(owner), shop)["deadline_soon"] == ["bell", "mail"]


def test_who_keeps_the_stock_hears_of_it_alone(signed_in, shop):
    """R011."""
    assert ticked(signed_in(make_member(shop, Role.INVENTORY)), shop) == {"low_stock": ["bell", "mail"]}


def test_who_keeps_the_accounts_hears_of_invoices(signed_in, shop):
    client = signed_in(make_member(shop, Role.ACCOUNTANCY))

    assert ticked(client, shop) == {
        "deadline_missed": ["bell", "mail"],
        "deadline_soon": ["bell", "mail"],
        "invoice_not_issued": ["bell"],
    }


def test_a_choice_holds_from_then_on(signed_in, shop, owner, sales):
    choose(signed_in(sales), shop, deadline_soon=["mail"], deadline_missed=[], customer_message=["bell"])
    make.make_waiting_order(shop)

    pass_time(SOON)
    assert (bell_of(sales), by_mail("deadline_soon")) == ([], {sales.user.email})
    pass_time(OVERDUE)
    assert (bell_of(sales), by_mail("deadline_missed")) == ([], {owner.user.email})
    assert bell_of(owner) == ["deadline_missed"]


def test_without_the_bell_the_mail_leaves_all_the_same(signed_in, shop, sales):
    choose(signed_in(sales), shop, deadline_missed=["mail"])
    make.make_waiting_order(shop)

    pass_time(OVERDUE)
    mail(OVERDUE)

    assert [message.recipient for message in mails()] == [sales.user.email]


def test_what_was_left_as_it_stood_goes_on_following_the_role(signed_in, shop, owner, sales):
    client = signed_in(owner)
    both = ["bell", "mail"]
    as_it_stood = {
        "deadline_soon": ["bell"],
        "customer_message": ["bell"],
        "freight_fault": both,
        "low_stock": both,
        "invoice_not_issued": ["bell"],
    }
    choose(client, shop, deadline_missed=["bell"], **as_it_stood)
    with all_shops("tests look at the rows"):
        assert [(row.kind, row.bell, row.mail) for row in NoticePreference.objects.all()] == [
            ("deadline_missed", None, False)
        ]
        sales.is_active = False
        sales.save()
    make.make_waiting_order(shop)

    pass_time(SOON)

    assert by_mail("deadline_soon") == {owner.user.email}


def test_an_owner_may_do_without_the_mail_of_a_stand_in(signed_in, shop, owner):
    choose(signed_in(owner), shop, deadline_soon=["bell"], deadline_missed=["bell", "mail"])
    make.make_waiting_order(shop)

    pass_time(SOON)

    assert (bell_of(owner), by_mail("deadline_soon")) == (["deadline_soon"], set())


def test_one_way_leads_back_to_the_role(signed_in, shop, sales):
    client = signed_in(sales)
    choose(client, shop, deadline_soon=[])
    assert "As your role has it" in client.get(path_of(shop)).content.decode()

    choose(client, shop, defaults="1")

    assert ticked(client, shop)["deadline_soon"] == ["bell", "mail"]
    assert "As your role has it" not in client.get(path_of(shop)).content.decode()


def test_each_shop_has_its_own_choice(signed_in, shop, other_shop, owner):
    make_member(other_shop, Role.SALES, user=owner.user)
    choose(signed_in(owner), shop, deadline_missed=[])

    assert ticked(signed_in(owner), shop)["deadline_missed"] == []
    assert ticked(signed_in(owner), other_shop)["deadline_missed"] == ["bell", "mail"]


def test_the_settings_lead_there(signed_in, shop, owner):
    assert path_of(shop) in signed_in(owner).get(f"/shop/{shop.pk}/settings/").content.decode()
