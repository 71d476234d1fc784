"""What waits, counted: the tabs of Today and the count in the navigation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.deadlines import registry
from marketplace.deadlines.choices import Outcome
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.querysets import DeadlineQuerySet
from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import COUNT_CAP, Counts, NavItem


@dataclass(frozen=True)
class Tally:
    """How many are unresolved, how many of those are overdue, and how many due soon."""

    unresolved: int = 0
    overdue: int = 0
    soon: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.unresolved + other.unresolved, self.overdue + other.overdue, self.soon + other.soon)


@dataclass(frozen=True)
class Settled:
    """How many the seller has settled, and how many of those in time."""

    count: int = 0
    in_time: int = 0


@dataclass(frozen=True)
class QueueTab:
    """A part of the queue: its kinds and how much there is in it."""

    code: str
    label: str | Promise
    kinds: tuple[str, ...]
    tally: Tally


def count_by_kind(*, rights: Collection[Right], at: datetime) -> dict[str, Tally]:
    """Tallies of the kinds that these rights open, in one query; kinds with nothing unresolved are zero."""
    codes = registry.visible_codes(rights)
    counted = (
        Deadline.objects.unresolved()
        .of_kinds(codes)
        .order_by()
        .values("kind")
        .annotate(
            unresolved=Count("pk"),
            overdue=Count("pk", filter=Q(due_at__lt=at)),
            soon=Count("pk", filter=Q(warn_at__lte=at, due_at__gte=at)),
        )
    )
    tallies = dict.fromkeys(codes, Tally())
    return tallies | {row.pop("kind"): Tally(**row) for row in counted}


def settled_since(moment: datetime, rights: Collection[Right]) -> DeadlineQuerySet:
    """What the seller has settled since then, of the kinds that these rights open."""
    found: DeadlineQuerySet = Deadline.objects.of_kinds(_own_codes(rights)).settled_since(moment)
    return found


def count_settled(settled: DeadlineQuerySet) -> Settled:
    """Counted in one query."""
    counts = settled.order_by().aggregate(count=Count("pk"), in_time=Count("pk", filter=Q(outcome=Outcome.MET)))
    return Settled(**counts)


def tabs_for(tallies: dict[str, Tally]) -> list[QueueTab]:
    """All that the seller has to do, then each kind of it that has something, then what others have to do."""
    kinds = [registry.get(code) for code in tallies]
    own = [kind for kind in kinds if kind.seller_acts]
    others = [kind for kind in kinds if not kind.seller_acts]
    tabs = [_tab("", _("All"), [kind.code for kind in own], tallies)]
    tabs += [_tab(kind.code, kind.label, [kind.code], tallies) for kind in own if tallies[kind.code].unresolved]
    if any(tallies[kind.code].unresolved for kind in others):
        tabs.append(_tab("waiting", _("Waiting for others"), [kind.code for kind in others], tallies))
    return tabs


def count_to_do(_shop: Any, rights: Collection[Right]) -> Counts:
    """For the navigation: what the seller has to do, counted no further than is shown."""
    to_do = Deadline.objects.of_kinds(_own_codes(rights)).order_by()
    most = COUNT_CAP + 1
    return Counts(todo=to_do.unresolved()[:most].count(), late=to_do.overdue(clock.now())[:most].count())


def register_area() -> None:
    """Put Today into the navigation, first; called at start."""
    item = NavItem(
        code="today",
        label=_("Today"),
        icon="today",
        url_name="deadlines:today",
        right=Right.DEADLINE_READ,
        order=10,
        counts_for=count_to_do,
    )
    navigation.register(item)


def _own_codes(rights: Collection[Right]) -> list[str]:
    return [kind.code for kind in registry.visible_kinds(rights) if kind.seller_acts]


def _tab(code: str, label: str | Promise, kinds: list[str], tallies: dict[str, Tally]) -> QueueTab:
    return QueueTab(code, label, tuple(kinds), sum((tallies[kind] for kind in kinds), Tally()))
