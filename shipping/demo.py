"""The demo's shipping: the operator's starting set, and what each demo shop makes of it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from marketplace.shops.models import Shop
from shipping.choices import ChargeBasis
from shipping.defaults import install_defaults
from shipping.models import (
    Carrier,
    Charge,
    Closure,
    ContingencyCharge,
    LogisticClass,
    ShippingMethod,
    ShippingZone,
    ShopCarrier,
    ShopShipping,
)

CARRIERS = {
    "ES": ("SEUR", "CORREOS", "CORREOS_EXPRESS"),
    "PT": ("CTT", "CTT_EXPRESS"),
    "DE": ("DHL_PAKET", "DPD"),
    "BR": ("CORREIOS", "JADLOG"),
}
# Channel -> zone and what an order to it costs; its own country first.
ZONES = {
    "ES": (("ES", "4.90"), ("PT", "6.90"), ("FR", "12.50")),
    "PT": (("PT", "3.90"), ("ES", "6.50")),
    "DE": (("DE", "4.95"), ("FR", "13.90"), ("IT", "15.90")),
    "BR": (("BR", "24.90"), ("PT", "189.00")),
}
FREE_FROM = {"ES": "60", "PT": "50", "DE": "79", "BR": "399"}


@dataclass(frozen=True)
class Habits:
    """What sets a demo shop apart: by what it charges, and its preparation."""

    basis: ChargeBasis = ChargeBasis.ORDER
    has_contingency: bool = True
    lead_time_days: int | None = None
    cutoff: time | None = None
    closure: str = ""


HABITS = {
    "brisamar": Habits(basis=ChargeBasis.WEIGHT, lead_time_days=2, cutoff=time(18)),
    "roblealto": Habits(closure="Inventario"),
    "azulejo": Habits(basis=ChargeBasis.UNIT),
    "fichtenhof": Habits(basis=ChargeBasis.WEIGHT),
    "nordlicht": Habits(basis=ChargeBasis.FREE, lead_time_days=1),
    "mareviva": Habits(has_contingency=False),
}
PLAIN = Habits()
# Logistic class -> how many times the price of an order: what is bulky, and what goes by haulier.
LARGE = {"L": 6, "XL": 15}
# Kilograms from, below, and how many times the price of an order.
STEPS = (("0", "2", "1"), ("2", "10", "1.4"), ("10", "30", "2.6"), ("30", None, "5"))


def load(demo: Any) -> None:
    """Install the starting set, and set up every demo shop that has no freight yet."""
    install_defaults()
    for entry in demo.shops:
        shop = Shop.objects.get(pk=entry["shop_id"])
        if not Charge.objects.filter(shop=shop).exists():
            _set_up(shop, entry["channel"], HABITS.get(shop.code, PLAIN), demo.now)


def _set_up(shop: Shop, channel: str, habits: Habits, now: datetime) -> None:
    codes = CARRIERS[channel]
    ShopCarrier.objects.bulk_create(
        ShopCarrier(shop=shop, carrier=carrier) for carrier in Carrier.objects.filter(code__in=codes)
    )
    Charge.objects.bulk_create(_charges(shop, channel, habits.basis))
    if habits.has_contingency:
        ContingencyCharge.objects.bulk_create(_contingency(shop, channel))
    if habits.lead_time_days is not None:
        ShopShipping.objects.create(
            shop=shop, lead_time_days=habits.lead_time_days, cutoff=habits.cutoff, updated_at=now
        )
    if habits.closure:
        first = now.date() + timedelta(days=21)
        Closure.objects.create(
            shop=shop, first_day=first, last_day=first + timedelta(days=2), name=habits.closure, created_at=now
        )


def _charges(shop: Shop, channel: str, basis: ChargeBasis) -> list[Charge]:
    """The shop's way of charging at home; per order abroad, and more for what is bulky everywhere."""
    method = ShippingMethod.objects.get(code="STD")
    large = [(each, LARGE[each.code]) for each in LogisticClass.objects.filter(code__in=LARGE)]
    rows: list[Charge] = []
    for place, (code, price) in enumerate(ZONES[channel]):
        fixed: dict[str, Any] = {"shop": shop, "zone": ShippingZone.objects.get(code=code), "method": method}
        here = basis if place == 0 else ChargeBasis.ORDER
        free_from = Decimal(FREE_FROM[channel]) if place == 0 and here == ChargeBasis.ORDER else None
        rows += _by(here, Decimal(price), fixed, free_from)
        if here != ChargeBasis.FREE:
            rows += [
                Charge(logistic_class=each, basis=ChargeBasis.ORDER, price=Decimal(price) * times, **fixed)
                for each, times in large
            ]
    return rows


def _by(basis: ChargeBasis, price: Decimal, fixed: dict[str, Any], free_from: Decimal | None) -> list[Charge]:
    if basis == ChargeBasis.WEIGHT:
        return [
            Charge(
                basis=basis,
                at_least=Decimal(low),
                below=None if high is None else Decimal(high),
                price=round(price * Decimal(times), 2),
                **fixed,
            )
            for low, high, times in STEPS
        ]
    extra = round(price / 3, 2) if basis == ChargeBasis.UNIT else Decimal(0)
    cost = Decimal(0) if basis == ChargeBasis.FREE else price
    return [Charge(basis=basis, price=cost, extra_price=extra, free_from=free_from, **fixed)]


def _contingency(shop: Shop, channel: str) -> list[ContingencyCharge]:
    """One flat price per zone, a little above the usual."""
    method = ShippingMethod.objects.get(code="STD")
    return [
        ContingencyCharge(
            shop=shop,
            zone=ShippingZone.objects.get(code=code),
            method=method,
            basis=ChargeBasis.ORDER,
            price=Decimal(price) + 2,
        )
        for code, price in ZONES[channel]
    ]
