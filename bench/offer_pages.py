"""Lists of offers at two million of one shop, against the same rows by raw SQL in the same run.

Starts its own durable server. `OFFERS=100000` makes fewer; `VERBOSE=1` names the slowest query of each.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django
from django.core.management import call_command
from django.db import connection, connections
from django.utils.module_loading import import_string

from bench._contest import RAW_KEY, Statement, contest
from bench._filling import multiply
from marketplace.stack.postgres import EmbeddedPostgres
from marketplace.stack.valkey import EmbeddedValkey
from marketplace.tenancy import all_shops

OFFERS = int(os.environ.get("OFFERS", "2000000"))
OUT_ONE_IN, PAUSED_ONE_IN = 20, 50  # out of stock, paused

# A page of offers with what is told of each.
RAW_PAGE = """
    SELECT offer.*, product.*, category.*, class.* FROM offers_offer offer
    JOIN offers_product product ON product.id = offer.product_id
    JOIN offers_category category ON category.id = product.category_id
    LEFT JOIN shipping_logisticclass class ON class.id = offer.logistic_class_id
    WHERE offer.shop_id = %(shop)s AND offer.removed_at IS NULL {where}
    ORDER BY {order} LIMIT {limit} OFFSET {offset}
"""
RAW_COUNT = "SELECT count(*) FROM offers_offer WHERE shop_id = %(shop)s AND removed_at IS NULL"
# What stands around the offers: the clock, the channels with their calendars, the network, the shop, and its rates.
RAW_CLOCK = "SELECT * FROM marketplace_clockoffset"
RAW_NETWORK = """
    SELECT channel.*, opening.*, zone.*, method.*, transit.* FROM shops_channel channel
    JOIN shops_shopchannel sold ON sold.channel_id = channel.id AND sold.shop_id = %(shop)s
    LEFT JOIN shops_servicewindow opening ON opening.calendar_id = channel.calendar_id
    LEFT JOIN shipping_shippingzone zone ON zone.countries @> ARRAY[channel.country]::varchar[]
    CROSS JOIN shipping_shippingmethod method
    LEFT JOIN shipping_methodtransit transit ON transit.method_id = method.id AND transit.zone_id = zone.id
"""
RAW_SHOP = """
    SELECT shop.*, settings.*, closure.*, carrier.* FROM shops_shop shop
    LEFT JOIN shipping_shopshipping settings ON settings.shop_id = shop.id
    LEFT JOIN shipping_closure closure ON closure.shop_id = shop.id AND closure.last_day >= %(now)s::date
    LEFT JOIN shipping_shopcarrier usual ON usual.shop_id = shop.id
    LEFT JOIN shipping_carrier carrier ON carrier.id = usual.carrier_id
    LEFT JOIN shipping_freightfault fault ON fault.shop_id = shop.id AND fault.ended_at IS NULL
    WHERE shop.id = %(shop)s
"""
RAW_RATES = """
    SELECT charge.*, zone.code, method.code FROM shipping_charge charge
    JOIN shipping_shippingzone zone ON zone.id = charge.zone_id
    JOIN shipping_shippingmethod method ON method.id = charge.method_id
    WHERE charge.shop_id = %(shop)s
"""
# What lowers a price, and the texts around a listing.
RAW_DISCOUNTS = """
    SELECT discount.*, entry.*, campaign.* FROM offers_campaigndiscount discount
    JOIN offers_campaignentry entry ON entry.id = discount.entry_id AND entry.left_at IS NULL
    JOIN offers_campaign campaign ON campaign.id = entry.campaign_id
        AND campaign.starts_at <= %(now)s AND campaign.ends_at > %(now)s
    WHERE discount.shop_id = %(shop)s
"""
RAW_PROMOTIONS = """
    SELECT * FROM offers_promotion WHERE shop_id = %(shop)s AND stopped_at IS NULL
        AND starts_at <= %(now)s AND (ends_at IS NULL OR ends_at > %(now)s)
"""
RAW_TEXTS = """
    SELECT settings.*, faq.* FROM shops_shop shop
    LEFT JOIN offers_offersettings settings ON settings.shop_id = shop.id
    LEFT JOIN offers_faqentry faq ON faq.shop_id = shop.id
    WHERE shop.id = %(shop)s
"""
# The counts beside the list's tabs, to a thousand.
RAW_TABS = """
    SELECT
        (SELECT count(*) FROM (SELECT FROM offers_offer WHERE shop_id = %(shop)s AND removed_at IS NULL
            AND is_active AND sellable_quantity > 0 LIMIT 1001) few),
        (SELECT count(*) FROM (SELECT FROM offers_offer WHERE shop_id = %(shop)s AND removed_at IS NULL
            AND is_active AND sellable_quantity = 0 LIMIT 1001) few),
        (SELECT count(*) FROM (SELECT FROM offers_offer WHERE shop_id = %(shop)s AND removed_at IS NULL
            AND is_active AND sellable_quantity > 0 AND alert_in_force >= sellable_quantity LIMIT 1001) few),
        (SELECT count(*) FROM (SELECT FROM offers_offer WHERE shop_id = %(shop)s AND removed_at IS NULL
            AND NOT is_active LIMIT 1001) few),
        (SELECT count(*) FROM (SELECT FROM offers_offer WHERE shop_id = %(shop)s AND removed_at IS NULL
            AND is_active AND (available_from > %(now)s OR available_until <= %(now)s) LIMIT 1001) few),
        (SELECT count(*) FROM (SELECT FROM offers_offer WHERE shop_id = %(shop)s AND removed_at IS NULL
            AND safety_in_force = 0 LIMIT 1001) few)
"""
RAW_LISTING = """
    SELECT offer.*, product.*, category.*, shop.*, sold.*, channel.* FROM offers_offer offer
    JOIN offers_product product ON product.id = offer.product_id
    JOIN offers_category category ON category.id = product.category_id
    JOIN shops_shop shop ON shop.id = offer.shop_id
    JOIN shops_shopchannel sold ON sold.shop_id = shop.id
    JOIN shops_channel channel ON channel.id = sold.channel_id
    WHERE offer.id = %(offer)s
"""


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="trastienda-bench-", dir="/tmp"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder / "pg", log=folder / "postgres.log")
    valkey = EmbeddedValkey(log=folder / "valkey.log")
    try:
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = server.start(), valkey.start()
        os.environ["DATA_DIR"] = str(folder / "data")
        os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings.test"
        django.setup()
        call_command("migrate", verbosity=0)
        measure(fill())
    finally:
        connections.close_all()
        server.stop()
        valkey.stop()
        shutil.rmtree(folder, ignore_errors=True)


def fill() -> dict[str, Any]:
    """One shop whose offers, each of a product of its own, are copies of one that a service made."""
    shops, offers, shipping = (_module(f"tests.factories.{name}") for name in ("shops", "offers", "shipping"))
    shop = shops.make_shop(channels=(shops.make_channel(code="ES"),))
    owner = shops.make_member(shop, "GROUP_SHOP_ADMIN")
    key, storefront_key = shops.make_key(owner)[1], shops.make_storefront_key()
    shipping.make_charge(shop, shipping.make_zone(), shipping.make_method())
    product = offers.make_product(title="Lamp", brand="Alcolea", ean="")
    offer = offers.make_offer(shop, product=product, quantity=10, stock_alert=2, alert_in_force=2)
    started = perf_counter()
    with all_shops("a benchmark fills its own database"):
        _multiply(product.pk, offer.pk)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"filled in {perf_counter() - started:.0f} s", flush=True)
    return {
        "shop": shop,
        "owner": owner,
        "key": key,
        "storefront_key": storefront_key,
        "now": shops.NOON + timedelta(hours=2),
        "offer": offer.pk + OFFERS // 2,
    }


def _multiply(product: int, offer: int) -> None:
    multiply(
        "offers_product",
        template=product,
        rows=OFFERS,
        changes={"product_sku": "'B' || n", "title": "'Lamp ' || md5(n::text)", "id": f"{product} + n"},
    )
    multiply(
        "offers_offer",
        template=offer,
        rows=OFFERS,
        changes={
            "product_id": f"{product} + n",
            "shop_sku": "'S' || n",
            "price": "5 + (n::bigint * 7919) % 100000 / 100.0",
            "quantity": f"CASE WHEN n % {OUT_ONE_IN} = 0 THEN 0 ELSE 3 + n % 50 END",
            "is_active": f"n % {PAUSED_ONE_IN} <> 0",
            "low_told_at": f"CASE WHEN n % {OUT_ONE_IN} = 0 THEN one.created_at END",
            "updated_at": "one.updated_at + n * interval '1 second'",
        },
    )


def measure(scene: dict[str, Any]) -> None:
    clock = _module("marketplace.clock")
    print(f"{OFFERS:,} offers, one shop")
    with clock.frozen(scene["now"]):
        for name, ours, raw in contests(scene):
            contest(name, ours, raw, scene["shop"])


def contests(scene: dict[str, Any]) -> Iterator[tuple[str, Callable[[], Any], list[Statement]]]:
    """What is measured: a name, the request, and the same rows by raw SQL."""
    shop, offer = scene["shop"].pk, scene["offer"]
    values = {"shop": shop, "now": scene["now"], "offer": offer}
    client = import_string("django.test.Client")()
    client.force_login(scene["owner"].user)
    caller_class = import_string("tests.factories.calls.Caller")
    seller, front = caller_class(scene["key"]), caller_class(_raw_key(scene["storefront_key"]))
    key, count = (RAW_KEY, [shop]), (RAW_COUNT, values)
    around = [key, *((sql, values) for sql in (RAW_CLOCK, RAW_NETWORK, RAW_SHOP, RAW_RATES))]
    lowered = [(sql, values) for sql in (RAW_DISCOUNTS, RAW_PROMOTIONS, RAW_TEXTS)]

    def page(order: str, limit: int = 100, offset: int = 0, where: str = "") -> Statement:
        return (RAW_PAGE.format(order=order, limit=limit, offset=offset, where=where), values)

    cheapest = "offer.price, offer.id"
    half = OFFERS // 2
    yield "OF21", lambda: seller.get("/api/offers", max=100), [*around, page(cheapest), count]
    yield (
        "OF21, half-way",
        lambda: seller.get("/api/offers", max=100, offset=half),
        [*around, page(cheapest, offset=half), count],
    )
    one = page(cheapest, where="AND offer.shop_sku = 'S77'")
    yield "OF21, by SKU", lambda: seller.get("/api/offers", sku="S77"), [*around, one]
    yield "OF22", lambda: seller.get(f"/api/offers/{offer}"), [*around, (RAW_LISTING, values)]
    yield "X-OFFERS", lambda: seller.get("/api/x/offers", limit=100), [*around, page("offer.id")]
    lists = f"/shop/{shop}/offers/"
    tabs, titles = (RAW_TABS, values), page("product.title, offer.id", limit=51)
    yield "list of offers, by title", lambda: client.get(lists), [*around, tabs, titles]
    by_price = lambda: client.get(lists, {"sort": "price"})  # noqa: E731  as the others
    yield "list of offers, by price", by_price, [*around, tabs, page(cheapest, limit=51)]
    yield (
        "listing view",
        lambda: front.get(f"/api/storefront/offers/{offer}"),
        [*around, *lowered, (RAW_LISTING, values)],
    )


def _raw_key(made: Any) -> str:
    """The key itself, of what the factory returns."""
    return made if isinstance(made, str) else next(each for each in made if isinstance(each, str))


def _module(name: str) -> Any:
    """A module that can be imported only once the server is there."""
    return import_module(name)


if __name__ == "__main__":
    main()
