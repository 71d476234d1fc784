"""What the limits of a figure lead to: now, at the warning, at the suspension. Nothing happens by itself yet."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from metrics.choices import Better
from metrics.limits import Standing
from metrics.pages.standings import Verdict, room_text
from metrics.pages.values import write_number, write_of


@dataclass(frozen=True)
class Step:
    """One step of what would happen, `css` and `icon` saying whether it is so now."""

    title: str | Promise
    text: str
    icon: str
    css: str = ""


def consequences_of(verdict: Verdict) -> list[Step]:
    """Where the figure stands now, then each limit with what it means; nothing where there is no limit."""
    judged = verdict.judged
    if judged.standing == Standing.FREE:
        return []
    steps = [Step(_now_title(verdict), _now_text(verdict), judged.icon or "note", judged.css)]
    if judged.warning is not None:
        text = _("The operator sees the shop marked in its list. Nothing happens by itself yet.")
        steps.append(Step(_beyond(verdict, _("Warning"), judged.warning), text, "flag"))
    if judged.suspension is not None:
        text = _("The operator may suspend the shop. Nothing happens by itself yet.")
        steps.append(Step(_beyond(verdict, _("Suspension"), judged.suspension), text, "over"))
    return steps


def _now_title(verdict: Verdict) -> str:
    return _("Now: %(standing)s") % {"standing": verdict.word}


def _now_text(verdict: Verdict) -> str:
    """What was judged, and how much room is left."""
    judged, figure = verdict.judged, verdict.measured.figure
    if judged.standing == Standing.NO_DATA:
        return _("There is nothing to judge in the last 28 days.")
    if judged.standing == Standing.TOO_FEW:
        told = {"n": judged.min_counted, "what": figure.denominator_label, "counted": verdict.measured.denominator}
        return _("It is judged from %(n)s on in 28 days. %(what)s: %(counted)s.") % told
    value = write_number(verdict.measured.value, figure.unit, verdict.measured.currency)
    of = write_of(verdict.measured)
    words = [_("%(value)s in the last 28 days, %(of)s.") % {"value": value, "of": of}] if of else []
    words = words or [_("%(value)s in the last 28 days.") % {"value": value}]
    return " ".join([*words, room_text(verdict)]).strip()


def _beyond(verdict: Verdict, word: str, limit: Decimal) -> str:
    """ "Warning from 10%"."""
    figure = verdict.measured.figure
    value = write_number(limit, figure.unit)
    if figure.better == Better.HIGHER:
        return _("%(word)s below %(value)s") % {"word": word, "value": value}
    return _("%(word)s from %(value)s") % {"word": word, "value": value}
