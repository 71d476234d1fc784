"""Freight and promise of parcels to one destination, many at once (R085, R093, R098, R099)."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Q, Value
from django.db.models.functions import Left, Length

from marketplace.shops.calendars import build_calendar
from shipping.choices import ChargeBasis, FreightReason, FreightSource
from shipping.freight import NoPrice, ParcelLine, RateRow, freight_of, plain_postcode
from shipping.models import Charge, ContingencyCharge
from shipping.promise import Preparation, Promise, Transit, promise
from shipping.services.network import Network, OfferedMethod
from shipping.services.shop_terms import ShopTerms

logger = logging.getLogger(__name__)

# A customer waits for the quote: what takes longer than this has failed, and the contingency table answers (R099).
CALCULATION_MILLISECONDS = 800

Rates = Mapping[tuple[int, int], Sequence[RateRow]]  # by shop and method


@dataclass(frozen=True)
class Parcel:
    """One shop's goods for one customer; `lead_time_days` are the offers' own, None for the shop's default."""

    shop_id: int
    lines: tuple[ParcelLine, ...]
    lead_time_days: tuple[int | None, ...]


@dataclass(frozen=True)
class Freight:
    """What sending costs, and from which table. No price: nobody said one, and `reason` why the rate table did not."""

    price: Decimal | None = None
    source: FreightSource | None = None
    reason: FreightReason | None = None


@dataclass(frozen=True)
class Option:
    """A method for a parcel. `is_shippable` is false where the shop has rates and none is for this destination; a shop
    that has set up none leaves the price to the shop front.
    """

    method: OfferedMethod
    promise: Promise
    preparation: Preparation
    transit: Transit
    freight: Freight
    is_shippable: bool


def quote_parcels(
    *, network: Network, terms: Mapping[int, ShopTerms], parcels: Sequence[Parcel], at: datetime
) -> list[list[Option]]:
    """Every method's freight and promise for each parcel, in the order of parcels and methods.

    One query whatever the number of parcels and shops; one more where the rate table does not answer all. Needs the
    scope of the shops.
    """
    priced = [parcel for parcel in parcels if _has_prices(terms[parcel.shop_id], network)]
    freights = _freights(network, terms, priced)
    reckoned: dict[Any, Promise] = {}
    return [
        [_option(network, terms[parcel.shop_id], parcel, method, freights, reckoned, at) for method in network.methods]
        for parcel in parcels
    ]


def lead_time_of(parcel: Parcel, terms: ShopTerms) -> int:
    """Working days until all offers of one parcel are ready (R086, R087)."""
    return max(terms.lead_time_days if days is None else days for days in parcel.lead_time_days)


def _option(
    network: Network,
    terms: ShopTerms,
    parcel: Parcel,
    method: OfferedMethod,
    freights: Mapping[tuple[Parcel, int], Freight],
    reckoned: dict[Any, Promise],
    at: datetime,
) -> Option:
    preparation = terms.preparation(lead_time_of(parcel, terms))
    transit_plan = network.transit_plan(method, terms.carrier_days)
    transit = Transit(method.transit_min_days, method.transit_max_days, build_calendar(transit_plan))
    key = (terms.plan, terms.cutoff, preparation.lead_time_days, transit_plan, transit.min_days, transit.max_days)
    if key not in reckoned:
        reckoned[key] = promise(ordered_at=at, preparation=preparation, transit=transit)
    freight = freights.get((parcel, method.pk), Freight())
    is_shippable = network.zone_id is not None and (freight.price is not None or not terms.has_rates)
    return Option(method, reckoned[key], preparation, transit, freight, is_shippable)


def _has_prices(terms: ShopTerms, network: Network) -> bool:
    """Rates are in the shop's currency: they price no channel of another."""
    return network.zone_id is not None and terms.has_rates and terms.currency == network.channel.currency


def _freights(
    network: Network, terms: Mapping[int, ShopTerms], parcels: Sequence[Parcel]
) -> dict[tuple[Parcel, int], Freight]:
    shop_ids = {parcel.shop_id for parcel in parcels}
    if not shop_ids:
        return {}
    rates, failure = _main_rates(shop_ids, network)
    freights = {
        (parcel, method.pk): _price(rates, parcel, method, network, FreightSource.TABLE, failure)
        for parcel in parcels
        for method in network.methods
    }
    open_keys = [key for key, freight in freights.items() if freight.price is None]
    if open_keys:
        behind = _rates(ContingencyCharge, {parcel.shop_id for parcel, _method in open_keys}, network)
        for parcel, method_id in open_keys:
            reason = freights[parcel, method_id].reason
            method = next(each for each in network.methods if each.pk == method_id)
            found = _price(behind, parcel, method, network, FreightSource.CONTINGENCY, None)
            freights[parcel, method_id] = Freight(found.price, found.source, reason)
    return freights


def _price(
    rates: Rates,
    parcel: Parcel,
    method: OfferedMethod,
    network: Network,
    source: FreightSource,
    failure: FreightReason | None,
) -> Freight:
    if failure:
        return Freight(reason=failure)
    rows = rates.get((parcel.shop_id, method.pk), ())
    try:
        price = freight_of(rows, parcel.lines, zip_code=network.zip_code, currency=network.channel.currency)
    except NoPrice as error:
        return Freight(reason=error.reason)
    return Freight(price, source)


def _main_rates(shop_ids: Iterable[int], network: Network) -> tuple[Rates, FreightReason | None]:
    """The rate tables, or why they could not be read in time. The transaction goes on either way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(CALCULATION_MILLISECONDS)])
            rates = _rates(Charge, shop_ids, network)
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
        return rates, None
    except OperationalError:
        logger.warning("Rate tables could not be read in time", exc_info=True)
        return {}, FreightReason.TIMED_OUT
    except DatabaseError:
        logger.exception("Rate tables could not be read")
        return {}, FreightReason.FAILED


def _rates(model: type[Charge] | type[ContingencyCharge], shop_ids: Iterable[int], network: Network) -> Rates:
    """The rows of the zone whose postcodes hold the destination, as `freight.covers` says it."""
    postcode = Value(plain_postcode(network.zip_code))
    in_range = Q(postcode_from__lte=Left(postcode, Length("postcode_from"))) & Q(
        postcode_to__gte=Left(postcode, Length("postcode_to"))
    )
    rows = (
        model.objects.filter(shop__in=list(shop_ids), zone=network.zone_id)
        .filter(Q(postcode_from="") | in_range)
        .order_by()
        .values_list(
            *("shop_id", "method_id", "logistic_class_id", "postcode_from", "postcode_to", "basis"),
            *("at_least", "below", "price", "extra_price", "free_from"),
        )
    )
    rates: dict[tuple[int, int], list[RateRow]] = {}
    for shop_id, method_id, class_id, begin, end, basis, *amounts in rows:
        row = RateRow(class_id, begin, end, ChargeBasis(basis), *amounts)
        rates.setdefault((shop_id, method_id), []).append(row)
    return rates
