"""When rate tables give no price: recorded once for as long as it lasts, and ended by the first price (R099).

What is to be written is written after the caller's transaction, in one of its own: a quote waits for no row of this,
holds none, and is given whether or not the record can be kept.
"""

import json
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from marketplace import clock
from marketplace.notices.services import settle_facts
from marketplace.tenancy import all_shops
from shipping.choices import FreightReason, FreightSource
from shipping.freight import plain_postcode
from shipping.models import FreightFault
from shipping.services.network import Network
from shipping.services.quoting import Option, Parcel
from shipping.services.rates import time_limit
from shipping.services.shop_terms import OpenFault, ShopTerms

logger = logging.getLogger(__name__)

# A page that is looked at all the time says once a minute that the fault goes on.
WRITTEN_EVERY = timedelta(minutes=1)
WRITING_MILLISECONDS = 300
# A fault that nobody has met for so long is taken for ended: the offer was removed, nobody asks for that weight.
FORGOTTEN_AFTER = timedelta(days=1)

# Reasons that lie with the table and not with the goods: any answer ends them.
_OF_THE_TABLE = frozenset({FreightReason.TIMED_OUT, FreightReason.FAILED})

FaultKey = tuple[int, int, FreightReason]  # shop, method, reason

_UPSERT = """
    INSERT INTO shipping_freightfault AS fault
        (shop_id, zone_id, method_id, reason, details, has_contingency, count, first_at, last_at)
    VALUES (%s, %s, %s, %s, %s, %s, 1, %s, %s)
    ON CONFLICT (shop_id, zone_id, method_id, reason) WHERE ended_at IS NULL DO UPDATE
    SET count = fault.count + 1, last_at = excluded.last_at, details = excluded.details,
        has_contingency = excluded.has_contingency
    WHERE fault.last_at <= excluded.last_at - %s
"""


@dataclass(frozen=True)
class Asked:
    """What was asked for when a fault was met last: `value` in the shop's currency, no weight where one is unknown."""

    country: str
    zip_code: str
    goods: tuple[tuple[int, int], ...]  # offer, pieces
    value: Decimal | None
    weight_grams: int | None
    currency: str

    @classmethod
    def of(cls, details: Mapping[str, Any], *, currency: str) -> "Asked":
        """Of a fault's `details`."""
        value = details.get("value")
        return cls(
            country=details.get("country", ""),
            zip_code=details.get("zip_code", ""),
            goods=tuple((offer_id, quantity) for offer_id, quantity in details.get("goods", ())),
            value=None if value is None else Decimal(value),
            weight_grams=details.get("weight_grams"),
            currency=currency,
        )


@dataclass
class Outcomes:
    """What came of quoting some parcels: faults by key with the parcel that met each, and parcels that were priced."""

    faults: dict[FaultKey, tuple[Parcel, Option]] = field(default_factory=dict)
    priced: dict[tuple[int, int], list[Parcel]] = field(default_factory=dict)
    seen: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, parcels: Sequence[Parcel], quoted: Sequence[Sequence[Option]]) -> "Outcomes":
        outcomes = cls()
        for parcel, options in zip(parcels, quoted, strict=True):
            for option in options:
                outcomes._add(parcel, option)
        return outcomes

    def _add(self, parcel: Parcel, option: Option) -> None:
        key, freight = (parcel.shop_id, option.method.pk), option.freight
        self.seen.add(key)
        if freight.source == FreightSource.TABLE:
            self.priced.setdefault(key, []).append(parcel)
        elif freight.is_fault and freight.reason:
            self.faults[*key, freight.reason] = (parcel, option)

    def fails(self, shop_id: int, method_id: int, reasons: Collection[FreightReason]) -> bool:
        return any((shop_id, method_id, reason) in self.faults for reason in reasons)


def record_outcomes(
    *,
    network: Network,
    terms: Mapping[int, ShopTerms],
    parcels: Sequence[Parcel],
    quoted: Sequence[Sequence[Option]],
    at: datetime,
) -> None:
    """Have the faults that were met recorded, and those ended that are over, once the caller's transaction is through.

    Nothing is written where nothing is new: a fault that goes on is told again after a minute.
    """
    outcomes = Outcomes.of(parcels, quoted)
    open_faults = {
        (shop_id, fault.method_id, fault.reason): fault for shop_id in terms for fault in terms[shop_id].open_faults
    }
    if not outcomes.faults and not open_faults:
        return
    has_postcode = bool(plain_postcode(network.zip_code))
    news = [
        key
        for key in outcomes.faults
        # Without a postcode nobody knows whether a row for postcodes would have answered.
        if (has_postcode or key[2] != FreightReason.NO_ROW) and _is_news(open_faults.get(key), at)
    ]
    ended = [fault.pk for key, fault in open_faults.items() if _is_over(key, fault, outcomes, terms[key[0]], network)]
    if news or ended:
        rows = [_row(key, *outcomes.faults[key], network, at) for key in sorted(news)]

        def write() -> None:
            _write(rows, ended, at)

        # No partial: where a robust one fails, Django looks for its name.
        transaction.on_commit(write, robust=True)


def end_faults(*, fault_ids: Collection[int], at: datetime) -> int:
    """These faults are over, and their notices need nobody's eye. Needs the scope of their shops."""
    ended = FreightFault.objects.filter(pk__in=fault_ids, ended_at__isnull=True).update(ended_at=at)
    settle_facts(keys=[notice_key(fault_id) for fault_id in fault_ids], at=at)
    return ended


def end_forgotten_faults() -> int:
    """End what nobody has met for a day; part of the sweep."""
    at = clock.now()
    with all_shops("faults end for every shop"):
        open_faults = FreightFault.objects.filter(ended_at__isnull=True, last_at__lt=at - FORGOTTEN_AFTER)
        found = list(open_faults.values_list("pk", flat=True)[:1000])
        return end_faults(fault_ids=found, at=at) if found else 0


def notice_key(fault_id: int) -> str:
    """What the notices of a fault are known by."""
    return f"freight_fault:{fault_id}"


def _is_news(fault: OpenFault | None, at: datetime) -> bool:
    return fault is None or fault.last_at <= at - WRITTEN_EVERY


def _is_over(key: FaultKey, fault: OpenFault, outcomes: Outcomes, terms: ShopTerms, network: Network) -> bool:
    """Whether the table has said what it would not say before. One that lacks a row or a weight for some goods and
    prices others has not: it must have priced as much of the same goods, or have been changed since.
    """
    shop_id, method_id, reason = key
    if (shop_id, method_id) not in outcomes.seen:
        return False
    if reason in _OF_THE_TABLE:
        return not outcomes.fails(shop_id, method_id, _OF_THE_TABLE)
    if outcomes.fails(shop_id, method_id, FreightReason):
        return False
    priced = outcomes.priced.get((shop_id, method_id), [])
    if priced and terms.settings_changed_at > fault.last_at:
        return True
    return any(_is_same_case(fault, parcel, network) for parcel in priced)


def _is_same_case(fault: OpenFault, parcel: Parcel, network: Network) -> bool:
    """Whether a parcel holds the goods for which the table had no price: with a weight in whatever number, else as
    many or more, and to the same postcode.
    """
    has = dict(parcel.goods)
    asked: Sequence[Sequence[int]] = fault.details.get("goods", [])
    if fault.reason == FreightReason.WEIGHT_UNKNOWN:
        return all(offer_id in has for offer_id, _quantity in asked)
    is_there = fault.details.get("zip_code") == plain_postcode(network.zip_code)
    return is_there and all(has.get(offer_id, 0) >= quantity for offer_id, quantity in asked)


def _row(key: FaultKey, parcel: Parcel, option: Option, network: Network, at: datetime) -> tuple[Any, ...]:
    shop_id, method_id, reason = key
    weights = [line.weight_grams and line.weight_grams * line.quantity for line in parcel.lines]
    details = {
        "country": network.country,
        "zip_code": plain_postcode(network.zip_code),
        "goods": [list(each) for each in parcel.goods],
        "value": str(sum(line.value for line in parcel.lines)),
        "weight_grams": None if None in weights else sum(weight or 0 for weight in weights),
    }
    has_price = option.freight.price is not None
    return (shop_id, network.zone_id, method_id, reason.value, json.dumps(details), has_price, at, at, WRITTEN_EVERY)


def _write(rows: Sequence[tuple[Any, ...]], ended: Collection[int], at: datetime) -> None:
    """Rows come in the order of their keys, so that two quotes never wait for each other both."""
    with all_shops("a quote may hold the goods of many shops"), time_limit(WRITING_MILLISECONDS) as cursor:
        if rows:
            cursor.executemany(_UPSERT, rows)
        if ended:
            end_faults(fault_ids=ended, at=at)
    for shop_id, zone_id, method_id, reason, details, *_rest in rows:
        logger.warning(
            "No freight for shop %s, zone %s, method %s: %s %s", shop_id, zone_id, method_id, reason, details
        )


def iterate_untold(limit: int) -> Iterator[tuple[int, int]]:
    """(id, shop) of faults of which the shop's members have not been told. Needs the scope of all shops."""
    untold = FreightFault.objects.filter(told_at__isnull=True).order_by("pk")
    yield from untold.values_list("pk", "shop_id")[:limit]
