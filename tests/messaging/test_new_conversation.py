"""The shop writes first: a conversation begun on an order (R062)."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.tenancy import shop_scope
from messaging.choices import TopicType
from messaging.models import Message, Thread
from orders.choices import ReasonType
from tests.factories.orders import make_reason, make_shipping_order, make_waiting_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + timedelta(hours=2)):
        yield


@pytest.fixture
def order(shop):
    return make_shipping_order(shop)


@pytest.fixture
def url(shop, order):
    return f"/shop/{shop.pk}/orders/{order.order_id}/messages/new"


def begun(shop):
    with shop_scope(shop):
        return list(Thread.objects.order_by("pk"))


def test_it_begins_under_words_of_ones_own(signed_in, sales, shop, order, url):
    form = {"subject": " Your  address ", "body": "Is the door number right?", "to_customer": "on"}

    answer = signed_in(sales).post(url, form)

    (thread,) = begun(shop)
    assert (thread.order_id, thread.topic_type, thread.topic_value) == (order.pk, TopicType.FREE_TEXT, "Your address")
    assert thread.waiting_since is None
    assert answer["Location"] == f"/shop/{shop.pk}/messages/{thread.thread_id}/"
    with shop_scope(shop):
        message = Message.objects.get(thread=thread)
    assert (message.body, message.to_customer, message.to_operator) == ("Is the door number right?", True, False)


def test_it_begins_under_a_reason_of_the_list(signed_in, sales, shop, url):
    make_reason("DELIVERY", type=ReasonType.ORDER_MESSAGING, label="Delivery")
    client = signed_in(sales)

    choices = client.get(url).context["form"].fields["reason"].choices
    client.post(url, {"reason": "DELIVERY", "subject": "ignored", "body": "It is late.", "to_customer": "on"})

    (thread,) = begun(shop)
    assert [(code, str(label)) for code, label in choices] == [("", "In my own words"), ("DELIVERY", "Delivery")]
    assert (thread.topic_type, thread.topic_value) == (TopicType.REASON_CODE, "DELIVERY")


def test_without_reasons_there_is_no_choice_of_them(signed_in, sales, url):
    assert "reason" not in signed_in(sales).get(url).context["form"].fields


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"subject": " "}, "subject", "Say what it is about."),
        ({"body": ""}, "body", "Write a message."),
        ({"to_customer": ""}, "to_customer", "Choose who gets the message: the customer, the operator or both."),
    ],
)
def test_what_is_missing_is_told_and_the_rest_kept(signed_in, sales, shop, url, fields, field, told):
    form = {"subject": "Your address", "body": "Is the door number right?", "to_customer": "on", **fields}

    answer = signed_in(sales).post(url, {name: value for name, value in form.items() if value})

    assert (answer.status_code, begun(shop)) == (400, [])
    assert answer.context["form"].errors[field] == [told]
    kept = {name: answer.context["form"][name].value() for name in ("subject", "body") if name != field}
    assert kept == {name: form[name] for name in kept}


def test_the_order_page_leads_to_it(signed_in, sales, shop, order, url):
    assert url in signed_in(sales).get(f"/shop/{shop.pk}/orders/{order.order_id}/").content.decode()


def test_support_begins_one_without_a_way_to_the_order(signed_in, support, shop, order, url):
    """R120."""
    page = signed_in(support).get(url)

    assert f'href="/shop/{shop.pk}/orders/' not in page.content.decode()
    assert order.order_id in page.content.decode()


def test_who_may_not_write_gets_no_form(signed_in, inventory, url):
    assert signed_in(inventory).get(url).status_code == 403


def test_another_shops_order_is_not_there(signed_in, sales, shop, other_shop):
    order = make_waiting_order(other_shop)
    url = f"/shop/{shop.pk}/orders/{order.order_id}/messages/new"

    assert signed_in(sales).get(url).status_code == 404
    assert signed_in(sales).post(url, {"subject": "x", "body": "x", "to_customer": "on"}).status_code == 404
