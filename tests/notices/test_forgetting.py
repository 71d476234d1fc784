import pytest

from marketplace import clock
from marketplace.notices.forgetting import KEPT_FOR, forget_old_notices
from marketplace.notices.models import Notice
from marketplace.tenancy import all_shops
from tests.factories import orders as make
from tests.notices.conftest import SECOND, SOON, WARN, bell_of, pass_time

pytestmark = pytest.mark.django_db


def test_a_notice_is_forgotten_after_ninety_days(shop, other_shop, owner, stranger):
    make.make_waiting_order(shop)
    make.make_waiting_order(other_shop)
    pass_time(SOON)

    with clock.frozen(WARN + KEPT_FOR):
        assert forget_old_notices() == 0
    assert bell_of(owner) == ["deadline_soon"]
    with clock.frozen(WARN + KEPT_FOR + SECOND):
        assert forget_old_notices() == 2

    with all_shops("tests look at the rows"):
        assert not Notice.objects.exists()
