"""What other apps call to tell and to settle."""

import pytest

from marketplace.notices.models import Notice
from marketplace.notices.services import notify, settle, settle_facts
from marketplace.permissions import Right, Role
from marketplace.tenancy import all_shops, shop_scope
from tests.factories.shops import NOON, make_member
from tests.notices.conftest import HOUR, bell_of

pytestmark = pytest.mark.django_db


def tell(shop, subject_id="T-1", *, key="", subject_type="thread") -> None:
    notify(
        shop_id=shop.pk,
        kind="customer_message",
        right=Right.MESSAGE_READ,
        subject_type=subject_type,
        subject_id=subject_id,
        key=key or f"test:{subject_id}",
        at=NOON,
    )


def test_a_fact_is_told_once_to_each_who_holds_the_right(in_shop, owner, support, inventory):
    tell(in_shop)
    tell(in_shop)

    assert [bell_of(member) for member in (owner, support, inventory)] == [
        ["customer_message"],
        ["customer_message"],
        [],
    ]


def test_who_joins_later_is_told_when_the_fact_is_told_again(in_shop, owner):

    tell(in_shop)
    newcomer = make_member(in_shop, Role.SUPPORT)

    tell(in_shop)

    assert (bell_of(owner), bell_of(newcomer)) == (["customer_message"], ["customer_message"])


def test_the_same_key_in_another_shop_is_another_fact(shop, other_shop, owner, stranger):
    for place in (shop, other_shop):
        with shop_scope(place):
            tell(place)

    assert (bell_of(owner), bell_of(stranger)) == (["customer_message"], ["customer_message"])


def test_it_is_told_whichever_scope_is_open(shop, owner, stranger):
    """The shop front and the mail door work over all shops."""
    with all_shops("a test plays the mail door"):
        tell(shop)

    assert (bell_of(owner), bell_of(stranger)) == (["customer_message"], [])


def test_a_handled_subject_is_settled_for_everybody_and_no_other_is(in_shop, owner, support):
    tell(in_shop, "T-1")
    tell(in_shop, "T-2")
    tell(in_shop, "T-1", subject_type="order", key="test:order")

    settle(subject_type="thread", subject_id="T-1", at=NOON + HOUR)

    assert (len(bell_of(owner)), len(bell_of(support))) == (2, 2)
    assert {notice.subject_id for notice in Notice.objects.exclude(read_at=None)} == {"T-1"}
    assert {notice.read_at for notice in Notice.objects.exclude(read_at=None)} == {NOON + HOUR}


def test_what_was_read_keeps_its_moment(in_shop, owner):
    tell(in_shop)
    settle(subject_type="thread", subject_id="T-1", at=NOON)

    settle_facts(keys=["test:T-1"], at=NOON + HOUR)

    assert Notice.objects.get().read_at == NOON
