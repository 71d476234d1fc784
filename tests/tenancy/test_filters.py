"""Every filter and every tab of every list picks some rows and leaves others."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from invoices.missing_filters import MissingFilterSet
from invoices.views.missing import MissingInvoicesView, with_due_times
from marketplace import clock
from marketplace.portal.lists import ListView
from marketplace.tenancy import shop_scope
from offers.completeness_list import CompletenessFilterSet
from offers.filtersets import OfferFilterSet
from offers.models import Offer, Product
from offers.product_filters import ProductFilterSet
from offers.search import reindex_offers
from offers.views.listing import OfferListView
from orders.filtersets import OrderFilterSet
from orders.models import Order
from orders.views.listing import OrderListView
from tests.factories import orders as make
from tests.factories.offers import make_category, make_merchandise, make_offer, make_product
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = pytest.mark.django_db

# One value for each declared filter, which fits some of the rows below and not all of them.
VALUES: dict[type[Any], dict[str, dict[str, Any]]] = {
    OrderFilterSet: {
        "q": {"q": "lamp"},
        "state": {"state": ["SHIPPING"]},
        "channel": {"channel": ["PT"]},
        "placed": {"placed_after": "2026-03-02"},
        "late": {"late": "true"},
    },
    OfferFilterSet: {
        "q": {"q": "lamp"},
        "price": {"price_max": "10"},
        "stock": {"stock_min": "1"},
        "condition": {"condition": ["1"]},
        "category": {"category": "LIGHTING"},
        "merchandise": {"merchandise": "DEP"},
        "reduced": {"reduced": "true"},
        "missing": {"missing": ["ean"]},
    },
    ProductFilterSet: {
        "q": {"q": "lamp"},
        "category": {"category": "LIGHTING"},
        "merchandise": {"merchandise": "DEP"},
        "missing": {"missing": ["ean"]},
    },
    CompletenessFilterSet: {"q": {"q": "lamp"}},
    MissingFilterSet: {
        "q": {"q": "lamp"},
        "channel": {"channel": ["PT"]},
        "shipped": {"shipped_after": "2026-03-02"},
        "billing": {"billing": "no"},
        "late": {"late": "true"},
    },
}
FILTERS = [(filterset, name) for filterset, values in VALUES.items() for name in values]


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + timedelta(hours=2)):
        yield


@pytest.fixture
def rows():
    """Orders and offers of one shop, no two alike."""
    spain, portugal = make_channel(code="ES"), make_channel(code="PT", country="PT", timezone="Europe/Lisbon")
    shop = make_shop(channels=(spain, portugal))
    lighting = make_category(code="LIGHTING", merchandise=make_merchandise(code="DEP"))
    desk_lamp = make_product(title="Desk lamp", category=lighting, ean="4006381333931")
    lamp = make_offer(shop, product=desk_lamp, discount_price=Decimal("9.00"))
    chair = make_offer(shop, product=make_product(title="Chair"), price=Decimal("5.00"), condition="1")
    make_offer(shop, product=make_product(title="Sold out"), quantity=0)
    make_offer(shop, product=make_product(title="Paused"), is_active=False)
    make_offer(shop, product=make_product(title="Running low"), quantity=2, alert_in_force=3)
    make_offer(shop, product=make_product(title="For Christmas"), available_from=NOON + timedelta(days=200))
    make.make_shipping_order(shop, channel=spain, offers=[lamp])
    make.make_waiting_order(shop, channel=spain, offers=[chair], at=NOON - timedelta(days=6))
    make.make_order(shop, channel=portugal, offers=[chair])
    make.make_shipped_order(shop, channel=spain, offers=[chair], at=NOON - timedelta(days=1))
    make.make_shipped_order(shop, channel=portugal, offers=[lamp])
    make.make_shipped_order(shop, channel=spain, offers=[chair], at=NOON - timedelta(days=7), billing_address=None)
    with shop_scope(shop):
        reindex_offers([lamp.pk, chair.pk])
        offers = Offer.objects.current()
        yield {
            OrderFilterSet: Order.objects.all(),
            OfferFilterSet: offers,
            ProductFilterSet: Product.objects.all(),
            CompletenessFilterSet: offers,
            MissingFilterSet: with_due_times(Order.objects.without_invoice()),
        }


def test_every_filter_of_every_list_is_in_the_table():
    """Those of issued invoices and of the ledger are tried in tests/invoices."""
    lists: list[type[Any]] = [MissingInvoicesView]
    lists += [view for view in _descendants(ListView) if view.__module__.split(".")[0] in ("orders", "offers")]

    assert {view.filterset_class for view in lists} == set(VALUES)
    for filterset, values in VALUES.items():
        assert set(filterset.base_filters) == set(values)


@pytest.mark.parametrize(("filterset", "name"), FILTERS, ids=[f"{each.__name__}-{name}" for each, name in FILTERS])
def test_it_picks_some_rows_and_leaves_others(rows, filterset, name):
    query = QueryDict(mutable=True)
    for key, value in VALUES[filterset][name].items():
        query.setlist(key, value if isinstance(value, list) else [value])
    every = rows[filterset]

    found = filterset(query, queryset=every)

    assert found.is_valid()
    assert 0 < found.qs.count() < every.count()


def test_every_tab_picks_some_rows_and_leaves_others(rows):
    every = {OrderListView: rows[OrderFilterSet], OfferListView: rows[OfferFilterSet]}

    for view, all_rows in every.items():
        counts = {tab.code: tab.narrow(view().get_queryset()).count() for tab in view.tabs}
        assert counts.pop("all") == all_rows.count()
        assert {tab: count for tab, count in counts.items() if not 0 < count < all_rows.count()} == {}


def _descendants(view: type[Any]) -> list[type[Any]]:
    return [each for child in view.__subclasses__() for each in (child, *_descendants(child))]
