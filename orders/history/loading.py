"""Loading one chunk of past orders in one transaction, set by set."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection, transaction

from marketplace.actors import ActorKind
from marketplace.shops.choices import ShopState
from marketplace.shops.models import Membership, Shop, ShopChannel, TaxRate
from marketplace.tenancy import all_shops
from offers.search import reindex_offers
from orders.history import statements
from orders.history.drafting import Draft, Placement, draft_order, standard_rates
from orders.history.past import PastOrder
from orders.history.staging import stage
from orders.history.unfinished import open_unfinished
from orders.models import Order
from orders.search import reindex_orders
from orders.services.creation import order_suffix
from orders.signals import orders_imported
from shipping.models import ShippingMethod, ShippingZone

ACTOR_LABEL = "History"
_LOCK = 0x7215_7E4D  # one import at a time writes; another waits, and then knows its orders


@dataclass(frozen=True)
class House:
    """What an import needs to know of the marketplace, read once."""

    taxes: Mapping[int, tuple[str, Decimal]]
    zones: Mapping[str, int]
    method_id: int
    shop_map: Mapping[str, int]


@dataclass
class Loaded:
    """What became of a chunk: `imported` are places in it."""

    imported: list[int] = field(default_factory=list)
    known: int = 0
    shops_created: int = 0


def read_house(shop_map: Mapping[str, int]) -> House:
    """The house as it is; makes the method that stands for "as it was sent then", which nobody can order by."""
    method, _is_new = ShippingMethod.objects.get_or_create(
        code="HISTORY", defaults={"label": "History", "is_active": False, "position": 999}
    )
    zones = ShippingZone.objects.order_by("-code").values_list("pk", "countries")
    return House(
        taxes={tax.channel_id: (tax.code, tax.rate) for tax in TaxRate.objects.filter(is_standard=True)},
        zones={country: pk for pk, countries in zones for country in countries},
        method_id=method.pk,
        shop_map=shop_map,
    )


def load_chunk(*, orders: Sequence[PastOrder], house: House, at: datetime) -> Loaded:
    """Load the orders that are not here yet, with all that hangs on them. Known ones (commercial id, shop) stay."""
    with transaction.atomic(), all_shops("one file holds the past of many shops"):
        _wait_for_other_imports()
        loaded = Loaded()
        shops = _find_or_make_shops(orders, house, at, loaded)
        drafts = list(_place(orders, shops, house, loaded))
        if drafts:
            _write(drafts, house, at)
        return loaded


def _wait_for_other_imports() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _find_or_make_shops(orders: Sequence[PastOrder], house: House, at: datetime, loaded: Loaded) -> dict[str, int]:
    """Ids of the file's shops by their codes there."""
    named = {order.shop.code: order for order in reversed(orders) if order.shop.code not in house.shop_map}
    shops = dict(Shop.objects.filter(code__in=named).values_list("code", "pk"))
    made = Shop.objects.bulk_create(
        [_new_shop(order, at) for code, order in sorted(named.items()) if code not in shops]
    )
    shops |= {shop.code: shop.pk for shop in made}
    _open_channels({(shops[order.shop.code], order.channel.pk) for order in orders if order.shop.code in shops})
    loaded.shops_created = len(made)
    return {**shops, **house.shop_map}


def _new_shop(order: PastOrder, at: datetime) -> Shop:
    return Shop(
        code=order.shop.code,
        name=order.shop.name,
        state=ShopState.OPEN,
        currency=order.currency,
        city=order.shop.city,
        region=order.shop.region,
        country=order.channel.country,
        created_at=order.created_at,
        updated_at=at,
    )


def _open_channels(sold: set[tuple[int, int]]) -> None:
    """A shop that the past brought sells where it sold; one with people in it keeps the operator's choice."""
    run = set(Membership.objects.filter(shop__in={shop for shop, _channel in sold}).values_list("shop_id", flat=True))
    rows = [ShopChannel(shop_id=shop, channel_id=channel) for shop, channel in sorted(sold) if shop not in run]
    ShopChannel.objects.bulk_create(rows, ignore_conflicts=True)


def _place(orders: Sequence[PastOrder], shops: Mapping[str, int], house: House, loaded: Loaded) -> Iterator[Draft]:
    """The drafts of the orders that are not here yet. A number once given stays, whatever part is loaded when."""
    known: set[tuple[str, int]] = set()
    numbers: dict[str, set[str]] = defaultdict(set)
    rows = Order.objects.filter(commercial_id__in={order.commercial_id for order in orders})
    for commercial_id, shop_id, order_id in rows.values_list("commercial_id", "shop_id", "order_id"):
        known.add((commercial_id, shop_id))
        numbers[commercial_id].add(order_id)
    for position, order in enumerate(orders):
        key = (order.commercial_id, shops[order.shop.code])
        if key in known:
            loaded.known += 1
            continue
        known.add(key)
        loaded.imported.append(position)
        place = Placement(
            order_id=_free_number(order.commercial_id, numbers[order.commercial_id]),
            shop_id=key[1],
            zone_id=house.zones.get(order.customer.address["country_iso_code"]),
            rates=standard_rates(house.taxes, order.channel),
        )
        yield draft_order(order, place)


def _free_number(commercial_id: str, taken: set[str]) -> str:
    candidates = (f"{commercial_id}-{order_suffix(index)}" for index in count(len(taken)))
    number = next(candidate for candidate in candidates if candidate not in taken)
    taken.add(number)
    return number


def _write(drafts: Sequence[Draft], house: House, at: datetime) -> None:
    """The real rows, in the order in which they point at each other."""
    stage(orders=[draft.order for draft in drafts], lines=[line for draft in drafts for line in draft.lines])
    values: dict[str, Any] = {
        "now": at,
        "actor": ACTOR_LABEL,
        "actor_kind": ActorKind.SYSTEM.value,
        "method": house.method_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(statements.CATEGORIES)
        cursor.execute(statements.PRODUCTS)
        offer_ids = _made(cursor, statements.OFFERS, values)
        order_ids = _made(cursor, statements.ORDERS, values)
        for statement in (
            statements.LINES,
            statements.SHIPMENTS,
            statements.EVENTS,
            statements.EVALUATIONS,
            statements.SETTLED_DEADLINES,
        ):
            cursor.execute(statement, values)
    open_unfinished(order_ids=order_ids, at=at)
    orders_imported.send(sender=Order, order_ids=order_ids)
    reindex_offers(offer_ids)
    reindex_orders(order_ids)


def _made(cursor: Any, statement: str, values: Mapping[str, Any]) -> list[int]:
    cursor.execute(statement, values)
    return [pk for (pk,) in cursor.fetchall()]
