"""Every table that belongs to shops, and a row of one shop in each."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

from marketplace.notices.models import Notice, NoticePreference
from marketplace.outbox.services import queue_mail
from marketplace.shops.models import Shop, ShopChannel
from marketplace.tenancy import all_shops
from messaging.addresses import reply_address
from messaging.services.arriving import store_arrival
from messaging.services.receiving import drain_inbound
from metrics.models import DailyFacts
from metrics.services.visits import Visits, record_visits
from offers.models import Offer
from orders.models import Evaluation, Order
from tests.access.scene import PROJECT, make_scene
from tests.factories import offers
from tests.factories.messaging import make_thread, settle_without_answer
from tests.factories.shipping import (
    make_carrier,
    make_charge,
    make_closure,
    make_contingency,
    make_fault,
    make_method,
    make_shop_carrier,
    make_shop_shipping,
    make_zone,
)
from tests.factories.shops import NOON

# Lexemes alone, so that a text search can use its index; its hits are read back through the policed tables.
OUTSIDE = ("search_searchentry",)


def tenant_models() -> list[type[Model]]:
    """Every model of the project whose rows belong to one shop, and the shop itself."""
    return [model for model in apps.get_models(include_auto_created=True) if model is Shop or _has_shop(model)]


def policed_models() -> list[type[Model]]:
    return [model for model in tenant_models() if table_of(model) not in OUTSIDE]


def table_of(model: type[Model]) -> str:
    return model._meta.db_table


def shop_column(model: type[Model]) -> str:
    return "id" if model is Shop else "shop_id"


def fill(shop: Shop) -> None:
    """At least one row of the shop in each table."""
    scene = make_scene(shop)
    with all_shops("a test makes its rows"):
        order = Order.objects.get(order_id=scene.shipped_order)
        Evaluation.objects.create(shop=shop, order=order, grade=5, created_at=NOON)
        queue_mail(shop_id=shop.pk, to="ana@people.example", subject="Hello", text="Hello")
        reader = Notice.objects.get(pk=scene.notice).user
        NoticePreference.objects.create(shop=shop, user=reader, kind="customer_message", mail=True)
    settle_without_answer(thread := make_thread(shop), at=NOON)
    store_arrival(sender="", recipients=[reply_address(thread.reply_token)], raw=b"Hello", at=NOON)
    drain_inbound()
    _fill_shipping(shop)
    _fill_offers(shop)
    _fill_metrics(shop, order)


def _fill_metrics(shop: Shop, order: Order) -> None:
    """Days that were counted, days to count and visits."""
    offer = offers.make_offer(shop)
    with all_shops("a test makes its rows"):
        day = {"shop": shop, "channel": order.channel, "day": NOON.date()}
        DailyFacts.objects.create(**day, computed_at=NOON)
        record_visits(visits=[Visits(offer.pk, NOON.date(), 7)], at=NOON)


def _fill_offers(shop: Shop) -> None:
    offer = offers.make_offer(shop)
    with all_shops("a test makes its rows"):
        channel = ShopChannel.objects.filter(shop=shop).first()
        assert channel is not None
        Offer.objects.filter(pk=offer.pk).update(quantity=3)
    offers.make_offer_settings(shop)
    offers.make_faq(shop)
    offers.make_entry(shop, offers.make_campaign(offers.make_storefront(channel.channel)))
    offers.make_promotion(shop)
    offers.make_import(shop)
    offers.make_export(shop)
    offers.make_mappings(shop, offer.product.category)
    offers.make_seller_product(shop, offer.product)


def _fill_shipping(shop: Shop) -> None:
    zone, method = make_zone(), make_method()
    make_shop_shipping(shop)
    make_closure(shop, NOON.date())
    make_shop_carrier(shop, make_carrier())
    make_charge(shop, zone, method)
    make_contingency(shop, zone, method)
    make_fault(shop, zone, method)


def shops_seen(model: type[Model]) -> list[Any]:
    """The shops whose rows raw SQL sees in the model's table, here and now."""
    return sorted({row[0] for row in read(f"SELECT {shop_column(model)} FROM {table_of(model)}")})  # noqa: S608


def read(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Raw SQL, past every manager."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _has_shop(model: type[Model]) -> bool:
    return model._meta.app_label in PROJECT and any(field.name == "shop" for field in model._meta.local_fields)
