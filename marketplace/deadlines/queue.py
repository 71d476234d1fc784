"""What waits, counted: the tabs of Today and the count in the navigation."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Q, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.deadlines import registry
from marketplace.deadlines.choices import Outcome
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.querysets import DeadlineQuerySet, calls_seller
from marketplace.deadlines.registry import DeadlineKind
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
    """A part of the queue: its kinds, whether it is what the seller has to do of them, and how much there is in it."""

    code: str
    label: str | Promise
    kinds: tuple[str, ...]
    tally: Tally
    is_to_do: bool = True


@dataclass(frozen=True)
class KindTally:
    """Of one kind: what the seller has to do, and what waits for others or for its warning."""

    to_do: Tally = Tally()
    waiting: Tally = Tally()


def count_by_kind(*, rights: Collection[Right], at: datetime) -> dict[str, KindTally]:
    """Tallies of the kinds that these rights open, in one query; kinds with nothing unresolved are zero."""
    codes = registry.visible_codes(rights)
    counted = (
        Deadline.objects.unresolved()
        .of_kinds(codes)
        .order_by()
        .annotate(is_to_do=Case(When(calls_seller(*_own_codes(rights), at), then=True), default=False))
        .values("kind", "is_to_do")
        .annotate(
            unresolved=Count("pk"),
            overdue=Count("pk", filter=Q(due_at__lt=at)),
            soon=Count("pk", filter=Q(warn_at__lte=at, due_at__gte=at)),
        )
    )
    tallies = dict.fromkeys(codes, KindTally())
    for row in counted:
        code, part = row.pop("kind"), "to_do" if row.pop("is_to_do") else "waiting"
        tallies[code] = replace(tallies[code], **{part: Tally(**row)})
    return tallies


def rows_of(tab: QueueTab, *, rights: Collection[Right], at: datetime) -> DeadlineQuerySet:
    """What a tab holds."""
    return part_of(Deadline.objects.of_kinds(tab.kinds).unresolved(), is_to_do=tab.is_to_do, rights=rights, at=at)


def part_of(
    deadlines: DeadlineQuerySet, *, is_to_do: bool, rights: Collection[Right], at: datetime
) -> DeadlineQuerySet:
    """Those that the seller has to do, or the others."""
    calling = calls_seller(*_own_codes(rights), at) & Q(closed_at__isnull=True)
    found: DeadlineQuerySet = deadlines.annotate(calls=Case(When(calling, then=True), default=False))
    return found.filter(calls=is_to_do)


def is_to_do(deadline: Deadline, at: datetime) -> bool:
    """Whether it is among what the seller has to do."""
    kind = registry.get(deadline.kind)
    if deadline.closed_at is not None or not kind.concerns_seller:
        return False
    is_warned = deadline.due_at < at or (deadline.warn_at is not None and deadline.warn_at <= at)
    is_quiet = deadline.quiet_until is not None and at <= deadline.quiet_until
    return kind.seller_acts or (is_warned and not is_quiet)


def settled_since(moment: datetime, rights: Collection[Right]) -> DeadlineQuerySet:
    """What the seller has settled since then, of the kinds that these rights open."""
    found: DeadlineQuerySet = Deadline.objects.of_kinds(_own_codes(rights)[0]).settled_since(moment)
    return found


def count_settled(settled: DeadlineQuerySet) -> Settled:
    """Counted in one query."""
    counts = settled.order_by().aggregate(count=Count("pk"), in_time=Count("pk", filter=Q(outcome=Outcome.MET)))
    return Settled(**counts)


def tabs_for(tallies: dict[str, KindTally]) -> list[QueueTab]:
    """All that the seller has to do, then each kind of it that has something, then what others have to do."""
    own = [kind for code in tallies if (kind := registry.get(code)).concerns_seller]
    others = [kind for code in tallies if not (kind := registry.get(code)).seller_acts]
    tabs = [_to_do_tab("", _("All"), own, tallies)]
    tabs += [_to_do_tab(kind.code, kind.label, [kind], tallies) for kind in own if tallies[kind.code].to_do.unresolved]
    waiting = sum((tallies[kind.code].waiting for kind in others), Tally())
    if waiting.unresolved:
        codes = tuple(kind.code for kind in others)
        tabs.append(QueueTab("waiting", _("Waiting for others"), codes, waiting, is_to_do=False))
    return tabs


def count_to_do(_shop: Any, rights: Collection[Right]) -> Counts:
    """For the navigation: what the seller has to do, counted no further than is shown."""
    at, most = clock.now(), COUNT_CAP + 1
    to_do = Deadline.objects.to_do(*_own_codes(rights), at).order_by()
    return Counts(todo=to_do[:most].count(), late=to_do.overdue(at)[:most].count())


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


def _own_codes(rights: Collection[Right]) -> tuple[list[str], list[str]]:
    """Of the kinds that these rights open: what is always the seller's, and what is so once warned of."""
    kinds = registry.visible_kinds(rights)
    always = [kind.code for kind in kinds if kind.seller_acts]
    return always, [kind.code for kind in kinds if kind.warning_calls_seller and not kind.seller_acts]


def _to_do_tab(
    code: str, label: str | Promise, kinds: Sequence[DeadlineKind], tallies: dict[str, KindTally]
) -> QueueTab:
    codes = tuple(kind.code for kind in kinds)
    return QueueTab(code, label, codes, sum((tallies[each].to_do for each in codes), Tally()))
