"""The operator's network of zones, methods and carriers; what each shop makes of it; and what it charges."""

from shipping.models.charges import Charge, ContingencyCharge, FreightFault, RateTableRow
from shipping.models.network import (
    Carrier,
    LogisticClass,
    MethodTransit,
    ShippingLimits,
    ShippingMethod,
    ShippingZone,
)
from shipping.models.shops import Closure, ShopCarrier, ShopShipping

__all__ = [
    "Carrier",
    "Charge",
    "Closure",
    "ContingencyCharge",
    "FreightFault",
    "LogisticClass",
    "MethodTransit",
    "RateTableRow",
    "ShippingLimits",
    "ShippingMethod",
    "ShippingZone",
    "ShopCarrier",
    "ShopShipping",
]
