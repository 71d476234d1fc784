"""The notice of a rate table that gives no price: to those who may change it, once for as long as it lasts (R099)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace import clock
from marketplace.notices import registry
from marketplace.notices.models import Notice
from marketplace.notices.registry import Channels, NoticeKind, Said, Seat
from marketplace.notices.services import notify, settle_facts
from marketplace.permissions import Right
from marketplace.tenancy import all_shops, shop_scope
from shipping.choices import FreightReason
from shipping.models import FreightFault
from shipping.pages.asked import asked_of, name_goods, write_asked
from shipping.services.faults import Asked, iterate_untold, notice_key

FREIGHT_FAULT = "freight_fault"
SUBJECT = "freight_fault"
# Each costs a few queries; the sweep comes again at once while there are more.
_BATCH = 50


def register() -> None:
    """Make the kind known; called at start."""
    registry.register(
        NoticeKind(
            code=FREIGHT_FAULT,
            label=gettext_lazy("No freight from the rate table"),
            text=gettext_lazy("Your rate table gave no price; the contingency table stood in where it had one."),
            icon="truck",
            state="soon",
            rights=_rights,
            defaults=_at_once,
            say=_say,
            summary=lambda n: ngettext("%(n)s freight problem", "%(n)s freight problems", n) % {"n": n},
        )
    )


def tell_faults() -> int:
    """Tell the members of each shop of its new faults, and return how many; part of the sweep."""
    with all_shops("faults are told to every shop"):
        found = list(iterate_untold(_BATCH))
    for fault_id, shop_id in found:
        with transaction.atomic(), shop_scope(shop_id):
            _tell(fault_id)
    return len(found)


def count_untold() -> int:
    """Faults that nobody has been told of."""
    with all_shops("faults are told to every shop"):
        return int(FreightFault.objects.filter(told_at__isnull=True).count())


def _tell(fault_id: int) -> None:
    """Tell of one, also if it has ended meanwhile: that is then in the list, and nothing to be looked at."""
    at = clock.now()
    untold = FreightFault.objects.select_related("shop", "zone", "method").filter(pk=fault_id, told_at__isnull=True)
    fault = untold.select_for_update(of=("self",)).first()
    if fault is None:
        return
    notify(
        shop_id=fault.shop_id,
        kind=FREIGHT_FAULT,
        right=Right.SHOP_WRITE,
        subject_type=SUBJECT,
        subject_id=str(fault.pk),
        key=notice_key(fault.pk),
        params={
            "zone": fault.zone.label,
            "method": fault.method.label,
            "reason": fault.reason,
            "has_contingency": fault.has_contingency,
            "asked": _asked(fault),
        },
        at=at,
    )
    if fault.ended_at:
        settle_facts(keys=[notice_key(fault.pk)], at=at)
    fault.told_at = at
    fault.save(update_fields=["told_at"])


def _asked(fault: FreightFault) -> dict[str, Any] | None:
    """What was asked for last, with the offers by name: the notice says it in its reader's language."""
    if not fault.details:
        return None
    currency = fault.shop.currency
    named = name_goods(Asked.of(fault.details, currency=currency), shop_id=fault.shop_id)
    return {**fault.details, "currency": currency, "named": named}


def _rights() -> Collection[Right]:
    return {Right.SHOP_WRITE}


def _at_once(_seat: Seat) -> Channels:
    return Channels(bell=True, mail=True)


def _say(notices: Sequence[Notice]) -> list[Said]:
    return [_say_one(notice) for notice in notices]


def _say_one(notice: Notice) -> Said:
    told = notice.params
    stands_in = _("Customers get the price of your contingency table.")
    nothing = _("Your contingency table has no price either: nothing is sold there by this method.")
    return Said(
        title=_("No freight to %(zone)s by %(method)s") % {"zone": told["zone"], "method": told["method"]},
        text=stands_in if told["has_contingency"] else nothing,
        url=reverse("shipping:freight", args=[notice.shop_id]),
        detail=_detail(told),
    )


def _detail(told: Mapping[str, Any]) -> str:
    """Why, and for what."""
    reason, found = str(FreightReason(told["reason"]).label), asked_of(told)
    if found is None:
        return reason
    return _("%(reason)s. Last asked for: %(asked)s") % {"reason": reason, "asked": write_asked(*found)}
