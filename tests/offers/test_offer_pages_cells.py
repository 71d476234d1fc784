"""Price and stock changed in the row of the list, and taken back."""

from copy import copy
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.choices import ChangeSource
from offers.models import ImportRun, Offer, OfferChange
from offers.services.history import last_change_of
from offers.services.import_running import drain_imports
from offers.services.selling import offer_version
from offers.services.stock import lock_offers, take_stock
from tests.factories.offers import (
    make_category,
    make_export,
    make_import,
    make_merchandise,
    make_offer,
    make_offer_settings,
    make_product,
)
from tests.factories.orders import make_shipping_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def visit(signed_in, inventory, shop):
    """Fetches or posts a path below the shop's offers, as the member of the stock room unless another is named."""

    def go(path="", data=None, member=inventory, **options):
        client, url = signed_in(member), f"/shop/{shop.pk}/offers/{path}"
        return client.get(url, **options) if data is None else client.post(url, data, **options)

    return go


def skus(page):
    return [item.row.shop_sku for item in page.context["rows"]]


def fresh(offer):
    with shop_scope(offer.shop):
        return Offer.objects.get(pk=offer.pk)


def test_the_category_filter_takes_what_is_below(visit, shop):
    """R005."""
    home = make_category(code="HOME")
    make_offer(shop, shop_sku="A", product=make_product(category=make_category(code="LAMPS", parent=home)))
    make_offer(shop, shop_sku="B", product=make_product(category=make_category(code="TOOLS")))

    assert skus(visit("?category=HOME")) == ["A"]
    assert skus(visit("?category=NOWHERE")) == []


def test_the_structure_filter_takes_every_child_node(visit, shop):
    """R006."""
    top = make_merchandise(code="D1")
    family = make_merchandise(code="F1", parent=top)
    make_offer(shop, shop_sku="OWN", product=make_product(title="1", merchandise=family))
    make_offer(
        shop, shop_sku="BY-CATEGORY", product=make_product(title="2", category=make_category(merchandise=family))
    )
    make_offer(shop, shop_sku="NOWHERE")

    assert skus(visit("?merchandise=D1")) == ["OWN", "BY-CATEGORY"]


@pytest.mark.parametrize(
    ("missing", "expected"),
    [("sheet", ["BARE"]), ("picture", ["BARE"]), ("ean", ["BARE"]), ("safety", ["BARE"]), ("review", ["BARE"])],
)
def test_offers_are_found_by_what_lacks(visit, shop, missing, expected):
    """R010, R018."""
    sheet = make_product(ean="4006381333931", media_urls=["https://pictures.example/1.jpg"])
    make_offer(shop, shop_sku="WHOLE", product=sheet, safety_stock=2, safety_in_force=2, sheet_confirmed_at=NOON)
    make_offer(shop, shop_sku="BARE", product=make_product(missing_attributes=["colour"]))

    assert skus(visit(f"?missing={missing}")) == expected


def test_offers_without_safety_stock_are_counted(visit, shop):
    """R010."""
    make_offer(shop)
    make_offer(shop, safety_stock=2, safety_in_force=2)

    assert visit().context["unprotected"] == 1


def test_a_price_changed_in_its_row_comes_back_with_the_list(visit, shop):
    offer = make_offer(shop)
    form = {"price": "15.00", "version": offer_version(offer), "next": f"/shop/{shop.pk}/offers/?tab=sale"}

    answer = visit(f"{offer.pk}/price", form)

    assert answer["Location"] == f"/shop/{shop.pk}/offers/?tab=sale"
    assert fresh(offer).price == Decimal("15.00")
    with shop_scope(shop):
        assert OfferChange.objects.get().source == ChangeSource.PORTAL


def test_undo_puts_the_stock_back_and_keeps_a_sale(visit, shop):
    """R012."""
    offer = make_offer(shop, quantity=10)
    visit(f"{offer.pk}/stock", {"quantity": "20", "version": offer_version(offer)})
    with shop_scope(shop):
        change = last_change_of(offer.pk)
        take_stock(offers=lock_offers([offer.pk]), wanted={offer.pk: 3}, at=NOON)

    visit(f"{offer.pk}/undo", {"change": change})

    assert fresh(offer).quantity == 7


def test_the_toast_carries_the_undo(visit, shop):
    offer = make_offer(shop)

    page = visit(f"{offer.pk}/stock", {"quantity": "3", "version": offer_version(offer)}, follow=True)

    assert f'action="/shop/{shop.pk}/offers/{offer.pk}/undo"' in page.content.decode()


def test_the_history_undoes_what_was_not_changed_since(visit, shop, sales):
    """R012."""
    offer = make_offer(shop, price=Decimal("12.30"), quantity=10)
    for path, typed in (("price", {"price": "15.00"}), ("stock", {"quantity": "20"}), ("stock", {"quantity": "25"})):
        visit(f"{offer.pk}/{path}", {**typed, "version": offer_version(fresh(offer))})
    with shop_scope(shop):
        take_stock(offers=lock_offers([offer.pk]), wanted={offer.pk: 3}, at=NOON)
        price, _early, stock, _sale = OfferChange.objects.order_by("pk").values_list("pk", flat=True)

    page = visit(f"{offer.pk}/")
    assert page.context["history"].undoable == {price, stock}
    assert page.content.decode().count(f'action="/shop/{shop.pk}/offers/{offer.pk}/undo"') == 2
    assert "/undo" not in visit(f"{offer.pk}/", member=sales).content.decode()
    for change in (price, stock):
        answer = visit(f"{offer.pk}/undo", {"change": change, "next": f"/shop/{shop.pk}/offers/{offer.pk}/"})

    assert answer["Location"] == f"/shop/{shop.pk}/offers/{offer.pk}/"
    assert (fresh(offer).price, fresh(offer).quantity) == (Decimal("12.30"), 17)


def test_a_row_changed_by_another_is_told_and_not_overwritten(visit, shop):
    offer = make_offer(shop, quantity=10)

    answer = visit(f"{offer.pk}/stock", {"quantity": "3", "version": "2026-01-01T00:00:00+00:00"}, **HTMX)

    assert answer.status_code == 409
    assert "There now: 10." in answer.content.decode()
    assert fresh(offer).quantity == 10


def test_a_wrong_value_is_told_in_the_cell(visit, shop):
    offer = make_offer(shop)

    answer = visit(f"{offer.pk}/price", {"price": "-1", "version": offer_version(offer)}, **HTMX)

    assert answer.status_code == 400
    assert "The price must be above 0." in answer.content.decode()


def test_the_cell_works_as_a_page_of_its_own(visit, shop):
    offer = make_offer(shop)

    page = visit(f"{offer.pk}/price?next=/shop/{shop.pk}/offers/?tab=sale")

    assert "<h1>Price</h1>" in page.content.decode()


def test_volume_prices_and_prices_by_time_are_saved(visit, shop):
    offer = make_offer(shop)
    form = {
        "price": "12.30", "quantity": "10", "condition": "11", "version": offer_version(offer),
        "volume-rows": "1", "volume-0-quantity": "5", "volume-0-price": "11.00",
        "other-rows": "2", "other-0-price": "10.00", "other-0-starts_at": "2026-04-01T10:00",
    }  # fmt: skip

    visit(f"{offer.pk}/save", form)

    saved = fresh(offer)
    assert saved.volume_prices == [{"quantity": 5, "price": "11.00", "discount_price": None}]
    assert [(each["price"], each["starts_at"]) for each in saved.other_prices] == [
        ("10.00", "2026-04-01T10:00:00+02:00")
    ]


def test_a_row_is_added_without_saving(visit, shop):
    offer = make_offer(shop)

    page = visit(f"{offer.pk}/save", {"price": "99", "volume-rows": "0", "add": "volume"})

    assert (len(page.context["form"].volumes), page.context["form"]["price"].value()) == (1, "99")
    assert fresh(offer).price == Decimal("12.30")


def test_a_row_is_taken_out_of_the_middle(visit, shop):
    offer = make_offer(shop)
    rows = {"volume-rows": "2", "volume-0-quantity": "5", "volume-1-quantity": "9"}

    page = visit(f"{offer.pk}/save", {**rows, "remove": "volume-0"})

    assert [form["quantity"].value() for form in page.context["form"].volumes] == ["9"]


@pytest.mark.parametrize("path", ["{pk}/price", "{pk}/stock", "{pk}/save", "{pk}/pause", "{pk}/remove", "bulk", "new"])
def test_an_integrated_shop_cannot_be_written_here(visit, shop, path):
    """R008."""
    make_offer_settings(shop, is_integrated=True)
    offer = make_offer(shop)

    answer = visit(path.format(pk=offer.pk), {"price": "1", "quantity": "1", "selected": [offer.pk]})

    assert answer.status_code == 403
    assert "Your integrator keeps these products" in answer.content.decode()
    assert "Your role" not in answer.content.decode()


def test_an_integrated_shops_pages_have_no_save_and_say_why(visit, shop):
    """R008."""
    make_offer_settings(shop, is_integrated=True)
    offer = make_offer(shop)

    text = visit(f"{offer.pk}/").content.decode() + visit("").content.decode()

    assert "Your integrator keeps these products" in text
    assert "Save offer" not in text
    assert "cell-open" not in text
    assert "New offer" not in text


def test_pieces_in_open_orders_are_told_beside_the_stock(visit, shop):
    """R012."""
    offer = make_offer(shop)
    make_shipping_order(shop, offers=[offer])

    page = visit(f"{offer.pk}/")

    assert page.context["reserved"] == 1
    assert "1 piece more is in open orders" in page.content.decode()


def test_the_history_tells_who_changed_what(visit, shop, inventory):
    offer = make_offer(shop, quantity=10)
    visit(f"{offer.pk}/stock", {"quantity": "20", "version": offer_version(offer)})

    page = visit(f"{offer.pk}/")

    change = page.context["history"].changes[0]
    assert (change.quantity_before, change.quantity, change.who) == (10, 20, inventory.user.get_full_name())
    assert page.context["history"].stock.least == 10
    assert page.context["history"].price is None


def test_a_replace_is_tried_confirmed_and_done(visit, shop):
    """R004."""
    kept = make_offer(shop, shop_sku="KEPT", product=make_product(ean="4006381333931"))
    gone = make_offer(shop, shop_sku="GONE")
    content = b"sku;product-id;product-id-type;state;price;quantity\nKEPT;4006381333931;EAN;11;9.90;3\n"

    visit("imports/new", {"kind": "OFFERS", "mode": "REPLACE", "file": SimpleUploadedFile("a.csv", content)})
    drain_imports()
    trial = newest_import(shop)
    assert (trial.state, trial.is_dry_run, trial.deleted) == ("COMPLETE", True, 1)
    assert fresh(gone).removed_at is None
    visit(f"imports/{trial.pk}/run", {"confirm": "1"})
    drain_imports()

    assert newest_import(shop).state == "COMPLETE"
    assert fresh(gone).removed_at == NOON
    assert (fresh(kept).price, fresh(kept).removed_at) == (Decimal("9.90"), None)


def newest_import(shop):
    with shop_scope(shop):
        return ImportRun.objects.latest("pk")


def test_ten_rows_of_every_kind_cost_the_queries_of_one(visit, shop, inventory, signed_in):
    client = signed_in(inventory)

    def queries(path):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/shop/{shop.pk}/offers/{path}").status_code == 200
        return len(captured)

    offer = make_offer(shop, quantity=4, safety_stock=4, safety_in_force=4)
    make_import(shop)
    make_export(shop)
    paths = ("", "imports/", "exports/", f"{offer.pk}/")
    for path in paths:
        queries(path)
    one = {path: queries(path) for path in paths}
    for number in range(9):
        make_offer(shop, available_from=NOON, other_prices=[], min_order_quantity=99)
        make_import(shop)
        make_export(shop)
        with shop_scope(shop):
            Offer.objects.filter(pk=offer.pk).update(quantity=number)

    assert {path: queries(path) for path in paths} == one


def test_a_count_of_many_offers_without_safety_stock_is_cut(visit, shop):
    """R010: it is counted so far only."""
    offer = make_offer(shop)
    copies = [copy(offer) for _number in range(1_005)]
    for number, each in enumerate(copies):
        each.pk, each.shop_sku = None, f"SKU-{number}"
    with shop_scope(shop):
        Offer.objects.bulk_create(copies)

    assert "1,000+ offers have no safety stock." in visit().content.decode()
