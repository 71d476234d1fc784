"""A shop's usual carriers (R091), and what is to be said of a tracking number (R092)."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.errors import refusal
from shipping.models import Carrier, ShopCarrier
from shipping.numbers import fits
from shipping.services.settings import lock_shop


def list_carriers() -> list[Carrier]:
    """The operator's carriers, by name."""
    return list(Carrier.objects.filter(is_active=True))


def usual_carriers(shop_id: int) -> list[Carrier]:
    """The shop's own choice of them; none where it has made none."""
    chosen = ShopCarrier.objects.filter(shop=shop_id).values("carrier")
    return list(Carrier.objects.filter(pk__in=chosen, is_active=True))


def carriers_to_choose(*, shop_id: int, kept_id: int | None = None) -> list[Carrier]:
    """Those that the shop sends with, all where it has chosen none; and the one that a shipment has already."""
    chosen = ShopCarrier.objects.filter(shop=shop_id, carrier__is_active=True).values("carrier")
    wanted = Q(pk__in=chosen) if chosen.exists() else Q(is_active=True)
    return list(Carrier.objects.filter(wanted | Q(pk=kept_id)) if kept_id else Carrier.objects.filter(wanted))


@transaction.atomic
def set_usual_carriers(*, shop_id: int, codes: Collection[str]) -> list[Carrier]:
    """Make these the shop's carriers; none at all offers every one. Raises ValidationFailed for an unknown code."""
    lock_shop(shop_id)
    found = {carrier.code: carrier for carrier in list_carriers() if carrier.code in set(codes)}
    unknown = sorted(set(codes) - set(found))
    if unknown:
        message = _("There is no carrier %(code)s.") % {"code": unknown[0]}
        raise refusal("CARRIER_NOT_FOUND", "codes", message)
    wanted = {carrier.pk for carrier in found.values()}
    kept = ShopCarrier.objects.filter(shop=shop_id)
    kept.exclude(carrier__in=wanted).delete()
    known = set(kept.values_list("carrier", flat=True))
    ShopCarrier.objects.bulk_create(
        ShopCarrier(shop_id=shop_id, carrier_id=carrier_id) for carrier_id in sorted(wanted - known)
    )
    return list(found.values())


def number_warning(carrier: Carrier | None, number: str) -> str:
    """What is to be said of a number that does not look like the carrier's; empty where it does (R092)."""
    if carrier is None or fits(number, carrier.number_shapes):
        return ""
    return _("This does not look like a number of %(carrier)s, such as %(shape)s.") % {
        "carrier": carrier.label,
        "shape": _sample(carrier.number_shapes),
    }


def _sample(shapes: Sequence[str]) -> str:
    """A shape as people read it: digits where digits stand, letters where letters do."""
    return shapes[0].translate(str.maketrans("#@*", "0AX"))
