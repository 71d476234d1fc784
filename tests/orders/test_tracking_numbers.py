"""A number that does not look like the carrier's is warned about, and taken; the usual carriers alone are offered
(R091, R092).
"""

import pytest

from marketplace.tenancy import all_shops
from orders.models import Order, Shipment
from tests.factories.orders import make_shipping_order
from tests.factories.shipping import make_carrier, make_shop_carrier

pytestmark = pytest.mark.django_db

WRONG, RIGHT = "1Z-99", "1Z 12345"


@pytest.fixture
def ups(db):
    return make_carrier(code="ups", label="UPS", number_shapes=["1Z#####"])


@pytest.fixture
def order(shop, ups):
    return make_shipping_order(shop)


@pytest.fixture
def ship(owner, shop, order, signed_in):
    def send(act="ship", order=order, **typed):
        url = f"/shop/{shop.pk}/orders/{order.order_id}/{act}"
        return signed_in(owner).post(url, typed) if typed else signed_in(owner).get(url)

    return send


def told():
    with all_shops("a test reads"):
        return list(Shipment.objects.values_list("carrier__code", "tracking_number"))


def test_a_wrong_number_is_warned_about_once_and_taken_at_the_second_press(ship, order):
    """R092."""
    first = ship(carrier="ups", tracking_number=WRONG)

    page = first.content.decode()
    assert first.status_code == 400
    assert "This does not look like a number of UPS, such as 1Z00000." in page
    assert f'name="warned" value="ups {WRONG}"' in page
    assert told() == []

    second = ship(carrier="ups", tracking_number=WRONG, warned=f"ups {WRONG}")

    assert second.status_code == 302
    assert told() == [("ups", WRONG)]
    with all_shops("a test reads"):
        assert Order.objects.get(pk=order.pk).state == "SHIPPED"


def test_the_warning_of_one_number_does_not_let_another_pass(ship):
    """R092."""
    assert ship(carrier="ups", tracking_number="1Z-98", warned=f"ups {WRONG}").status_code == 400
    assert told() == []


@pytest.mark.parametrize("number", [RIGHT, "1z12345"])
def test_a_right_number_ships_at_once(ship, number):
    """R092."""
    assert ship(carrier="ups", tracking_number=number).status_code == 302
    assert told() == [("ups", number)]


def test_a_number_that_stands_there_is_not_warned_about_again(ship, api, order):
    """R092."""
    api.put(f"/api/orders/{order.order_id}/tracking", {"carrier_code": "ups", "tracking_number": WRONG})
    with all_shops("a test reads"):
        version = Shipment.objects.get().updated_at.isoformat()

    assert ship("tracking", carrier="ups", tracking_number=WRONG, version=version).status_code == 302


def test_the_tracking_dialog_warns_too(ship, api, order):
    """R092."""
    api.put(f"/api/orders/{order.order_id}/tracking", {"carrier_code": "ups", "tracking_number": RIGHT})
    with all_shops("a test reads"):
        version = Shipment.objects.get().updated_at.isoformat()

    assert ship("tracking", carrier="ups", tracking_number=WRONG, version=version).status_code == 400
    typed = {"carrier": "ups", "tracking_number": WRONG, "version": version, "warned": f"ups {WRONG}"}
    assert ship("tracking", **typed).status_code == 302
    assert told() == [("ups", WRONG)]


def test_the_api_takes_any_number_and_says_what_is_odd_about_it(api, order):
    """R092."""
    url = f"/api/orders/{order.order_id}/tracking"

    odd = api.put(url, {"carrier_code": "ups", "tracking_number": WRONG})
    right = api.put(url, {"carrier_code": "ups", "tracking_number": RIGHT})

    assert (odd.status_code, odd.content) == (204, b"")
    assert odd["X-Warning"] == "This does not look like a number of UPS, such as 1Z00000."
    assert "X-Warning" not in right


def test_a_carrier_of_any_name_stands_in_a_header(api, order, ups):
    ups.label = "Paquet\nExprés"
    ups.save()

    answer = api.put(f"/api/orders/{order.order_id}/tracking", {"carrier_code": "ups", "tracking_number": WRONG})

    assert "Paquet%0AExpr%C3%A9s" in answer["X-Warning"]


def test_two_of_ten_are_offered(ship, shop):
    """R091."""
    for number in range(8):
        make_carrier(code=f"c{number}", label=f"C{number}")
    make_shop_carrier(shop, make_carrier(code="seur", label="Seur"))
    make_shop_carrier(shop, make_carrier(code="mrw", label="MRW"))

    choices = ship().context["form"].fields["carrier"].choices

    assert list(choices) == [("", "Choose a carrier"), ("mrw", "MRW"), ("seur", "Seur")]


def test_the_carrier_of_a_shipment_stays_offered_and_may_be_kept(ship, shop, api, order, ups):
    """R091: though the operator offers it no longer, and the shop sends with others."""
    api.put(f"/api/orders/{order.order_id}/tracking", {"carrier_code": "ups", "tracking_number": RIGHT})
    make_shop_carrier(shop, make_carrier(code="seur", label="Seur"))
    ups.is_active = False
    ups.save()

    form = ship("tracking").context["form"]
    assert [code for code, _label in form.fields["carrier"].choices] == ["", "seur", "ups"]
    version = form["version"].value()
    assert ship("tracking", carrier="ups", tracking_number="1Z54321", version=version).status_code == 302
    assert told() == [("ups", "1Z54321")]
