"""Each figure of a shop beside the limits of the channels that it sells on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.portal import formats
from marketplace.shops.models import Channel
from metrics.choices import Better
from metrics.definitions import FIGURES, Figure
from metrics.limits import JUDGED_DAYS, URGENCY, Judged, Standing, judge, room_left
from metrics.measures import Measured
from metrics.models import FigureLimit
from metrics.pages.stretches import last_days
from metrics.pages.values import write_number, write_value
from metrics.periods import Span
from metrics.services.reading import FigureReader


@dataclass(frozen=True)
class Verdict:
    """The most urgent standing of a figure among the shop's channels, on the channel where it is so."""

    judged: Judged
    measured: Measured
    channel: Channel | None
    is_one_of_many: bool

    @property
    def word(self) -> str:
        """The standing; with the channel where there are several."""
        label = str(self.judged.standing.label)
        if self.is_one_of_many and self.judged.is_over and self.channel is not None:
            return _("%(standing)s in %(channel)s") % {"standing": label, "channel": self.channel.label}
        return label

    @property
    def value(self) -> str:
        """What was judged: the figure of the last 28 days."""
        return write_value(self.measured)

    @property
    def limit_text(self) -> str:
        """ "Warning from 10%, suspension from 15%"."""
        return write_limits(self.measured.figure, self.judged.warning, self.judged.suspension)


def judge_shop(*, reader: FigureReader, channels: Sequence[Channel], sold_on: int) -> dict[str, Verdict]:
    """A verdict for every figure, judged on these channels of the `sold_on` that the shop has; `reader` is the whole
    shop's.
    """
    limits = {(each.channel_id, each.figure): each for each in FigureLimit.objects.filter(channel__in=channels)}
    reader.prepare(*judged_spans(reader, channels))
    whole = reader.span(_judged(reader.asked.today))
    verdicts: dict[str, Verdict] = {}
    for channel in channels:
        read = whole if sold_on == 1 else _of_channel(reader, channel, whole)
        for code, measured in read.items():
            limit = limits.get((channel.pk, code))
            judged = judge(measured.figure, measured.value, limits=limit, counted=measured.denominator)
            verdict = Verdict(judged, measured, channel, len(channels) > 1)
            if code not in verdicts or _urgency(verdict) < _urgency(verdicts[code]):
                verdicts[code] = verdict
    return verdicts


def judged_spans(reader: FigureReader, channels: Sequence[Channel]) -> set[Span]:
    """The days that limits are judged over, by the clock of the shop and of each channel."""
    return {_judged(reader.asked.today), *(_judged(reader.of(channel).asked.today) for channel in channels)}


def _of_channel(reader: FigureReader, channel: Channel, whole: dict[str, Measured]) -> dict[str, Measured]:
    """The channel's figures of the judged days; what is not told by channel is that of the shop."""
    part = reader.of(channel)
    found = part.span(_judged(part.asked.today))
    return {code: each if each.figure.by_channel else whole[code] for code, each in found.items()}


def _judged(today: date) -> Span:
    return Span(*last_days(JUDGED_DAYS, today=today))


def write_limits(figure: Figure, warning: Decimal | None, suspension: Decimal | None) -> str:
    """The limits in the figure's unit and direction; nothing where there are none."""
    above = figure.better != Better.HIGHER
    words = []
    if warning is not None:
        text = _("Warning from %(value)s") if above else _("Warning below %(value)s")
        words.append(text % {"value": write_number(warning, figure.unit)})
    if suspension is not None:
        text = _("suspension from %(value)s") if above else _("suspension below %(value)s")
        words.append(text % {"value": write_number(suspension, figure.unit)})
    written = ", ".join(words)
    return written[:1].upper() + written[1:]


def room_text(verdict: Verdict) -> str:
    """How much may still go wrong before the warning, in rows."""
    judged, measured = verdict.judged, verdict.measured
    if judged.standing not in (Standing.WITHIN, Standing.NEAR):
        return ""
    limit = judged.warning if judged.warning is not None else judged.suspension
    room = room_left(measured.figure, measured.numerator, measured.denominator, limit or Decimal(0))
    if room is None:
        return ""
    if not room:
        return _("The next one that goes wrong reaches the limit.")
    text = ngettext(
        "%(n)s more may go wrong before the limit is reached.",
        "%(n)s more may go wrong before the limit is reached.",
        room,
    )
    return text % {"n": formats.write_number(room)}


def known_figures() -> list[tuple[str, str]]:
    """Every figure that a limit can be set for."""
    return [(code, str(figure.label)) for code, figure in FIGURES.items() if figure.better != Better.NEUTRAL]


def _urgency(verdict: Verdict) -> int:
    return URGENCY[verdict.judged.standing]
