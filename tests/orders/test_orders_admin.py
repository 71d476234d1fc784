"""Orders as the operator sees them, over all shops."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.tenancy import all_shops
from tests.factories.orders import make_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db


def test_the_list_shows_what_came_in_last_first_and_sorts_no_table_for_it(operator, signed_in, shop, other_shop):
    with all_shops("a test makes its rows"):
        first, last = make_order(shop, at=NOON), make_order(other_shop, at=NOON - timedelta(days=400))
    office = signed_in(operator)

    with CaptureQueriesContext(connection) as asked:
        page = office.get(reverse("admin:orders_order_changelist"))

    assert [order.order_id for order in page.context["cl"].result_list] == [last.order_id, first.order_id]
    sorted_by = {query["sql"].partition(" ORDER BY ")[2] for query in asked if 'FROM "orders_order"' in query["sql"]}
    assert sorted_by - {""} == {'"orders_order"."id" DESC'}
