"""The page of a shop's calendar: week, closures, holidays, and the effect before it is saved (R096, D12)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import all_shops
from shipping.models import Closure, ShippingLimits, ShopShipping
from tests.factories.orders import make_shipping_order
from tests.factories.shipping import make_closure, make_method, make_shop_shipping, make_zone

pytestmark = pytest.mark.django_db

# A Monday, 10:00 in Madrid.
AT = datetime(2026, 4, 13, 8, tzinfo=UTC)
FAIR = {"first_day": "2026-04-14", "last_day": "2026-04-17", "name": "Fair", "kind": "STAY_OPEN"}
SEEN = {**FAIR, "seen": "2026-04-14 2026-04-17 STAY_OPEN"}
HTMX = {"HX-Request": "true", "HX-Target": "effect"}


@pytest.fixture(autouse=True)
def monday():
    with clock.frozen(AT):
        yield


@pytest.fixture
def client(owner, signed_in):
    make_zone(code="ES"), make_method(code="STD")
    return signed_in(owner)


@pytest.fixture
def url(shop):
    return f"/shop/{shop.pk}/shipping/calendar"


def saved():
    with all_shops("a test reads"):
        return list(Closure.objects.order_by("first_day").values_list("first_day", "last_day", "name", "kind"))


def test_the_page_names_the_holidays_to_come(client, url):
    """R096."""
    page = client.get(url).content.decode()

    assert "Fri 1 May 2026" in page
    assert "Fiesta del Trabajo" in page
    assert "The marketplace&#x27;s, Mon–Fri, holidays of Spain" in page


def test_a_week_of_its_own_is_chosen_and_given_up(client, url, shop):
    """D12."""
    client.post(url, {"whose": "own", "weekdays": ["2", "3", "4", "5", "6"]})
    with all_shops("a test reads"):
        assert ShopShipping.objects.get().weekdays == [2, 3, 4, 5, 6]
    assert "Your own, Tue–Sat, holidays of Spain" in client.get(url).content.decode()

    client.post(url, {"whose": "marketplace", "weekdays": ["2"]})
    with all_shops("a test reads"):
        assert ShopShipping.objects.get().weekdays is None


def test_a_week_shows_what_it_would_do_before_it_is_saved(client, url):
    """D12: now Monday; a Tuesday that is worked no more moves an order of now, and not one of that day."""
    page = client.get(url, {"whose": "own", "weekdays": ["1", "3", "4", "5", "6"]}).content.decode()

    effect = page.partition('id="week-effect"')[2].partition("Save week")[0]
    assert "What it would do" in effect
    assert "Ordered now" in effect
    assert "Ships by Wed 15 Apr, arrives Thu 16 Apr – Mon 20 Apr" in effect
    assert "<b>Ships by Thu 16 Apr, arrives Fri 17 Apr – Tue 21 Apr</b>" in effect
    assert "Ordered on Tue 14 Apr" in effect
    with all_shops("a test reads"):
        assert not ShopShipping.objects.exists()


@pytest.mark.parametrize("typed", [{"whose": "own", "weekdays": ["1", "2"]}, {"whose": "x"}, {"whose": "own"}])
def test_a_week_that_cannot_be_shows_why(client, url, typed):
    answer = client.get(url, typed)

    assert answer.status_code == 200
    effect = answer.content.decode().partition('id="week-effect"')[2].partition("Save week")[0]
    assert 'class="wrong"' in effect
    assert "Ordered now" not in effect


@pytest.mark.parametrize("typed", [{"whose": "own", "weekdays": ["1", "2"]}, {"whose": "own"}, {}, {"whose": "x"}])
def test_a_week_that_cannot_be_is_refused(client, url, typed):
    answer = client.post(url, typed)

    assert answer.status_code == 422
    with all_shops("a test reads"):
        assert not ShopShipping.objects.exists()


def test_a_closure_is_saved_once_its_effect_was_shown(client, url):
    """D12: without script the first press shows it."""
    shown = client.post(f"{url}/new", FAIR)

    page = shown.content.decode()
    assert saved() == []
    assert "Ships by Wed 15 Apr, arrives Thu 16 Apr – Mon 20 Apr" in page
    assert "Ships by Tue 21 Apr, arrives Wed 22 Apr – Fri 24 Apr" in page
    assert "Closed days in twelve months: 4 of 60" in page
    assert 'name="seen" value="2026-04-14 2026-04-17 STAY_OPEN"' in page
    assert client.post(f"{url}/new", SEEN).status_code == 302
    assert saved() == [(date(2026, 4, 14), date(2026, 4, 17), "Fair", "STAY_OPEN")]


def test_the_effect_of_another_closure_does_not_count_as_shown(client, url):
    client.post(f"{url}/new", {**SEEN, "last_day": "2026-04-18"})

    assert saved() == []


def test_the_effect_follows_what_is_typed(client, url):
    """D12."""
    part = client.get(f"{url}/effect", FAIR, headers=HTMX).content.decode()

    assert "<html" not in part
    assert "Ordered on Tue 14 Apr" in part
    assert "No open order is to ship within these days." in part
    assert saved() == []


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"first_day": "2026-04-14"},
        {"first_day": "0000-00-00", "last_day": "x"},
        {"kind": "?"},
        {"closure": "9" * 40},
        {"closure": "²"},
    ],
)
def test_half_typed_closures_are_no_fault(client, url, typed):
    assert client.get(f"{url}/effect", typed, headers=HTMX).status_code == 200
    assert client.get(f"{url}/effect", {**FAIR, **typed}).status_code == 200


def test_what_the_limits_forbid_is_said_while_it_is_typed(client, url):
    """D12."""
    part = client.get(f"{url}/effect", {**FAIR, "last_day": "2026-06-17"}, headers=HTMX).content.decode()

    assert "A closure may last 31 days at most; this one lasts 65." in part
    assert "seen" not in part


def test_what_the_limits_forbid_is_not_saved(client, url):
    """D12."""
    answer = client.post(f"{url}/new", {**FAIR, "last_day": "2026-06-17"})

    assert answer.status_code == 422
    assert "A closure may last 31 days at most; this one lasts 65." in answer.content.decode()
    assert saved() == []


def test_open_orders_within_a_closure_are_told_and_keep_their_promise(client, url, shop):
    """R095, D12."""
    order = make_shipping_order(shop, at=AT)
    before = (order.ship_by, order.promise_latest)
    days = {"first_day": "2026-04-13", "last_day": "2026-04-17"}

    part = client.get(f"{url}/effect", {**FAIR, **days}, headers=HTMX).content.decode()
    client.post(f"{url}/new", {**FAIR, **days, "seen": "2026-04-13 2026-04-17 STAY_OPEN"})

    assert "1 open order is to ship within these days. It keeps its promise" in part
    with all_shops("a test reads"):
        order.refresh_from_db()
    assert (order.ship_by, order.promise_latest) == before


def test_a_closure_is_changed_and_removed(client, url, shop):
    closure = make_closure(shop, date(2026, 4, 14), date(2026, 4, 17), name="Fair")
    assert 'value="2026-04-14"' in client.get(f"{url}/{closure.pk}").content.decode()

    changed = {**FAIR, "last_day": "2026-04-15", "kind": "PAUSED", "seen": "2026-04-14 2026-04-15 PAUSED"}
    client.post(f"{url}/{closure.pk}", changed)
    assert saved() == [(date(2026, 4, 14), date(2026, 4, 15), "Fair", "PAUSED")]

    assert "Remove “Fair”" in client.get(f"{url}/{closure.pk}/remove").content.decode()
    client.post(f"{url}/{closure.pk}/remove")
    assert saved() == []


def test_a_closure_that_runs_is_ended(client, url, shop):
    closure = make_closure(shop, date(2026, 4, 10), date(2026, 4, 17), name="Fair")

    assert "End “Fair” now" in client.get(f"{url}/{closure.pk}/remove").content.decode()
    client.post(f"{url}/{closure.pk}/remove")

    assert saved() == [(date(2026, 4, 10), date(2026, 4, 12), "Fair", "STAY_OPEN")]


@pytest.mark.parametrize(
    ("first", "asked", "told"),
    [
        (date(2026, 5, 1), "New orders no longer count these days as worked.", "The worked days are removed."),
        (date(2026, 4, 10), "From today on the marketplace&#x27;s holidays hold again", "The worked days ended"),
    ],
)
def test_worked_days_are_removed_in_words_of_their_own(client, url, shop, first, asked, told):
    """D12."""
    closure = make_closure(shop, first, date(2026, 5, 3), name="Open", kind="WORKED")

    page = client.get(f"{url}/{closure.pk}/remove").content.decode().replace("'", "&#x27;")

    assert asked in page
    assert "closed" not in page.split("dialog-body")[1].split("</form>")[0]
    assert told in client.post(f"{url}/{closure.pk}/remove", follow=True).content.decode()


def test_a_closure_that_begins_today_is_removed_as_a_whole(client, url, shop):
    make_closure(shop, date(2026, 4, 13), date(2026, 4, 17), name="Fair")

    assert "Remove Fair" in client.get(url).content.decode()


def test_where_the_operator_allows_none_nothing_is_offered(client, url, shop):
    """D12."""
    make_shop_shipping(shop, weekdays=[1, 2, 3])
    closure = make_closure(shop, date(2026, 4, 14), date(2026, 4, 17), name="Fair")
    ShippingLimits.objects.create(pk=1, allows_own_calendar=False)

    page = client.get(url).content.decode()

    assert "Add a closure" not in page
    assert "The marketplace's calendar holds for every shop." in page
    assert "does not count now" in page
    assert [(each["name"], each["counts"]) for each in client.get(url).context["closures"]] == [("Fair", False)]
    assert "Change Fair" not in page
    for path in ("new", closure.pk):
        form = client.get(f"{url}/{path}").content.decode()
        assert "closures can be neither entered nor changed now" in form
        assert "Save closure" not in form
    assert client.post(f"{url}/new", SEEN).status_code == 422
    assert "what is promised stays the same" in client.get(f"{url}/{closure.pk}/remove").content.decode()
    assert "by Wed 15 Apr" in client.get(f"/shop/{shop.pk}/shipping").content.decode()
    assert client.post(url, {"whose": "own", "weekdays": ["1", "2", "3"]}).status_code == 422


def test_the_page_costs_the_same_with_one_closure_and_with_ten(client, url, shop):
    make_shop_shipping(shop)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    make_closure(shop, date(2026, 5, 4))
    one = cost()
    for number in range(9):
        make_closure(shop, date(2026, 6, 1) + timedelta(days=number))

    assert cost() == one
