"""What a closure or another week would do, in words, before it is saved (D12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.portal import formats
from shipping.pages.words import write_span
from shipping.promise import Promise
from shipping.services.previewing import ClosureEffect, OrderedThen


@dataclass(frozen=True)
class EffectRow:
    """An order of some moment: when, and what it is promised without the change and with it."""

    ordered: str
    before: str
    after: str
    differs: bool


@dataclass(frozen=True)
class EffectWords:
    """The effect; `orders` is empty where no open order ships within the closure."""

    rows: list[EffectRow]
    orders: str
    closed: str


def effect_words(effect: ClosureEffect, *, most_closed_days: int, is_closed: bool) -> EffectWords:
    """Put an effect in words."""
    closed = _("Closed days in twelve months: %(days)d of %(most)d") % {
        "days": effect.closed_days,
        "most": most_closed_days,
    }
    return EffectWords(
        rows=effect_rows(effect.moments, effect.channel.timezone),
        orders=_orders(effect.open_orders),
        closed=closed if is_closed else "",
    )


def effect_rows(moments: Sequence[OrderedThen], timezone: str) -> list[EffectRow]:
    """Orders now, which comes first, and at other moments."""
    return [_row(each, timezone, is_now=not index) for index, each in enumerate(moments)]


def _row(then: OrderedThen, timezone: str, *, is_now: bool) -> EffectRow:
    day = then.ordered_at.astimezone(ZoneInfo(timezone)).date()
    ordered = _("Ordered now") if is_now else _("Ordered on %(day)s") % {"day": formats.write_far_day(day)}
    before, after = _promised(then.before), _promised(then.after)
    return EffectRow(ordered, before, after, before != after)


def _promised(made: Promise | None) -> str:
    if made is None:
        return _("Nothing is on sale")
    words = {
        "ship": formats.write_far_day(made.ship_by_day),
        "delivery": write_span(made.earliest_day, made.latest_day),
    }
    return _("Ships by %(ship)s, arrives %(delivery)s") % words


def _orders(count: int) -> str:
    if not count:
        return ""
    text = ngettext(
        "%(count)s open order is to ship within these days. It keeps its promise: ship it before you close.",
        "%(count)s open orders are to ship within these days. They keep their promise: ship them before you close.",
        count,
    )
    return text % {"count": formats.write_number(count)}
