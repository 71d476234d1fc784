"""Which order a mail of ours told of, for who answers it."""

import pytest

from marketplace.outbox.models import OutboxMessage
from marketplace.outbox.services import queue_mail
from orders.services.mailing import orders_of_mails
from tests.factories.orders import make_accepted_order

pytestmark = pytest.mark.django_db


def test_a_mail_about_an_order_names_it_and_any_other_names_none(shop, in_all_shops):
    order = make_accepted_order(shop)
    told = OutboxMessage.objects.get(dedupe_key=f"order:{order.order_id}:accepted")
    other = queue_mail(shop_id=shop.pk, to="ana@people.example", subject="Hello", text="Hello", dedupe_key="message:1")

    ids = [told.message_id, other.message_id, "<unknown@trastienda.example>", ""]
    assert orders_of_mails(ids) == {told.message_id: order.order_id}
