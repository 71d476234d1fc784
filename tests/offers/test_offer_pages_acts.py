"""What is done to offers from their pages, by whom, and what a pause of the shop says there."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.models import Offer
from shipping.models import ShippingLimits
from tests.factories.offers import make_offer
from tests.factories.shipping import make_closure
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
FORM = {"shop_sku": "LAMP-1", "price": "12.30", "quantity": "5", "condition": "11", "sheet_confirmed": "on"}
NOTE = "Nothing is on sale until Tue 3 Mar, that day included: Stocktaking."


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


def the_offer(shop):
    with shop_scope(shop):
        return Offer.objects.select_related("product").get()


def test_a_pause_of_the_shop_is_told_with_its_end(visit, shop, owner):
    """R096: on the list, in its file and on the offer; the way to the calendar is for who may change it."""
    make_closure(shop, NOON.date(), NOON.date() + timedelta(days=1), name="Stocktaking", kind="PAUSED")
    offer, sold_out = make_offer(shop), make_offer(shop, quantity=0)

    listed = visit("").content.decode()
    page = visit(f"{offer.pk}/").content.decode()
    file = b"".join(visit("?format=csv").streaming_content).decode()

    assert [text.count("Paused until Tue 3 Mar") for text in (listed, page, file)] == [1, 1, 1]
    assert NOTE in listed
    assert NOTE in page
    assert "Out of stock" in visit(f"{sold_out.pk}/").content.decode()
    calendar = f"/shop/{shop.pk}/shipping/calendar"
    assert calendar not in page
    assert calendar in visit(f"{offer.pk}/", member=owner).content.decode()


@pytest.mark.parametrize(
    ("kind", "days", "is_allowed"), [("STAY_OPEN", 0, True), ("PAUSED", 1, True), ("PAUSED", 0, False)]
)
def test_no_other_closure_pauses(visit, shop, kind, days, is_allowed):
    """Of another kind, not begun, or the shop may keep no calendar of its own (D12)."""
    ShippingLimits.objects.create(pk=1, allows_own_calendar=is_allowed)
    make_closure(shop, NOON.date() + timedelta(days=days), name="Stocktaking", kind=kind)
    offer = make_offer(shop)

    page = visit(f"{offer.pk}/").content.decode()

    assert "Stocktaking" not in page
    assert "On sale" in page


def test_pausing_putting_on_sale_and_removing(visit, shop):
    offer = make_offer(shop)

    visit(f"{offer.pk}/pause", {})
    assert the_offer(shop).sale_state == "PAUSED"
    visit(f"{offer.pk}/activate", {})
    assert the_offer(shop).sale_state == "ON_SALE"
    assert "Orders that were placed stay as they are." in visit(f"{offer.pk}/remove").content.decode()
    visit(f"{offer.pk}/remove", {})
    assert the_offer(shop).sale_state == "REMOVED"
    assert visit(f"{offer.pk}/").status_code == 404


def test_many_offers_are_paused_and_put_on_sale_at_once(visit, shop, other_shop):
    mine, foreign = [make_offer(shop), make_offer(shop)], make_offer(other_shop)

    answer = visit("pause", {"selected": [*(offer.pk for offer in mine), foreign.pk]}, follow=True)

    assert [str(message) for message in answer.context["messages"]] == ["2 offers paused."]
    with shop_scope(shop):
        assert Offer.objects.paused().count() == 2
    with shop_scope(other_shop):
        assert Offer.objects.sellable(clock.now()).get() == foreign
    visit("activate", {"selected": [mine[0].pk]})
    with shop_scope(shop):
        assert Offer.objects.sellable(clock.now()).get() == mine[0]


def test_who_reads_alone_sees_no_form_and_no_button(visit, shop, sales):
    offer = make_offer(shop)

    page = visit(f"{offer.pk}/", member=sales).content.decode()

    assert "Your role reads offers and does not change them." in page
    assert "Save offer" not in page
    assert f"/shop/{shop.pk}/offers/new" not in visit(member=sales).content.decode()


@pytest.mark.parametrize(
    "path", ["new", "{}/save", "{}/pause", "{}/activate", "{}/remove", "pause", "activate", "bulk"]
)
def test_who_reads_alone_changes_nothing(visit, shop, sales, path):
    offer = make_offer(shop)

    answer = visit(path.format(offer.pk), {**FORM, "selected": [offer.pk]}, member=sales)

    assert answer.status_code == 403
    assert the_offer(shop).updated_at == NOON


@pytest.mark.parametrize("role", ["support", "accountancy"])
def test_roles_without_offers_have_no_page(request, visit, shop, role):
    assert visit(member=request.getfixturevalue(role)).status_code == 403


@pytest.mark.parametrize("path", ["{}/", "{}/save", "{}/pause", "{}/activate", "{}/remove"])
def test_another_shops_offer_is_not_there(visit, other_shop, path):
    foreign = make_offer(other_shop)
    data = None if path == "{}/" else FORM

    assert visit(path.format(foreign.pk), data).status_code == 404
    assert the_offer(other_shop).updated_at == NOON
