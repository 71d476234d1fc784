"""A shop's defaults for its offers: what is kept back, and when the seller is told (R009 to R011)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from marketplace.errors import FieldError, ValidationFailed
from marketplace.shops.models import Shop
from offers.models import MOST_SAFETY_STOCK, Offer, OfferSettings

MOST_STOCK = 10**6
# Nobody reads a longer number as anything but "many", and counting on costs a huge shop's pages their speed.
MOST_COUNTED = 10_000
# First key of the advisory locks of `lock_defaults`; no one else's.
_DEFAULTS_LOCK = 0x0FFC


def settings_of(shop_id: int) -> OfferSettings:
    """The shop's settings; the defaults, unsaved, where it has none."""
    found: OfferSettings | None = OfferSettings.objects.filter(shop=shop_id).first()
    return found or OfferSettings(shop_id=shop_id)


def count_without_safety_stock(shop_id: int) -> int:
    """How many of the shop's active offers keep nothing back (R010), counted to MOST_COUNTED."""
    bare = Offer.objects.current().filter(shop=shop_id, is_active=True, safety_in_force=0)
    return int(bare.order_by()[:MOST_COUNTED].count())


@transaction.atomic
def set_stock_defaults(*, shop_id: int, safety_stock: int, stock_alert: int | None, at: datetime) -> OfferSettings:
    """Keep so many pieces of every offer back that does not say otherwise, and tell at so many left (None: never).

    What is for sale changes with it at once. Raises ValidationFailed.
    """
    lock_defaults(shop_id)
    Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    _check(safety_stock, stock_alert)
    defaults = {"safety_stock": safety_stock, "stock_alert": stock_alert}
    settings, _made = OfferSettings.objects.update_or_create(shop_id=shop_id, defaults=defaults)
    apply_defaults(settings, at)
    return settings


def lock_defaults(shop_id: int) -> None:
    """Keep the shop's defaults from being changed while they are written into many offers, until the transaction ends.
    The shop's row stays free: a file takes long, and much else about a shop is changed under that.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_DEFAULTS_LOCK, shop_id])


def apply_defaults(settings: OfferSettings, at: datetime) -> None:
    """Write the defaults into every offer of the shop that has no value of its own: one statement each, and only where
    they change something.
    """
    mine = Offer.objects.filter(shop=settings.shop_id)
    # Baskets lock offers in the order of their keys: taken in another order, the two would wait for each other.
    len(mine.locked().values_list("pk"))
    keeping = mine.filter(safety_stock__isnull=True).exclude(safety_in_force=settings.safety_stock)
    keeping.update(safety_in_force=settings.safety_stock, updated_at=at)
    told = mine.filter(stock_alert__isnull=True)
    if settings.stock_alert is None:
        told = told.filter(alert_in_force__isnull=False)
    else:
        told = told.exclude(alert_in_force__isnull=False, alert_in_force=settings.stock_alert)
    told.update(alert_in_force=settings.stock_alert, updated_at=at)
    own = mine.filter(stock_alert__isnull=False).exclude(alert_in_force=F("stock_alert"))
    own.update(alert_in_force=F("stock_alert"), updated_at=at)


@dataclass(frozen=True)
class Effect:
    """What defaults do to a shop's offers: how many take the safety stock, have their own, then have nothing more for
    sale, and are then low on stock.
    """

    takers: int
    own: int
    sold_out: int
    low: int


def effect_of_defaults(given: OfferSettings) -> Effect:
    """Of defaults that are not saved yet, in one query. Needs the shop's scope."""
    takes = Q(safety_stock__isnull=True)
    left = Greatest(F("quantity") - Coalesce("safety_stock", given.safety_stock), 0)
    alert = Coalesce("stock_alert", Value(-1 if given.stock_alert is None else given.stock_alert))
    is_low = Q(is_active=True, left__gt=0, left__lte=F("alert"))
    found = (
        Offer.objects.current()
        .annotate(left=left, alert=alert)
        .aggregate(
            takers=Count(Case(When(takes, then=1))),
            own=Count(Case(When(~takes, then=1))),
            sold_out=Count(Case(When(takes & Q(is_active=True, left=0, sellable_quantity__gt=0), then=1))),
            low=Count(Case(When(is_low, then=1))),
        )
    )
    return Effect(**found)


def put_in_force(offer: Offer, settings: OfferSettings) -> None:
    """Set on the offer, unsaved, what holds for it: its own values, else the shop's."""
    offer.safety_in_force = settings.safety_stock if offer.safety_stock is None else offer.safety_stock
    offer.alert_in_force = settings.stock_alert if offer.stock_alert is None else offer.stock_alert


def _check(safety_stock: int, stock_alert: int | None) -> None:
    faults = []
    if not 0 <= safety_stock <= MOST_SAFETY_STOCK:
        message = _("The safety stock is a number from 0 to %(most)s.") % {"most": MOST_SAFETY_STOCK}
        faults.append(FieldError("VALIDATION_ERROR", "safety_stock", message))
    if stock_alert is not None and not 0 <= stock_alert <= MOST_STOCK:
        message = _("The alert is a number from 0 to a million, or empty.")
        faults.append(FieldError("VALIDATION_ERROR", "stock_alert", message))
    if faults:
        raise ValidationFailed(message=faults[0].message, errors=faults)
