"""What a new marketplace starts with: a method, zones, carriers, classes. The operator changes them in admin."""

from shipping.models import Carrier, LogisticClass, ShippingMethod, ShippingZone
from shipping.starting_set import CARRIERS, CLASSES, ZONES


def install_defaults() -> int:
    """Add what is missing, by code, and return how many rows that were; what the operator has changed stays."""
    return _install_methods() + _install_zones() + _install_carriers() + _install_classes()


def _install_methods() -> int:
    _method, created = ShippingMethod.objects.get_or_create(
        code="STD",
        defaults={"label": "Standard", "standard_code": "STANDARD", "transit_min_days": 1, "transit_max_days": 3},
    )
    return int(created)


def _install_zones() -> int:
    known = set(ShippingZone.objects.values_list("code", flat=True))
    missing = [
        ShippingZone(code=code, label=label, countries=[country]) for code, label, country in ZONES if code not in known
    ]
    return len(ShippingZone.objects.bulk_create(missing))


def _install_carriers() -> int:
    known = set(Carrier.objects.values_list("code", flat=True))
    missing = [
        Carrier(
            code=each.code,
            label=each.label,
            standard_code=each.code,
            tracking_url=each.tracking_url,
            countries=list(each.countries),
            service_days=list(each.service_days),
            number_shapes=list(each.number_shapes),
        )
        for each in CARRIERS
        if each.code not in known
    ]
    return len(Carrier.objects.bulk_create(missing))


def _install_classes() -> int:
    """Only where there is none at all: another operator's own classes are not joined by ours."""
    if LogisticClass.objects.exists():
        return 0
    rows = [
        LogisticClass(code=code, label=label, description=description, position=position)
        for position, (code, label, description) in enumerate(CLASSES)
    ]
    return len(LogisticClass.objects.bulk_create(rows))
