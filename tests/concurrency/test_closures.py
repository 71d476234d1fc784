"""Two closures of one shop at the same moment (D12)."""

from datetime import date
from threading import Barrier

import pytest

from marketplace.errors import ValidationFailed
from marketplace.tenancy import all_shops, shop_scope
from shipping.choices import ClosureKind
from shipping.closing import ClosureTerms
from shipping.models import Closure
from shipping.services import closures
from shipping.services.closures import add_closure
from tests.concurrency.test_orders import at_once
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def enter(shop, first, last):
    def act():
        with shop_scope(shop):
            try:
                add_closure(shop_id=shop.pk, terms=ClosureTerms(first, last, "Away", ClosureKind.STAY_OPEN), at=NOON)
            except ValidationFailed as refused:
                return refused.code
        return "entered"

    return act


@pytest.fixture
def shop():
    return make_shop(code="a", channels=(make_channel(code="ES"),))


@pytest.fixture
def months(shop):
    """Two closures of a month each, with one of five days between them: together they pass the yearly limit of 60."""
    make = enter(shop, date(2026, 5, 4), date(2026, 5, 8))
    assert make() == "entered"
    return [
        enter(shop, date(2026, 7, 1), date(2026, 7, 31)),
        enter(shop, date(2026, 9, 1), date(2026, 9, 30)),
    ]


def test_two_closures_at_once_do_not_pass_the_yearly_limit_together(months):
    """D12: 5 + 31 + 30 days are more than 60."""
    assert sorted(at_once(*months)) == ["TOO_MANY_CLOSED_DAYS", "entered"]

    with all_shops("a test reads"):
        assert Closure.objects.count() == 2


def test_without_the_lock_they_would(months, monkeypatch):
    """So that the test above proves the lock."""
    both = Barrier(2, timeout=10)
    monkeypatch.setattr(closures, "lock_shop", lambda shop_id: None)
    checked = closures.check_closure

    def check_together(**given):
        checked(**given)
        both.wait()

    monkeypatch.setattr(closures, "check_closure", check_together)

    assert at_once(*months) == ["entered", "entered"]
