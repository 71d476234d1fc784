"""Acting on an order in the portal: forms that work without script, refusals that keep what was typed."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.tenancy import shop_scope
from orders.choices import OrderState
from orders.models import Order, OrderEvent, Shipment
from orders.services.shipment import Tracking, set_tracking
from tests.factories import orders as make
from tests.factories.offers import make_offer
from tests.factories.shipping import make_carrier
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + timedelta(hours=2)):
        yield


@pytest.fixture
def act(signed_in, shop):
    """Posts to an act of an order, or fetches its form."""

    def send(member, order, code, data=None, **options):
        url = f"/shop/{shop.pk}/orders/{order.order_id}/{code}"
        client = signed_in(member)
        return client.get(url, **options) if data is None else client.post(url, data, **options)

    return send


def state_of(shop, order):
    with shop_scope(shop):
        return Order.objects.get(pk=order.pk).state


def messages_of(answer):
    return [str(message) for message in answer.context["messages"]]


def test_accepting_moves_the_order_and_says_what_comes_next(act, sales, shop):
    order = make.make_waiting_order(shop, payment_workflow="PAY_ON_SHIPMENT")

    answer = act(sales, order, "accept", {}, follow=True)

    assert answer.redirect_chain == [(f"/shop/{shop.pk}/orders/{order.order_id}/", 302)]
    assert messages_of(answer) == [f"Order {order.order_id} accepted. Ship it by Wed 4 Mar 23:59."]
    assert state_of(shop, order) == OrderState.SHIPPING


def test_who_comes_second_learns_who_was_first_and_sees_the_fresh_state(act, sales, owner, shop):
    order = make.make_waiting_order(shop)
    owner.user.firstname, owner.user.lastname = "Berta", "Primera"
    owner.user.save()
    act(owner, order, "accept", {})

    answer = act(sales, order, "accept", {})

    assert answer.status_code == 409
    assert answer.context["refusal"] == "Nothing was changed. Order accepted by Berta Primera, today 15:00."
    assert answer.context["step"].title == "Waiting for the customer's payment"
    with shop_scope(shop):
        assert OrderEvent.objects.filter(order=order, kind="ACCEPTED").count() == 1


def test_who_comes_second_in_a_dialog_is_led_back_to_the_order(act, sales, owner, shop):
    order = make.make_waiting_order(shop)
    make.make_reason("NO_STOCK")
    act(owner, order, "accept", {})

    answer = act(sales, order, "refuse", {"reason": "NO_STOCK"}, headers=HTMX)

    assert answer.headers["HX-Redirect"] == f"/shop/{shop.pk}/orders/{order.order_id}/"
    assert state_of(shop, order) == OrderState.WAITING_DEBIT_PAYMENT


def test_refusing_asks_once_and_names_its_effect(act, sales, shop):
    order = make.make_waiting_order(shop, quantity=3)

    answer = act(sales, order, "refuse")

    assert "3 pieces go back into your stock" in answer.content.decode()
    assert state_of(shop, order) == OrderState.WAITING_ACCEPTANCE


def test_refusing_needs_a_reason(act, sales, shop):
    """R025."""
    order = make.make_waiting_order(shop)

    answer = act(sales, order, "refuse", {"reason": ""})

    assert answer.status_code == 400
    assert answer.context["form"].errors == {"reason": ["This field is required."]}
    assert state_of(shop, order) == OrderState.WAITING_ACCEPTANCE


def test_a_refused_order_shows_its_reason(act, sales, shop):
    """R025."""
    make.make_reason("NO_STOCK", label="Out of stock")
    order = make.make_waiting_order(shop)

    answer = act(sales, order, "refuse", {"reason": "NO_STOCK"}, follow=True)

    assert answer.context["step"].title == "Refused"
    assert answer.context["step"].text == "Reason: Out of stock. The stock was given back to your offers."


def test_a_reason_of_the_operator_alone_is_not_offered(act, sales, shop):
    make.make_reason("NO_STOCK", label="Out of stock")
    make.make_reason("SYSTEM", label="System", is_shop_right=False)
    order = make.make_waiting_order(shop)

    choices = act(sales, order, "refuse").context["form"].fields["reason"].choices

    assert list(choices) == [("", "Choose a reason"), ("NO_STOCK", "Out of stock")]


def test_a_line_refused_without_reason_is_told_beside_it_and_keeps_what_was_typed(act, sales, shop):
    """R025."""
    make.make_reason("NO_STOCK")
    order = make.make_waiting_order(shop, offers=[make_offer(shop), make_offer(shop)])
    typed = {"line-1-decision": "accept", "line-2-decision": "refuse", "line-2-reason": ""}

    answer = act(sales, order, "decide", typed)

    assert answer.status_code == 400
    accepted, refused = answer.context["line_forms"]
    assert accepted.errors == {}
    assert refused.errors == {"reason": ["A refused line needs a reason."]}
    assert refused["decision"].value() == "refuse"
    assert state_of(shop, order) == OrderState.WAITING_ACCEPTANCE


def test_lines_are_accepted_and_refused_one_by_one(act, sales, shop):
    """R025."""
    make.make_reason("NO_STOCK")
    order = make.make_waiting_order(shop, offers=[make_offer(shop), make_offer(shop)])
    typed = {"line-1-decision": "accept", "line-2-decision": "refuse", "line-2-reason": "NO_STOCK"}

    act(sales, order, "decide", typed)

    with shop_scope(shop):
        states = [(line.state, line.reason_code) for line in make.lines(order)]
    assert states == [("WAITING_DEBIT_PAYMENT", ""), ("REFUSED", "NO_STOCK")]


def test_the_ship_form_has_carrier_and_number_and_nothing_else(act, sales, shop):
    """R092."""
    make_carrier(code="seur", label="Seur")
    order = make.make_shipping_order(shop)

    form = act(sales, order, "ship").context["form"]

    assert [field.name for field in form.visible_fields()] == ["carrier", "tracking_number"]
    assert list(form.fields["carrier"].choices) == [("", "Choose a carrier"), ("seur", "Seur")]


def test_shipping_sets_the_tracking_too(act, sales, shop):
    """R029."""
    make_carrier(code="seur", label="Seur")
    order = make.make_shipping_order(shop)

    answer = act(sales, order, "ship", {"carrier": "seur", "tracking_number": " Z19 "}, follow=True)

    assert state_of(shop, order) == OrderState.SHIPPED
    assert messages_of(answer) == [f"Order {order.order_id} is on its way. The customer was told."]
    assert 'href="https://track.example/Z19"' in answer.content.decode()


def test_shipping_without_tracking_is_allowed_where_the_method_lets_it(act, sales, shop):
    order = make.make_shipping_order(shop)

    act(sales, order, "ship", {"carrier": "", "tracking_number": ""})

    assert state_of(shop, order) == OrderState.SHIPPED


def test_a_number_without_its_carrier_ships_nothing(act, sales, shop):
    order = make.make_shipping_order(shop)

    answer = act(sales, order, "ship", {"carrier": "", "tracking_number": "Z19"})

    assert answer.status_code == 400
    assert answer.context["form"].errors == {"carrier": ["Choose the carrier of this number."]}
    assert answer.context["form"]["tracking_number"].value() == "Z19"
    assert state_of(shop, order) == OrderState.SHIPPING


def test_a_carrier_that_needs_a_number_says_so_beside_the_number(act, sales, shop):
    make_carrier(code="seur", label="Seur")
    order = make.make_shipping_order(shop)

    answer = act(sales, order, "ship", {"carrier": "seur", "tracking_number": ""})

    assert answer.status_code == 400
    assert answer.context["form"].errors == {"tracking_number": ["This carrier needs a tracking number."]}
    with shop_scope(shop):
        assert not Shipment.objects.exists()


def test_shipping_twice_ships_once(act, sales, shop):
    order = make.make_shipping_order(shop)
    act(sales, order, "ship", {"carrier": "", "tracking_number": ""})

    answer = act(sales, order, "ship", {"carrier": "", "tracking_number": ""})

    assert answer.status_code == 409
    assert answer.context["refusal"] == "Nothing was changed. Shipped by Ana Prueba, today 15:00."


def test_tracking_can_be_corrected_after_shipping(act, sales, shop):
    """R029."""
    make_carrier(code="seur", label="Seur")
    order = make.make_shipped_order(shop)

    act(sales, order, "tracking", {"carrier": "seur", "tracking_number": "Z20", "version": ""})

    with shop_scope(shop):
        assert Shipment.objects.get(order=order).tracking_number == "Z20"


def test_a_lost_update_of_tracking_is_refused_with_both_versions(act, sales, shop):
    make_carrier(code="seur", label="Seur")
    order = make.make_shipping_order(shop)
    with shop_scope(shop):
        tracking = Tracking(carrier_code="seur", tracking_number="THEIRS")
        set_tracking(order_id=order.order_id, tracking=tracking, actor=make.SELLER, at=NOON)

    answer = act(sales, order, "tracking", {"carrier": "seur", "tracking_number": "MINE", "version": ""})

    assert answer.status_code == 409
    assert "<b>Seur THEIRS</b>" in answer.content.decode()
    assert answer.context["form"]["tracking_number"].value() == "MINE"
    again = {"carrier": "seur", "tracking_number": "MINE", "version": answer.context["form"]["version"].value()}
    act(sales, order, "tracking", again)
    with shop_scope(shop):
        assert Shipment.objects.get(order=order).tracking_number == "MINE"


def test_a_dialog_is_the_same_form_alone(act, sales, shop):
    order = make.make_shipping_order(shop)

    page, dialog = act(sales, order, "ship"), act(sales, order, "ship", headers=HTMX)

    assert "<html" in page.content.decode()
    assert dialog.content.decode().strip().startswith('<dialog class="dialog" id="act"')


@pytest.mark.parametrize("code", ["accept", "decide", "refuse", "ship", "tracking"])
@pytest.mark.parametrize("role", ["inventory", "accountancy", "support"])
def test_a_role_without_the_right_is_refused_and_changes_nothing(request, act, shop, code, role):
    order = make.make_waiting_order(shop)

    answer = act(request.getfixturevalue(role), order, code, {"reason": "NO_STOCK"})

    assert answer.status_code == 403
    assert state_of(shop, order) == OrderState.WAITING_ACCEPTANCE


@pytest.mark.parametrize("code", ["accept", "decide", "refuse", "ship", "tracking"])
def test_another_shops_order_cannot_be_acted_on(act, sales, other_shop, code):
    foreign = make.make_waiting_order(other_shop)

    answer = act(sales, foreign, code, {"reason": "NO_STOCK", "carrier": ""})

    assert answer.status_code == 404
    assert state_of(other_shop, foreign) == OrderState.WAITING_ACCEPTANCE


def test_signed_out_leads_to_the_sign_in(client, shop):
    answer = client.post(f"/shop/{shop.pk}/orders/X-A/accept")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=")
