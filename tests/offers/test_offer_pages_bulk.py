"""Many offers changed at once: what is done is what was shown, once."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.models import Offer
from offers.services.stock import lock_offers, take_stock
from tests.factories.offers import make_offer, make_offer_settings, make_product
from tests.factories.shipping import make_class
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
DEARER = {"price_how": "percent", "price_value": "10"}
MORE = {"stock_how": "add", "stock_value": "5"}
OTHER_THAN_SHOWN = "This is not what you were shown. Look at the effect below, then confirm it."


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def visit(signed_in, inventory, shop):
    """Posts to a path below the shop's offers, as the member of the stock room."""

    def go(path, data, **options):
        return signed_in(inventory).post(f"/shop/{shop.pk}/offers/{path}", data, **options)

    return go


@pytest.fixture
def look(visit):
    """The effect of a change, and the same post with its confirmation."""

    def ask(offers, **typed):
        typed = {**typed, "selected": [offer.pk for offer in offers]}
        page = visit("bulk", {**typed, "step": "look"})
        return page, {**typed, "step": "do", "seen": page.context["seen"]}

    return ask


def fresh(offer):
    with shop_scope(offer.shop):
        return Offer.objects.get(pk=offer.pk)


def cells(page):
    """The rows of the look: SKU, then what each term was and becomes, then what is wrong."""
    look = page.context["look"]
    return [(row.offer.shop_sku, [(each.before, each.after) for each in row.cells], row.fault) for row in look.rows]


def told(page):
    return [str(message) for message in page.context["messages"]]


def test_the_effect_is_shown_first(look, visit, shop):
    offer = make_offer(shop, shop_sku="A", price=Decimal(20), quantity=1)

    page, do = look([offer], price_how="percent", price_value="-10", **MORE)
    assert cells(page) == [("A", [("€20.00", "€18.00"), ("1", "6")], "")]
    assert fresh(offer).price == Decimal(20)
    visit("bulk", do)

    assert (fresh(offer).price, fresh(offer).quantity) == (Decimal("18.00"), 6)


def test_the_look_shows_the_reduced_price_that_customers_go_on_paying(look, shop):
    reduced = make_offer(shop, price=Decimal(112), discount_price=Decimal(99))
    plain = make_offer(shop, price=Decimal(20))

    page, _do = look([reduced, plain], price_how="percent", price_value="10", **MORE)

    notes = [row.cells[0].note for row in page.context["look"].rows]
    assert sorted(notes) == ["", "Customers go on paying the reduced €99.00"]
    assert "€123.20</b><small>Customers go on paying the reduced €99.00</small>" in page.content.decode()


def test_every_changed_term_is_shown(look, shop):
    make_class(code="SMALL", label="Small", position=1)
    make_class(code="BULKY", label="Bulky", position=2)
    make_offer_settings(shop, safety_stock=2)
    offer = make_offer(shop, lead_time_days=4)

    page, _do = look(
        [offer], safety_how="set", safety_value="3", lead_how="default", logistic_class="BULKY", act="pause"
    )

    assert [str(head) for head in page.context["look"].heads] == [
        "Safety stock", "Preparation, working days", "Logistic class", "Availability"
    ]  # fmt: skip
    (row,) = cells(page)
    assert row[1] == [
        ("Default: 2", "3"), ("4", "Default: 2"), ("Default: Small", "Bulky"), ("On sale", "Paused")
    ]  # fmt: skip


@pytest.mark.parametrize("step", ["do", "look"])
def test_nothing_is_changed_without_a_look_at_it(visit, shop, step):
    offer = make_offer(shop, price=Decimal(20))

    page = visit("bulk", {**DEARER, "selected": [offer.pk], "step": step})

    assert page.status_code == (409 if step == "do" else 200)
    assert fresh(offer).price == Decimal(20)


@pytest.mark.parametrize("typed", [{"price_value": "50"}, {"act": "remove"}])
def test_what_was_typed_after_the_look_is_looked_at_again(look, visit, shop, typed):
    offer = make_offer(shop, price=Decimal(20))
    _page, do = look([offer], **DEARER)

    page = visit("bulk", {**do, **typed})

    assert page.status_code == 409
    assert OTHER_THAN_SHOWN in page.content.decode()
    assert (fresh(offer).price, fresh(offer).removed_at) == (Decimal(20), None)


def test_offers_that_match_only_since_the_look_are_not_changed(visit, shop):
    offers = [make_offer(shop, price=Decimal(price)) for price in (5, 50, 60)]
    typed = {
        "selected": [offers[1].pk], "from": f"/shop/{shop.pk}/offers/?price_min=10", "which": "all", "act": "pause"
    }  # fmt: skip
    seen = visit("bulk", {**typed, "step": "look"}).context["seen"]
    later = make_offer(shop, price=Decimal(70))

    overtaken = visit("bulk", {**typed, "step": "do", "seen": seen})
    assert (overtaken.status_code, overtaken.context["look"].count, fresh(offers[1]).is_active) == (409, 3, True)
    visit("bulk", {**typed, "step": "do", "seen": overtaken.context["seen"]})

    assert [fresh(offer).is_active for offer in [*offers, later]] == [True, False, False, False]


@pytest.mark.parametrize(("typed", "price", "stock"), [(DEARER, "22.00", 1), (MORE, "20.00", 6)])
def test_a_change_that_is_sent_twice_is_made_once(look, visit, shop, typed, price, stock):
    offer = make_offer(shop, price=Decimal(20), quantity=1)
    _page, do = look([offer], **typed)

    visit("bulk", do)
    again = visit("bulk", do)

    assert again.status_code == 409
    assert (fresh(offer).price, fresh(offer).quantity) == (Decimal(price), stock)


def test_a_sale_meanwhile_is_shown_where_the_stock_is_to_change(look, visit, shop):
    offer = make_offer(shop, price=Decimal(20), quantity=8)
    _page, dearer = look([offer], **DEARER)
    _page, more = look([offer], **MORE)
    with shop_scope(shop):
        take_stock(offers=lock_offers([offer.pk]), wanted={offer.pk: 3}, at=NOON)

    assert visit("bulk", dearer).status_code == 302
    assert visit("bulk", more).status_code == 409
    assert (fresh(offer).price, fresh(offer).quantity) == (Decimal("22.00"), 5)


def test_what_cannot_be_changed_is_told_in_the_look_and_left_as_it_is(look, visit, shop):
    good = make_offer(shop, price=Decimal(20), quantity=4)
    bad = make_offer(shop, shop_sku="BAD", price=Decimal(20), quantity=1)

    page, do = look([good, bad], stock_how="add", stock_value="-2")

    assert cells(page)[0] == ("BAD", [("1", "-1")], "The stock is a number from 0 to a million.")
    assert (page.context["look"].changing, page.context["look"].refused) == (1, 1)
    done = visit("bulk", do, follow=True)
    assert told(done) == ["1 offer changed.", "BAD: The stock is a number from 0 to a million."]
    assert (fresh(good).quantity, fresh(bad).quantity) == (2, 1)


def test_a_change_that_nothing_can_take_has_no_button(look, shop):
    page, _do = look([make_offer(shop)], price_how="percent", price_value="-100")

    assert "The price must be above 0." in page.content.decode()
    assert 'value="do"' not in page.content.decode()


def test_removing_is_named_on_a_red_button(look, visit, shop):
    offers = [make_offer(shop), make_offer(shop)]

    page, do = look(offers, act="remove")
    assert '<button class="btn btn-danger-main" type="submit" name="step" value="do">Remove 2 offers</button>' in (
        page.content.decode()
    )
    done = visit("bulk", do, follow=True)

    assert told(done) == ["2 offers removed."]
    assert [fresh(offer).removed_at for offer in offers] == [NOON, NOON]


@pytest.mark.parametrize("act", ["pause", "activate", "remove"])
def test_ten_cost_the_queries_of_one(look, visit, shop, act):
    def queries(count):
        offers = [make_offer(shop, is_active=act != "activate", product=make_product()) for _number in range(count)]
        _page, do = look(offers, act=act)
        with CaptureQueriesContext(connection) as captured:
            visit("bulk", do)
        return len(captured)

    queries(1)

    assert queries(10) == queries(1)


def test_nothing_chosen_changes_nothing(visit, shop):
    offer = make_offer(shop)

    assert visit("bulk", {"selected": [offer.pk], "step": "look"}).status_code == 422


@pytest.mark.parametrize(("path", "tab"), [("pause", "low"), ("activate", "paused")])
def test_the_list_is_as_it_was_left(visit, shop, path, tab):
    offer = make_offer(shop)
    here = f"/shop/{shop.pk}/offers/?tab={tab}&price_min=2&sort=price"

    answer = visit(path, {"selected": [offer.pk], "from": here})

    assert answer["Location"] == here


def test_put_on_sale_says_which_customers_cannot_buy_yet(visit, shop):
    sold = make_offer(shop, is_active=False, quantity=4)
    empty = [make_offer(shop, is_active=False, quantity=0) for _each in range(2)]

    done = visit("activate", {"selected": [offer.pk for offer in (sold, *empty)]}, follow=True)
    only = visit("activate", {"selected": [empty[0].pk]}, follow=True)

    assert told(done) == [
        "1 offer put on sale.", "2 offers are no longer paused, but customers cannot buy them yet."
    ]  # fmt: skip
    assert told(only) == ["1 offer is no longer paused, but customers cannot buy it yet."]


def test_offers_of_another_shop_are_not_changed(visit, look, shop, other_shop):
    mine, foreign = make_offer(shop, quantity=1), make_offer(other_shop, quantity=1)

    page, do = look([mine, foreign], **MORE, act="remove")
    visit("bulk", do)

    assert page.context["look"].count == 1
    assert (fresh(mine).removed_at, fresh(mine).quantity) == (NOON, 6)
    assert (fresh(foreign).removed_at, fresh(foreign).quantity) == (None, 1)
