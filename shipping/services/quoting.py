"""Freight and promise of parcels to one destination, many at once (R085, R093, R098, R099)."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from marketplace.shops.calendars import build_calendar
from shipping.choices import FreightReason, FreightSource
from shipping.freight import NoPrice, ParcelLine, RateRow, freight_of
from shipping.models import Charge, ContingencyCharge
from shipping.promise import Preparation, Promise, Transit, promise
from shipping.services.network import Network, OfferedMethod
from shipping.services.rates import RateTables, read_rates
from shipping.services.shop_terms import ShopTerms

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parcel:
    """One shop's goods for one customer; `lead_time_days` are the offers' own, None for the shop's default.

    `goods` says by which ids they are known and how many pieces of each, so that a fault can name them.
    """

    shop_id: int
    lines: tuple[ParcelLine, ...]
    lead_time_days: tuple[int | None, ...]
    goods: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Freight:
    """What sending costs, and from which table. No price: nobody said one, and `reason` why the rate table did not.

    It is a fault where the rate table failed, or has rows that hold here and none for this parcel, or the contingency
    table had to answer; where a shop has no rows for a destination it does not send there, and that is no fault.
    """

    price: Decimal | None = None
    source: FreightSource | None = None
    reason: FreightReason | None = None
    is_fault: bool = False


@dataclass(frozen=True)
class Option:
    """A method for a parcel. `is_offers_lead_time`: an offer's own lead time decided, and not the shop's default.

    `is_shippable` is false where the shop has rates and none is for this destination; a shop
    that has set up none leaves the price to the shop front.
    """

    method: OfferedMethod
    promise: Promise
    preparation: Preparation
    transit: Transit
    freight: Freight
    is_shippable: bool
    is_offers_lead_time: bool


LEFT_OPEN = Freight()


def quote_parcels(
    *, network: Network, terms: Mapping[int, ShopTerms], parcels: Sequence[Parcel], at: datetime
) -> list[list[Option]]:
    """Every method's freight and promise for each parcel, in the order of parcels and methods.

    One query whatever the number of parcels and shops; one more where the rate table does not answer all. Needs the
    scope of the shops. Faults are told in the answer and recorded by `faults.record_outcomes`.
    """
    freights = _freights(network, terms, parcels)
    reckoned: dict[Any, Promise] = {}
    return [
        [
            _option(network, terms[parcel.shop_id], parcel, method, freight, reckoned, at)
            for method, freight in zip(network.methods, found, strict=True)
        ]
        for parcel, found in zip(parcels, freights, strict=True)
    ]


def lead_time_of(parcel: Parcel, terms: ShopTerms) -> int:
    """Working days until all offers of one parcel are ready (R086, R087)."""
    return max(terms.lead_time_days if days is None else days for days in parcel.lead_time_days)


def _option(
    network: Network,
    terms: ShopTerms,
    parcel: Parcel,
    method: OfferedMethod,
    freight: Freight,
    reckoned: dict[Any, Promise],
    at: datetime,
) -> Option:
    preparation = terms.preparation(lead_time_of(parcel, terms))
    transit_plan = network.transit_plan(method, terms.carrier_days)
    transit = Transit(method.transit_min_days, method.transit_max_days, build_calendar(transit_plan))
    key = (terms.plan, terms.cutoff, preparation.lead_time_days, transit_plan, transit.min_days, transit.max_days)
    if key not in reckoned:
        reckoned[key] = promise(ordered_at=at, preparation=preparation, transit=transit)
    is_shippable = network.zone_id is not None and (freight is LEFT_OPEN or freight.price is not None)
    is_offers = preparation.lead_time_days != terms.lead_time_days or None not in parcel.lead_time_days
    return Option(method, reckoned[key], preparation, transit, freight, is_shippable, is_offers)


def _freights(network: Network, terms: Mapping[int, ShopTerms], parcels: Sequence[Parcel]) -> list[list[Freight]]:
    """By parcel and method. Rates are in the shop's currency: of a channel of another one they say nothing."""
    asked = {each.shop_id for each in parcels if terms[each.shop_id].currency == network.channel.currency}
    if network.zone_id is None or not asked:
        return [[LEFT_OPEN] * len(network.methods) for _parcel in parcels]
    table = read_rates(Charge, shop_ids=asked, network=network)
    found = [
        [_price(table, parcel, method, network, FreightSource.TABLE) for method in network.methods]
        for parcel in parcels
    ]
    unpriced = {
        parcel.shop_id
        for parcel, freights in zip(parcels, found, strict=True)
        if parcel.shop_id in asked and any(each.price is None for each in freights)
    }
    if not unpriced:
        return _left_open_but(asked, parcels, found)
    behind = read_rates(ContingencyCharge, shop_ids=unpriced, network=network)
    has_rates = asked if table.failure else table.shop_ids | behind.shop_ids
    for parcel, freights in zip(parcels, found, strict=True):
        if parcel.shop_id in has_rates:
            freights[:] = [
                each if each.price is not None else _fall_back(table, behind, parcel, method, network, each)
                for method, each in zip(network.methods, freights, strict=True)
            ]
    return _left_open_but(has_rates, parcels, found)


def _left_open_but(
    shop_ids: frozenset[int] | set[int], parcels: Sequence[Parcel], found: list[list[Freight]]
) -> list[list[Freight]]:
    return [
        freights if parcel.shop_id in shop_ids else [LEFT_OPEN] * len(freights)
        for parcel, freights in zip(parcels, found, strict=True)
    ]


def _fall_back(
    table: RateTables, behind: RateTables, parcel: Parcel, method: OfferedMethod, network: Network, missed: Freight
) -> Freight:
    """What the contingency table says; the reason stays why the rate table said nothing."""
    found = _price(behind, parcel, method, network, FreightSource.CONTINGENCY)
    is_fault = missed.reason != FreightReason.NO_ROW or found.price is not None
    is_fault = is_fault or (parcel.shop_id, method.pk) in table.rows
    return Freight(found.price, found.source, missed.reason, is_fault)


def _price(
    table: RateTables, parcel: Parcel, method: OfferedMethod, network: Network, source: FreightSource
) -> Freight:
    if table.failure:
        return Freight(reason=table.failure)
    rows: Sequence[RateRow] = table.rows.get((parcel.shop_id, method.pk), ())
    try:
        price = freight_of(rows, parcel.lines, zip_code=network.zip_code, currency=network.channel.currency)
    except NoPrice as error:
        return Freight(reason=error.reason)
    except Exception:  # whatever goes wrong in the calculation, the customer gets an answer (R099)
        logger.exception("Freight of shop %s by method %s failed", parcel.shop_id, method.pk)
        return Freight(reason=FreightReason.FAILED)
    return Freight(price, source)
