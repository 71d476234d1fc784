"""Quotes, promises and pages of offers among 2,000 shops with 400,000 rate rows, against the same rows by raw SQL.

Starts its own durable server. Every shop has a cut-off, closures, carriers and 200 rate rows of its own: ten weights by
two methods to ten countries. Each round takes other shops, so that no calendar is at hand that a page did not make.
"""

import os
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django
from django.core.management import call_command
from django.db import connection, connections
from django.utils.module_loading import import_string

from bench.inbox import Statement, Watch
from marketplace.stack.postgres import EmbeddedPostgres
from marketplace.tenancy import all_shops

SHOPS = 2_000
COUNTRIES = ["ES", "PT", "FR", "DE", "IT", "NL", "BE", "AT", "PL", "SE"]
CLOSURES = 6
PAGE = 100  # offers, each of another shop
ROUNDS = 25  # the median counts
VERBOSE = os.environ.get("VERBOSE") == "1"

RAW_KEY = "SELECT * FROM shops_storefrontkey LIMIT 1"
RAW_NETWORK = """
    SELECT channel.*, rules.*, opening.*, zone.*, method.*, transit.* FROM shops_channel channel
    JOIN shops_channelrules rules ON rules.channel_id = channel.id
    JOIN shops_servicewindow opening ON opening.calendar_id = channel.calendar_id
    JOIN shipping_shippingzone zone ON zone.countries @> ARRAY['ES']::varchar[]
    CROSS JOIN shipping_shippingmethod method
    LEFT JOIN shipping_methodtransit transit ON transit.method_id = method.id AND transit.zone_id = zone.id
    WHERE channel.code = 'ES'
"""
RAW_OFFERS = """
    SELECT offer.*, product.*, category.* FROM offers_offer offer
    JOIN offers_product product ON product.id = offer.product_id
    JOIN offers_category category ON category.id = product.category_id
    WHERE offer.id = ANY(%(offers)s)
"""
RAW_SHOPS = """
    SELECT shop.*, settings.*, closure.*, carrier.* FROM shops_shop shop
    JOIN shipping_shopshipping settings ON settings.shop_id = shop.id
    LEFT JOIN shipping_closure closure ON closure.shop_id = shop.id AND closure.last_day >= %(today)s
    LEFT JOIN shipping_shopcarrier usual ON usual.shop_id = shop.id
    LEFT JOIN shipping_carrier carrier ON carrier.id = usual.carrier_id
    LEFT JOIN shipping_freightfault fault ON fault.shop_id = shop.id AND fault.ended_at IS NULL
    WHERE shop.id = ANY(%(shops)s)
"""
RAW_RATES = "SELECT * FROM shipping_charge WHERE shop_id = ANY(%(shops)s) AND zone_id = %(zone)s"
RAW_DISCOUNTS = """
    SELECT discount.*, entry.*, campaign.*, storefront.* FROM offers_campaigndiscount discount
    JOIN offers_campaignentry entry ON entry.id = discount.entry_id AND entry.left_at IS NULL
    JOIN offers_campaign campaign ON campaign.id = entry.campaign_id
        AND campaign.starts_at <= %(now)s AND campaign.ends_at > %(now)s
    JOIN offers_storefront storefront ON storefront.id = campaign.storefront_id AND storefront.is_active
    WHERE discount.shop_id = ANY(%(shops)s)
"""
RAW_PROMOTIONS = """
    SELECT * FROM offers_promotion WHERE shop_id = ANY(%(shops)s) AND stopped_at IS NULL
        AND starts_at <= %(now)s AND (ends_at IS NULL OR ends_at > %(now)s)
"""
# What tells a statement that reads rows from transaction control, settings, and the call's own key and clock.
_READS = (
    'FROM "shops_channel"', 'FROM "offers_offer"', 'FROM "shops_shop"', "FROM shops_shop",
    'FROM "offers_campaigndiscount"', 'FROM "offers_promotion"',
)  # fmt: skip
RAW = (RAW_KEY, RAW_NETWORK, RAW_OFFERS, RAW_SHOPS, RAW_RATES, RAW_DISCOUNTS, RAW_PROMOTIONS)


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="trastienda-bench-", dir="/tmp"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder / "pg", log=folder / "postgres.log")
    try:
        os.environ["DATABASE_URL"] = server.start()
        os.environ["DATA_DIR"] = str(folder / "data")
        os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings.test"
        django.setup()
        call_command("migrate", verbosity=0)
        scene = fill()
        with _module("marketplace.clock").frozen(scene["now"]):
            print(f"{SHOPS:,} shops, {scene['rates']:,} rate rows")
            measure_arithmetic(scene)
            measure_parcels(scene)
            measure_faces(scene)
    finally:
        connections.close_all()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def fill() -> dict[str, Any]:
    """One offer of each shop; the shops are copies of one that the factories made."""
    shops, offers, shipping = (_module(f"tests.factories.{name}") for name in ("shops", "offers", "shipping"))
    channel = shops.make_channel(code="ES")
    shop = shops.make_shop(code="shop", channels=(channel,))
    offer = offers.make_offer(shop, weight_grams=1500)
    campaign = offers.make_campaign(offers.make_storefront(channel))
    offers.make_entry(shop, campaign)
    for _each in range(2):
        offers.make_promotion(shop)
    for country in COUNTRIES:
        shipping.make_zone(code=country, countries=[country])
    shipping.make_method(code="STD")
    shipping.make_method(code="EXP", transit_min_days=1, transit_max_days=1, service_days=[1, 2, 3, 4, 5, 6])
    carriers = [shipping.make_carrier(service_days=days) for days in ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6])]
    with all_shops("a benchmark fills its own database"), connection.cursor() as cursor:
        names = {"code": "'shop-' || n", "name": "'Shop ' || n"}
        import_string("bench._filling.multiply")("shops_shop", template=shop.pk, rows=SHOPS - 1, changes=names)
        _module("bench._shops").fill_shops(
            cursor,
            shop_id=shop.pk,
            offer_id=offer.pk,
            carriers=[carrier.pk for carrier in carriers],
            closures=CLOSURES,
            others=SHOPS - 1,
        )
        cursor.execute("SELECT count(*) FROM shipping_charge")
        rates = cursor.fetchone()[0]
        cursor.execute("SELECT shop_id, id FROM offers_offer")
        found = cursor.fetchall()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {
        "now": shops.NOON,
        "key": shops.make_storefront_key()[1],
        "offers": found,
        "rates": rates,
        "zone": _module("shipping.models").ShippingZone.objects.get(code="ES").pk,
    }


def measure_arithmetic(scene: dict[str, Any]) -> None:
    """Promises and freight alone, without a database."""
    promise, freight = _module("shipping.promise"), _module("shipping.freight")
    calendars = _module("marketplace.shops.calendars")
    basis = _module("shipping.choices").ChargeBasis.WEIGHT
    windows = tuple((day, calendars.ALL_DAY) for day in range(1, 6))
    closures = [(date(2026, 3, 5) + timedelta(days=30 * n), "Closure", True) for n in range(CLOSURES)]
    plan = calendars.CalendarPlan("Europe/Madrid", windows, (("ES", ""),))
    shop, carrier = calendars.build_calendar(plan.with_days(closures)), calendars.build_calendar(plan)
    rows = [
        freight.RateRow(None, "", "", basis, Decimal(n), Decimal(n + 1), Decimal(4 + n), Decimal(0), None)
        for n in range(10)
    ]
    lines = [freight.ParcelLine(n, Decimal("12.30"), None, 400) for n in range(1, 4)]

    def promised(number: int) -> None:
        at = scene["now"] + timedelta(minutes=number)
        preparation = promise.Preparation(number % 5, shop, time(15))
        promise.promise(ordered_at=at, preparation=preparation, transit=promise.Transit(1, 3, carrier))

    def priced(_number: int) -> None:
        freight.freight_of(rows, lines, zip_code="28001", currency="EUR")

    for name, act in (("promise()", promised), ("freight_of(), 3 lines, 10 rows", priced)):
        print(f"{name}: {_per_second(act):,.0f} a second")


def _per_second(act: Callable[[int], None], count: int = 5_000) -> float:
    started = perf_counter()
    for number in range(count):
        act(number)
    return count / (perf_counter() - started)


def measure_parcels(scene: dict[str, Any]) -> None:
    """`quote_parcels`: a parcel of each of a hundred shops by two methods."""
    network_of, terms_of = _module("shipping.services.network"), _module("shipping.services.shop_terms")
    quoting, line = _module("shipping.services.quoting"), _module("shipping.freight").ParcelLine
    seconds: list[float] = []
    raw: list[float] = []
    with all_shops("a benchmark looks at every shop"), connection.cursor() as cursor:
        network = network_of.load_network(channel_code="ES", country="ES", zip_code="28001")
        for chosen in _rounds(scene, PAGE):
            shop_ids = [shop_id for shop_id, _offer in chosen]
            terms = terms_of.load_shop_terms(shop_ids, network=network, at=scene["now"])
            parcels = [
                quoting.Parcel(shop_id, (line(1, Decimal("12.30"), None, 1500),), (None,)) for shop_id in shop_ids
            ]
            raw.append(_timed_raw(cursor, [(RAW_RATES, _values(scene, chosen))]))
            started = perf_counter()
            quoting.quote_parcels(network=network, terms=terms, parcels=parcels, at=scene["now"])
            seconds.append(perf_counter() - started)
    median = statistics.median(seconds)
    print(
        f"quote_parcels, {PAGE} parcels by 2 methods: {median * 1000:.1f} ms, "
        f"{PAGE * 2 / median:,.0f} quotes a second; raw SQL of its rates {statistics.median(raw) * 1000:.1f} ms"
    )


def measure_faces(scene: dict[str, Any]) -> None:
    """The shop front's calls, against their rows."""
    caller = import_string("tests.factories.calls.Caller")(scene["key"])

    def page(chosen: Sequence[tuple[int, int]]) -> Any:
        return caller.get("/api/storefront/offers", ids=",".join(str(offer) for _shop, offer in chosen), channel="ES")

    def basket(chosen: Sequence[tuple[int, int]]) -> Any:
        items = [{"offer_id": offer, "quantity": 2} for _shop, offer in chosen]
        body = {"channel": "ES", "country_iso_code": "ES", "zip_code": "28001", "items": items}
        return caller.post("/api/storefront/quotes", body)

    _contest(scene, f"page of {PAGE} offers of {PAGE} shops", page, PAGE)
    _contest(scene, "page of 10 offers of 10 shops", page, 10)
    _contest(scene, "one offer", page, 1)
    _contest(scene, "quote of a basket of 5 offers of 5 shops", basket, 5)


def _contest(scene: dict[str, Any], name: str, ask: Callable[[Any], Any], count: int) -> None:
    seconds: dict[str, list[float]] = {"in the database": [], "whole": [], "raw SQL": []}
    watch = Watch()
    for chosen in _rounds(scene, count):
        with all_shops("a benchmark looks at every shop"), connection.cursor() as cursor:
            values = _values(scene, chosen)
            seconds["raw SQL"].append(_timed_raw(cursor, [(sql, values) for sql in RAW]))
        watch = Watch()
        with connection.execute_wrapper(watch):
            started = perf_counter()
            answer = ask(chosen)
            seconds["whole"].append(perf_counter() - started)
        assert answer.status_code == 200, answer.status_code
        seconds["in the database"].append(sum(spent for spent, _sql in watch.queries))
    medians = {what: statistics.median(each) for what, each in seconds.items()}
    told = ", ".join(f"{what} {value * 1000:.1f} ms" for what, value in medians.items())
    reads = sum(any(word in sql for word in _READS) for _spent, sql in watch.queries)
    ratio = medians["in the database"] / medians["raw SQL"]
    print(
        f"{name}: {told}; {len(watch.queries)} statements, "
        f"{reads} of them read rows of shops, {ratio:.1f} times raw SQL"
    )
    if VERBOSE:
        for spent, sql in sorted(watch.queries, reverse=True)[:6]:
            print(f"    {spent * 1000:.1f} ms {' '.join(sql.split())[:160]}")


def _rounds(scene: dict[str, Any], count: int) -> Sequence[Sequence[tuple[int, int]]]:
    """Other shops each time; the same ones in every run."""
    chance = random.Random(4)  # noqa: S311  # nothing to be kept secret
    return [chance.sample(scene["offers"], count) for _ in range(ROUNDS)]


def _values(scene: dict[str, Any], chosen: Sequence[tuple[int, int]]) -> dict[str, Any]:
    now: datetime = scene["now"]
    return {
        "shops": [shop_id for shop_id, _offer in chosen],
        "offers": [offer for _shop, offer in chosen],
        "zone": scene["zone"],
        "today": now.date(),
        "now": now,
    }


def _timed_raw(cursor: Any, statements: Sequence[Statement]) -> float:
    started = perf_counter()
    for sql, values in statements:
        cursor.execute(sql, values)
        cursor.fetchall()
    return perf_counter() - started


def _module(name: str) -> Any:
    """A module that can be imported only once the server is there."""
    return import_module(name)


if __name__ == "__main__":
    main()
