"""The notice of offers that are low on stock: one for a shop and round, however many there are (R011)."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace import clock
from marketplace.notices import registry
from marketplace.notices.models import Notice
from marketplace.notices.registry import Channels, NoticeKind, Said, Seat
from marketplace.notices.services import notify
from marketplace.permissions import Right
from marketplace.tenancy import shop_scope
from offers.services.low_stock import LowStock, shops_to_tell, take_low

LOW_STOCK = "low_stock"


def register() -> None:
    """Make the kind known; called at start."""
    registry.register(
        NoticeKind(
            code=LOW_STOCK,
            label=gettext_lazy("Offers low on stock"),
            text=gettext_lazy("Their stock has fallen to the level at which you want to know."),
            icon="tag",
            state="soon",
            rights=_rights,
            defaults=_at_once,
            say=_say,
            summary=lambda n: ngettext("%(n)s note of low stock", "%(n)s notes of low stock", n) % {"n": n},
        )
    )


def tell_low_stock() -> int:
    """Tell each shop of what has become low, and return how many were told; part of the sweep."""
    return sum(_tell(shop_id) for shop_id in shops_to_tell())


@transaction.atomic
def _tell(shop_id: int) -> bool:
    at = clock.now()
    low = take_low(shop_id=shop_id, at=at)
    if low is None:
        return False
    with shop_scope(shop_id):
        _notify(shop_id, low)
    return True


def _notify(shop_id: int, low: LowStock) -> None:
    fact = uuid4().hex  # marked in the same transaction: what was told is never found again
    notify(
        shop_id=shop_id,
        kind=LOW_STOCK,
        right=Right.OFFER_WRITE,
        subject_type=LOW_STOCK,
        subject_id=fact,
        key=f"{LOW_STOCK}:{fact}",
        params={"count": low.count, "named": [asdict(each) for each in low.named]},
        at=clock.now(),
    )


def _rights() -> Collection[Right]:
    return {Right.OFFER_WRITE}


def _at_once(_seat: Seat) -> Channels:
    return Channels(bell=True, mail=True)


def _say(notices: Sequence[Notice]) -> list[Said]:
    return [_say_one(notice) for notice in notices]


def _say_one(notice: Notice) -> Said:
    count, named = notice.params["count"], notice.params["named"]
    first = named[0] if named else None
    if count == 1 and first:
        title = _("%(offer)s is low on stock") % {"offer": first["title"]}
        url = reverse("offers:edit", args=[notice.shop_id, first["offer_id"]])
    else:
        title = ngettext("%(n)s offer is low on stock", "%(n)s offers are low on stock", count) % {"n": count}
        url = f"{reverse('offers:list', args=[notice.shop_id])}?tab=low"
    return Said(title=title, text=_("Fill up the stock before it runs out."), url=url, detail=_detail(count, named))


def _detail(count: int, named: Sequence[dict[str, str]]) -> str:
    """Those with the least left, each with what is for sale, and how many there are besides."""
    line = _("%(sku)s: %(left)s for sale")
    lines = [line % {"sku": each["shop_sku"], "left": each["left"]} for each in named]
    more = count - len(named)
    if more > 0:
        lines.append(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more})
    return ", ".join(lines)
