"""That a shop sells nothing for a closure, in words (R096)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.permissions import Right
from marketplace.portal import formats
from marketplace.shops import notes
from marketplace.shops.notes import ShopNote
from shipping.services.pausing import Pause, find_pause


def register() -> None:
    """Have Today say so to who can change it; called at start."""
    notes.register("pause", Right.SHOP_WRITE, _say)


def pause_note(pause: Pause, *, shop_id: int, rights: Collection[Right]) -> ShopNote:
    """Until when and why, with the way to the calendar for who may change it."""
    text = _("Nothing is on sale until %(day)s, that day included: %(name)s.")
    told = text % {"day": formats.write_far_day(pause.last_day), "name": pause.name}
    if Right.SHOP_WRITE not in rights:
        return ShopNote(told)
    return ShopNote(told, reverse("shipping:calendar", kwargs={"shop_id": shop_id}), _("Calendar"))


def write_paused(pause: Pause) -> str:
    """What stands in the place of "On sale"."""
    return _("Paused until %(day)s") % {"day": formats.write_far_day(pause.last_day)}


def paused_context(pause: Pause | None, *, shop_id: int, rights: Collection[Right]) -> dict[str, Any]:
    """For pages that show what is on sale: `notes` on top, and `pause` in the place of "On sale"."""
    if pause is None:
        return {"notes": [], "pause": ""}
    return {"notes": [pause_note(pause, shop_id=shop_id, rights=rights)], "pause": write_paused(pause)}


def _say(shop_id: int, rights: Collection[Right], at: datetime) -> ShopNote | None:
    pause = find_pause(shop_id, at)
    return pause_note(pause, shop_id=shop_id, rights=rights) if pause else None
