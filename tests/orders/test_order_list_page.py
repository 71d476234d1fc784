"""The list of orders: what to do first, filters in the URL, many at once, files."""

import csv
import io
import zipfile
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import shop_scope
from orders.choices import OrderState
from orders.models import Order
from orders.search import reindex_orders
from orders.services.shipment import receive_order
from tests.factories import orders as make
from tests.factories.offers import make_offer
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)


@pytest.fixture(autouse=True)
def later():
    with clock.frozen(LATER):
        yield


@pytest.fixture
def listed(signed_in, sales, shop):
    """Fetches the list; `ids` are the orders on the page."""

    def fetch(member=sales, **query):
        answer = signed_in(member).get(f"/shop/{shop.pk}/orders/", query)
        answer.ids = [item.row.order_id for item in answer.context["rows"]] if answer.context else []
        return answer

    return fetch


def counts(page):
    return {str(tab.label): tab.count for tab in page.context["tabs"]}


def test_what_is_due_first_stands_first_and_what_is_done_last(listed, shop):
    staging = make.make_order(shop)
    shipping = make.make_shipping_order(shop, at=NOON - timedelta(days=6))
    waiting = make.make_waiting_order(shop)

    page = listed()

    assert page.ids == [shipping.order_id, waiting.order_id, staging.order_id]


def test_tabs_are_what_to_do_with_their_counts(listed, shop):
    make.make_order(shop)
    make.make_waiting_order(shop)
    make.make_accepted_order(shop)
    make.make_shipping_order(shop, at=NOON - timedelta(days=6))
    make.make_shipped_order(shop)

    page = listed()

    assert counts(page) == {
        "To accept": "1", "To ship": "1", "Late": "1", "Waiting": "2", "Shipped": "1", "All": "5",
    }  # fmt: skip
    assert [str(tab.label) for tab in page.context["tabs"] if tab.late] == ["Late"]


@pytest.mark.parametrize(
    ("tab", "expected"), [("accept", 1), ("ship", 2), ("late", 3), ("waiting", 0), ("shipped", 4), ("all", None)]
)
def test_each_tab_holds_its_orders(listed, shop, tab, expected):
    made = [
        make.make_order(shop),
        make.make_waiting_order(shop),
        make.make_shipping_order(shop),
        make.make_shipping_order(shop, at=NOON - timedelta(days=6)),
        make.make_shipped_order(shop),
    ]
    wanted = {
        "waiting": {0}, "accept": {1}, "ship": {2, 3}, "late": {3}, "shipped": {4}, "all": {0, 1, 2, 3, 4}
    }[tab]  # fmt: skip

    page = listed(tab=tab)

    assert set(page.ids) == {made[index].order_id for index in wanted}


def test_a_row_carries_its_deadline_with_its_reason(listed, shop):
    make.make_waiting_order(shop)

    card = listed().context["rows"][0].row.card

    assert (card.left, card.word) == ("46 h", "On time")
    assert "/deadlines/" in card.why_url


def test_filters_stand_in_the_url_and_on_the_page(listed, shop, channel):
    waiting, shipping = make.make_waiting_order(shop), make.make_shipping_order(shop)

    page = listed(state="SHIPPING", channel=channel.code)

    assert page.ids == [shipping.order_id]
    assert [(chip.label, chip.value) for chip in page.context["chips"]] == [("State", "To ship"), ("Channel", "España")]
    assert waiting.order_id not in page.content.decode()


def test_days_are_the_readers_own(listed, sales, shop):
    sales.user.timezone = "Pacific/Auckland"
    sales.user.save()
    before = make.make_order(shop, at=NOON - timedelta(hours=2))
    after = make.make_order(shop, at=NOON - timedelta(minutes=30))

    assert listed(placed_after="2026-03-03").ids == [after.order_id]
    assert listed(placed_before="2026-03-02").ids == [before.order_id]


def test_late_ones_alone(listed, shop):
    late = make.make_shipping_order(shop, at=NOON - timedelta(days=6))
    make.make_shipping_order(shop)

    assert listed(late="true").ids == [late.order_id]


def test_a_filter_that_cannot_be_read_shows_nothing_rather_than_everything(listed, shop):
    make.make_order(shop)

    assert listed(state="NONSENSE").ids == []


@pytest.mark.parametrize("text", ["luc ejem", "{order}", "{sku}"])
def test_free_text_finds_number_customer_and_item(listed, shop, text):
    found = make.make_waiting_order(shop, offers=[make_offer(shop, shop_sku="LAMP-40")])
    with shop_scope(shop):
        reindex_orders([found.pk])

    page = listed(q=text.format(order=found.order_id.lower(), sku="lamp40"))

    assert page.ids == [found.order_id]
    assert listed(q="nobody").ids == []


@pytest.mark.slow
@pytest.mark.parametrize("sort", ["due", "-due", "placed", "-placed", "customer", "-customer", "total", "-total"])
def test_pages_hold_each_order_once_in_every_order(listed, shop, sort):
    made = {make.make_order(shop).order_id for _index in range(14)}
    made |= {make.make_waiting_order(shop, at=NOON + timedelta(minutes=index)).order_id for index in range(14)}

    first = listed(sort=sort, size="25")
    second = listed(**dict(parse_qsl(urlsplit(first.context["following_url"]).query)))

    assert len(first.ids) == 25
    assert len(second.ids) == 3
    assert set(first.ids) | set(second.ids) == made


def test_selecting_is_offered_where_orders_can_be_accepted(listed, shop, inventory):
    make.make_waiting_order(shop)

    assert [action.code for action in listed(tab="accept").context["actions"]] == ["accept"]
    assert listed(tab="all").context["actions"] == []
    assert listed(inventory, tab="accept").context["actions"] == []


def test_accepting_many_tells_the_result_of_each(signed_in, sales, shop):
    first, second = make.make_waiting_order(shop), make.make_waiting_order(shop)
    taken = make.make_shipping_order(shop)

    selected = {"selected": [first.pk, taken.pk, second.pk]}
    answer = signed_in(sales).post(f"/shop/{shop.pk}/orders/accept", selected, follow=True)

    assert [str(message) for message in answer.context["messages"]] == [
        f"2 orders accepted: {first.order_id}, {second.order_id}.",
        f"{taken.order_id}: The order is in the state SHIPPING, which does not allow this.",
    ]
    with shop_scope(shop):
        states = dict(Order.objects.values_list("pk", "state"))
    assert states[first.pk] == states[second.pk] == OrderState.WAITING_DEBIT_PAYMENT


def test_accepting_many_leaves_other_shops_alone(signed_in, sales, shop, other_shop):
    foreign = make.make_waiting_order(other_shop)

    signed_in(sales).post(f"/shop/{shop.pk}/orders/accept", {"selected": [foreign.pk, "x", 10**30]})

    with shop_scope(other_shop):
        assert Order.objects.get(pk=foreign.pk).state == OrderState.WAITING_ACCEPTANCE


def test_accepting_many_needs_the_right(signed_in, inventory, shop):
    order = make.make_waiting_order(shop)

    answer = signed_in(inventory).post(f"/shop/{shop.pk}/orders/accept", {"selected": [order.pk]})

    assert answer.status_code == 403


def test_the_csv_file_holds_every_row_of_the_filter(listed, shop):
    for index in range(30):
        make.make_waiting_order(shop, at=NOON + timedelta(minutes=index))
    make.make_order(shop)

    answer = listed(tab="accept", size="25", format="csv")

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 30
    assert rows[0]["State"] == "To accept"
    assert (rows[0]["Customer paid"], rows[0]["Currency"], rows[0]["Lines"]) == ("17.20", "EUR", "1")
    assert (rows[0]["Placed"], rows[0]["Time zone"]) == ("2026-03-02T13:00:00+01:00", "Europe/Madrid")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="orders-casa-norte.csv"'


def test_the_xlsx_file_is_a_workbook(listed, shop):
    order = make.make_waiting_order(shop)

    answer = listed(format="xlsx")

    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert order.order_id in sheet


def test_addresses_hidden_on_the_page_are_not_in_the_file(listed, shop):
    make.make_waiting_order(shop)

    content = b"".join(listed(format="csv").streaming_content).decode()

    assert "Calle Inventada" not in content
    assert "@" not in content


def test_an_empty_tab_says_why(listed):
    page = listed(tab="accept").content.decode()

    assert "No order waits for your decision" in page
    assert "New orders appear here once the marketplace has checked them for fraud." in page


def test_the_title_tells_browser_tabs_apart(listed):
    assert "<title>Late · Orders · Casa Norte</title>" in listed(tab="late").content.decode()


def test_support_has_no_list(listed, support):
    """R120."""
    assert listed(support).status_code == 403


def test_other_shops_orders_are_not_listed(listed, other_shop):
    make.make_waiting_order(other_shop)

    assert listed().ids == []


def test_the_navigation_counts_what_waits_for_the_seller(listed, shop):
    make.make_order(shop)
    make.make_waiting_order(shop)
    make.make_shipping_order(shop, at=NOON - timedelta(days=6))

    page = listed().content.decode()

    assert '2<span class="hidden"> to do</span> · <span class="n-late">1 late</span>' in page


def test_ten_rows_cost_the_queries_of_one(signed_in, sales, shop):
    client = signed_in(sales)
    make.make_waiting_order(shop)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(f"/shop/{shop.pk}/orders/")
        return len(captured)

    queries()
    one = queries()
    for _index in range(9):
        make.make_waiting_order(shop, offers=[make_offer(shop), make_offer(shop)])

    assert queries() == one


def test_what_is_done_says_whether_it_left_in_time(signed_in, sales, shop):
    make.make_shipped_order(shop, at=NOON - timedelta(days=60))
    with shop_scope(shop):
        for order in Order.objects.all():
            receive_order(order_id=order.order_id, actor=make.SHOP_FRONT, at=NOON - timedelta(days=50))

    page = signed_in(sales).get(f"/shop/{shop.pk}/orders/").content.decode()

    assert "Shipped in time" in page
    assert "nothing due" not in page
