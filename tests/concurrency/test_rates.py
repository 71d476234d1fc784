"""Two tables of freight at the same time, on real connections: one holds, and it holds whole (R098)."""

import pytest

from marketplace.tenancy import all_shops, shop_scope
from shipping.choices import RateTable
from shipping.models import Charge
from shipping.services.charges import replace_rates
from shipping.tables.columns import GivenRow
from tests.concurrency.test_orders import at_once
from tests.factories.shipping import make_method, make_zone
from tests.factories.shops import NOON, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
ROWS = 300


@pytest.fixture
def shop():
    make_method(code="STD")
    make_zone(code="ES")
    return make_shop()


def table_of(price):
    ranges = [(str(edge), str(edge + 1)) for edge in range(ROWS)]
    return [
        GivenRow(number, zone="ES", method="STD", basis="WEIGHT", at_least=begin, below=end, price=price)
        for number, (begin, end) in enumerate(ranges, start=1)
    ]


def upload(shop, price):
    def act():
        with shop_scope(shop):
            return replace_rates(shop_id=shop.pk, table=RateTable.MAIN, rows=table_of(price), at=NOON)

    return act


def test_of_two_tables_at_once_one_holds_whole(shop):
    for _ in range(3):
        results = at_once(upload(shop, "1"), upload(shop, "2"), upload(shop, "3"))

        assert {result.after for result in results} == {ROWS}
        with all_shops("a test looks at every row"):
            prices = list(Charge.objects.values_list("price", flat=True))
        assert len(prices) == ROWS
        assert len(set(prices)) == 1


def test_a_table_that_is_cut_off_half_way_leaves_the_one_before(shop, monkeypatch):
    upload(shop, "1")()

    def die(*_args, **_options):
        raise RuntimeError("killed")

    monkeypatch.setattr(type(Charge.objects.none()), "bulk_create", die)
    with pytest.raises(RuntimeError):
        upload(shop, "2")()
    monkeypatch.undo()

    with all_shops("a test looks at every row"):
        assert set(Charge.objects.values_list("price", flat=True)) == {1}
        assert Charge.objects.count() == ROWS
