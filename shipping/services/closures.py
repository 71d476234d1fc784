"""A shop's closures: entered, changed, ended (R096, D12). Everything here runs inside the shop's scope."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.errors import Conflict, NotFound
from marketplace.shops.models import Channel, ShopChannel
from shipping.choices import ClosureKind
from shipping.closing import ClosureTerms, closure_faults
from shipping.models import Closure
from shipping.services.lookup import shipping_limits
from shipping.services.settings import lock_shop, refuse


def shop_channels(shop_id: int) -> list[Channel]:
    """The channels that the shop sells on; the first says by which clock its days run."""
    channels = Channel.objects.filter(pk__in=ShopChannel.objects.filter(shop=shop_id).values("channel"))
    return list(channels.select_related("calendar").order_by("code"))


def shop_today(shop_id: int, at: datetime) -> date:
    """The shop's day: that of its first channel."""
    return at.astimezone(ZoneInfo(first_timezone(shop_channels(shop_id)))).date()


def first_timezone(channels: Sequence[Channel]) -> str:
    """By whose clock a shop of these channels works."""
    return channels[0].timezone if channels else "UTC"


def closures_ahead(shop_id: int, today: date) -> "QuerySet[Closure]":
    """Those that run or are to come, in their order."""
    found: QuerySet[Closure] = Closure.objects.filter(shop=shop_id, last_day__gte=today)
    return found


def find_closure(closure_id: int) -> Closure:
    """A closure of the scope's shop. Raises NotFound."""
    found: Closure | None = Closure.objects.filter(pk=closure_id).first()
    if found is None:
        raise NotFound(message=_("There is no such closure."))
    return found


def terms_of(closure: Closure) -> ClosureTerms:
    """A closure as it was entered."""
    return ClosureTerms(closure.first_day, closure.last_day, closure.name, ClosureKind(closure.kind))


def check_closure(*, shop_id: int, terms: ClosureTerms, at: datetime, closure_id: int | None = None) -> None:
    """Raise ValidationFailed where the closure cannot be entered, or `closure_id` changed to it."""
    today = shop_today(shop_id, at)
    kept = Closure.objects.filter(shop=shop_id)
    formerly = kept.filter(pk=closure_id).first() if closure_id else None
    others = [terms_of(each) for each in (kept.exclude(pk=closure_id) if closure_id else kept)]
    refuse(
        closure_faults(
            terms,
            others=others,
            limits=shipping_limits(),
            today=today,
            formerly=terms_of(formerly) if formerly else None,
        )
    )


@transaction.atomic
def add_closure(*, shop_id: int, terms: ClosureTerms, at: datetime) -> Closure:
    """Enter a closure; orders that are open keep their promise. Raises ValidationFailed beyond the limits."""
    lock_shop(shop_id)
    check_closure(shop_id=shop_id, terms=terms, at=at)
    return Closure.objects.create(shop_id=shop_id, created_at=at, **_columns(terms))


@transaction.atomic
def change_closure(*, closure_id: int, changes: Mapping[str, Any], at: datetime) -> Closure:
    """Change some terms of a closure that is not over; of one that has begun the first day stays.

    Raises NotFound, Conflict for one that is over, ValidationFailed beyond the limits.
    """
    closure = _lock_running(closure_id, at)
    terms = replace(terms_of(closure), **changes)
    check_closure(shop_id=closure.shop_id, terms=terms, at=at, closure_id=closure.pk)
    for name, value in _columns(terms).items():
        setattr(closure, name, value)
    closure.save(update_fields=list(_columns(terms)))
    return closure


@transaction.atomic
def remove_closure(*, closure_id: int, at: datetime) -> Closure | None:
    """Remove a closure that is to come; end one that has begun with yesterday, so that its days go on counting.

    Returns what is left of it. Raises NotFound, Conflict for one that is over.
    """
    closure = _lock_running(closure_id, at)
    today = shop_today(closure.shop_id, at)
    if closure.first_day >= today:
        closure.delete()
        return None
    closure.last_day = today - timedelta(days=1)
    closure.save(update_fields=["last_day"])
    return closure


def _lock_running(closure_id: int, at: datetime) -> Closure:
    lock_shop(find_closure(closure_id).shop_id)
    closure = find_closure(closure_id)  # read again under the lock
    if closure.last_day < shop_today(closure.shop_id, at):
        raise Conflict(code="CLOSURE_OVER", message=_("This closure is over, and stays as it was."))
    return closure


def _columns(terms: ClosureTerms) -> dict[str, object]:
    return {
        "first_day": terms.first_day,
        "last_day": terms.last_day,
        "name": terms.name,
        "kind": terms.kind,
    }
