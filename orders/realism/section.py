"""Real preparation times on the page of the shop's preparation, in words and as a chart with its table (R088)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.permissions import Right
from marketplace.portal import formats
from orders.realism.counting import Spread
from orders.realism.report import FEWEST, Part, Realism, Verdict, read_realism
from shipping import reach, sections
from shipping.sections import PreparationSection

MOST_ROWS = 15
_BAR = 100  # units of the drawing


@dataclass(frozen=True)
class ChartRow:
    """One lead time: how many shipments took so long, and what share would have left in time under it."""

    days: str
    count: int
    width: int
    share: str
    is_promised: bool = False
    is_suggested: bool = False


@dataclass(frozen=True)
class PartRow:
    """The shipments of one method or weekday, in words."""

    label: str
    count: int
    preparation: str
    late: str
    transit: str
    promised_transit: str


@dataclass(frozen=True)
class RealismWords:
    """The section in words. `change` is the lead time that one click sets; None where none is advised."""

    title: str
    notice: str
    is_warning: bool
    figures: list[tuple[str, str]]
    rows: list[ChartRow]
    methods: list[PartRow]
    weekdays: list[PartRow]
    change: int | None
    change_label: str
    reach: str


def register() -> None:
    """Add the section; called at start."""
    section = PreparationSection(
        code="realism",
        template="orders/realism/_section.html",
        right=Right.ORDER_READ,
        context=_context,
        position=10,
    )
    sections.register(section)


def _context(shop_id: int, at: datetime) -> Mapping[str, Any] | None:
    realism = read_realism(shop_id=shop_id, at=at)
    if realism.verdict == Verdict.TOO_FEW:
        return {"few": _few(realism.shipments)}
    return {"words": say(realism, shop_id=shop_id)}


def _few(count: int) -> str:
    """Nothing is reckoned from too few shipments but their number."""
    text = ngettext(
        "%(count)s shipment so far; shown from %(fewest)s on.",
        "%(count)s shipments so far; shown from %(fewest)s on.",
        count,
    )
    return text % {"count": count, "fewest": FEWEST}


def say(realism: Realism, *, shop_id: int) -> RealismWords:
    """The figures in the reader's language; at least as many shipments are needed as `FEWEST` says."""
    is_advised = realism.verdict in (Verdict.LONGER, Verdict.SOONER) and realism.suggestion is not None
    change = realism.suggestion if is_advised else None
    label = ""
    if change is not None:
        label = ngettext("Promise %(days)s working day", "Promise %(days)s working days", change) % {"days": change}
    return RealismWords(
        title=str(_TITLES.get(realism.verdict, "")),
        notice=_notice(realism),
        is_warning=realism.verdict == Verdict.LONGER,
        figures=_figures(realism),
        rows=_rows(realism),
        methods=[_part(part, part.key) for part in realism.by_method],
        weekdays=[_part(part, str(WEEKDAYS[int(part.key) - 1])) for part in realism.by_weekday],
        change=change,
        change_label=label,
        reach=_reach(shop_id) if change is not None else "",
    )


_TITLES = {
    Verdict.LONGER: gettext_lazy("You need longer than you promise"),
    Verdict.SOONER: gettext_lazy("You could promise sooner"),
    Verdict.FITS: gettext_lazy("Your promise fits"),
}


def _notice(realism: Realism) -> str:
    recent = realism.recent
    if recent is None or recent.count < FEWEST:
        return ""
    if realism.verdict == Verdict.FITS and realism.recent_late:
        return _fits(realism, recent)
    took = ngettext(
        "Your last %(count)s shipment took %(mean)s working days on average; %(late)s went out late.",
        "Your last %(count)s shipments took %(mean)s working days on average; %(late)s went out late.",
        recent.count,
    ) % {"count": recent.count, "mean": _mean(recent), "late": realism.recent_late}
    promise = ngettext("You promise %(days)s working day.", "You promise %(days)s working days.", realism.promised) % {
        "days": realism.promised
    }
    return f"{took} {promise} {_advice(realism)}".strip()


def _fits(realism: Realism, recent: Spread) -> str:
    """What is late was promised sooner than is promised now, or it would not fit."""
    took = ngettext(
        "Your last %(count)s shipment took %(mean)s working days on average; %(late)s went out late, by what was "
        "promised then.",
        "Your last %(count)s shipments took %(mean)s working days on average; %(late)s went out late, by what was "
        "promised then.",
        recent.count,
    ) % {"count": recent.count, "mean": _mean(recent), "late": realism.recent_late}
    # Ten shipments at the least: the singular is that of the days.
    now = ngettext(
        "You promise %(days)s working day now: of %(count)s shipments, the last ones, %(share)s would have left in "
        "time with it.",
        "You promise %(days)s working days now: of %(count)s shipments, the last ones, %(share)s would have left in "
        "time with them.",
        realism.promised,
    ) % {"days": realism.promised, "count": realism.shipments, "share": _percent(realism.promised_share or 0)}
    return f"{took} {now}"


def _advice(realism: Realism) -> str:
    if realism.suggestion is None:
        return _("Not even the longest time allowed would have been kept for 95 of 100 orders.")
    if realism.verdict == Verdict.FITS:
        return ""
    # Ten shipments at the least: the singular is that of the days.
    text = ngettext(
        "Of %(count)s shipments, the last ones, %(now)s would have left in time with %(promised)s working day, "
        "and %(then)s with %(days)s.",
        "Of %(count)s shipments, the last ones, %(now)s would have left in time with %(promised)s working days, "
        "and %(then)s with %(days)s.",
        realism.promised,
    )
    return text % {
        "count": realism.shipments,
        "now": _percent(realism.promised_share or 0),
        "promised": realism.promised,
        "then": _percent(realism.shares[realism.suggestion]),
        "days": realism.suggestion,
    }


def _figures(realism: Realism) -> list[tuple[str, str]]:
    """Preparation and transit of all the shipments: usual, and what most do not exceed."""
    told = []
    for name, spread in ((_("Preparation"), realism.preparation), (_("On the way"), realism.transit)):
        if spread is not None:
            words = {
                "mean": _mean(spread),
                "median": formats.write_number(spread.median),
                "most": spread.percentile_80,
                "nearly": spread.percentile_95,
            }
            text = _(
                "in working days, %(mean)s on average, half within %(median)s, 80 %% within %(most)s, "
                "95 %% within %(nearly)s"
            )
            told.append((name, text % words))
    return told


def _rows(realism: Realism) -> list[ChartRow]:
    spread = realism.preparation
    if spread is None:
        return []
    counts = dict(spread.counts)
    wanted = max(spread.percentile_95, realism.promised, realism.suggestion or 0)
    last = min(wanted, MOST_ROWS, len(realism.shares) - 1)
    highest = max(counts.values())
    rows = [
        ChartRow(
            days=str(days),
            count=counts.get(days, 0),
            width=_width(counts.get(days, 0), highest),
            share=_percent(realism.shares[days]),
            is_promised=days == realism.promised,
            is_suggested=days == realism.suggestion,
        )
        for days in range(last + 1)
    ]
    beyond = sum(count for days, count in counts.items() if days > last)
    if beyond:
        rows.append(ChartRow(_("more"), beyond, _width(beyond, highest), share=""))
    return rows


def _width(count: int, highest: int) -> int:
    return min(_BAR, max(1, round(_BAR * count / highest))) if count else 0


def _part(part: Part, label: str) -> PartRow:
    return PartRow(
        label=label,
        count=part.preparation.count,
        preparation=_mean(part.preparation),
        late=_percent(part.late / part.preparation.count),
        transit=_mean(part.transit) if part.transit else "",
        promised_transit="" if part.promised_transit is None else str(part.promised_transit),
    )


def _reach(shop_id: int) -> str:
    offers = reach.count_offers(shop_id)
    count = offers.total - offers.with_own_time
    text = ngettext(
        "Changes new orders of %(count)s offer. Running orders and offers with a time of their own stay as they are.",
        "Changes new orders of %(count)s offers. Running orders and offers with a time of their own stay as they are.",
        count,
    )
    return text % {"count": formats.write_number(count)}


def _mean(spread: Spread) -> str:
    return formats.write_number(round(spread.mean, 1))


def _percent(share: float) -> str:
    """Rounded down, so that what is not all is not 100 %; but 0.57, which is 56.99... hundredths in binary, is 57."""
    return f"{formats.write_number(int(round(share * 100, 6)))} %"
