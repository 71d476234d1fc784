"""What calls on figures ask for: a channel, days, a figure, a part."""

from datetime import date

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from marketplace.errors import NotFound
from marketplace.rest.wire import Query, refuse
from marketplace.shops.models import Channel
from metrics.definitions import FIGURES, Figure
from metrics.limits import JUDGED_DAYS
from metrics.pages.stretches import last_days
from metrics.periods import Span

CHANNEL = OpenApiParameter("channel_code", str, description="One channel alone; absent: all of the shop's.")
SINCE = OpenApiParameter(
    "since",
    OpenApiTypes.DATE,
    description="First day by the channel's clock; absent: 28 days up to the last. 2000-01-01 is before all.",
)
UNTIL = OpenApiParameter("until", OpenApiTypes.DATE, description="Last day, included; absent: up to now.")


def read_channel(query: Query) -> Channel | None:
    """The channel named. Raises ValidationFailed for one that the marketplace does not have."""
    code = query.text("channel_code")
    if code is None:
        return None
    channel: Channel | None = Channel.objects.filter(code=code).first()
    if channel is None:
        raise refuse("channel_code", _("There is no channel %(code)s.") % {"code": code[:50]})
    return channel


def read_span(query: Query, *, today: date) -> Span:
    """The days asked for; the 28 that limits are judged over unless a first one is named, in every call alike.

    Raises ValidationFailed where they run backwards.
    """
    since, until = _read_day(query, "since"), _read_day(query, "until")
    if since and until and since > until:
        raise refuse("until", _("The last day must not be before the first."))
    return Span(since or last_days(JUDGED_DAYS, today=until or today)[0], until)


def find_figure(code: str) -> Figure:
    """The figure of that code. Raises NotFound."""
    figure = FIGURES.get(code)
    if figure is None:
        raise NotFound(message=_("There is no figure %(code)s.") % {"code": code[:50]})
    return figure


def _read_day(query: Query, name: str) -> date | None:
    text = query.text(name)
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise refuse(name, _("“%(value)s” is no day, such as 2026-03-06.") % {"value": text[:50]}) from error
    if not 1970 <= day.year <= 9000:
        raise refuse(name, _("“%(value)s” is no day, such as 2026-03-06.") % {"value": text[:50]})
    return day
