"""A shop is reminded of what it has still to set up, until it is done (R100)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.permissions import Right
from marketplace.shops import setup
from marketplace.shops.setup import SetupTask
from tests.factories.shipping import make_charge, make_contingency, make_method, make_zone

pytestmark = pytest.mark.django_db

FREIGHT, CONTINGENCY = "Enter your freight</a>", "Enter your contingency freight</a>"


@pytest.fixture
def rates(shop):
    zone, method = make_zone(code="ES"), make_method(code="STD")
    return lambda make: make(shop, zone, method)


def shown(client, path):
    page = client.get(path).content.decode()
    return [text for text in (FREIGHT, CONTINGENCY) if text in page]


def test_today_and_the_pages_of_shipping_remind_until_both_tables_are_there(owner, shop, signed_in, rates):
    """R100."""
    client = signed_in(owner)
    pages = [f"/shop/{shop.pk}/", f"/shop/{shop.pk}/shipping", f"/shop/{shop.pk}/shipping/carriers"]
    assert [shown(client, page) for page in pages] == [[FREIGHT, CONTINGENCY]] * 3

    rates(make_charge)
    assert [shown(client, page) for page in pages] == [[CONTINGENCY]] * 3

    rates(make_contingency)
    assert [shown(client, page) for page in pages] == [[]] * 3


def test_who_cannot_do_it_is_not_reminded(support, shop, signed_in):
    """R100."""
    assert shown(signed_in(support), f"/shop/{shop.pk}/") == []


def test_the_renewal_of_the_queue_does_not_ask(owner, shop, signed_in):
    headers = {"HX-Request": "true", "HX-Target": "queue"}

    with CaptureQueriesContext(connection) as queries:
        page = signed_in(owner).get(f"/shop/{shop.pk}/", headers=headers).content.decode()

    assert FREIGHT not in page
    assert not any("shipping_contingencycharge" in query["sql"] for query in queries)


def test_the_reminder_costs_one_query(owner, shop, signed_in):
    client = signed_in(owner)

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/shop/{shop.pk}/")

    assert sum("shipping_contingencycharge" in query["sql"] for query in queries) == 1


def test_the_api_says_what_is_done(api, rates):
    """R100, R135."""
    rates(make_charge)

    told = api.get("/api/x/setup").json()

    assert [(task["code"], task["label"], task["is_done"]) for task in told["data"]] == [
        ("shipping_rates", "Enter your freight", True),
        ("shipping_contingency", "Enter your contingency freight", False),
    ]
    assert told["is_complete"] is False
    rates(make_contingency)
    assert api.get("/api/x/setup").json()["is_complete"] is True


def test_a_key_without_the_right_is_refused(support_api):
    assert support_api.get("/api/x/setup").status_code == 403


def test_only_tasks_that_the_rights_open_are_asked_for(in_shop):
    asked: list[int] = []

    def done(shop_id):
        asked.append(shop_id)
        return ["x"]

    task = SetupTask("x", "X", "Why", "shops:profile", Right.KEY_MANAGE)
    setup.register("sample", [task], done)
    try:
        assert (task, True) not in setup.list_tasks(shop_id=in_shop.pk, rights={Right.SHOP_WRITE})
        assert asked == []
        assert (task, True) in setup.list_tasks(shop_id=in_shop.pk, rights={Right.KEY_MANAGE})
    finally:
        setup.unregister("sample")
