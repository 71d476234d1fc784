"""The portal's navigation: each app registers its areas at start, and a member sees those that its rights open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from marketplace.permissions import Right

COUNT_CAP = 99  # nobody acts on the hundredth; a capped count never reads a whole table
SHORT_PLACES = 4  # beside "More" in the bottom bar of a narrow screen


@dataclass(frozen=True)
class Counts:
    """What waits in an area: how much is to do, and how much of that is late."""

    todo: int = 0
    late: int = 0


@dataclass(frozen=True)
class NavItem:
    """One area. `counts` is asked inside the shop's scope and should stop counting at COUNT_CAP + 1.

    An area whose counts depend on the member's rights gives `counts_for` instead. `lands` says whose work begins here.
    """

    code: str
    label: str | Promise
    icon: str
    url_name: str
    right: Right
    order: int
    counts: Callable[[Any], Counts] | None = None
    counts_for: Callable[[Any, frozenset[Right]], Counts] | None = None
    foot: bool = False
    lands: Callable[[frozenset[Right]], bool] | None = None


@dataclass(frozen=True)
class NavLink:
    """An area as one page shows it: resolved, counted, and marked when the page is inside it."""

    code: str
    label: str | Promise
    icon: str
    url: str
    current: bool
    todo: str = ""
    late: str = ""


@dataclass(frozen=True)
class Navigation:
    """The links of one page: side bar, its foot, and their halves for a narrow screen."""

    main: list[NavLink] = field(default_factory=list)
    foot: list[NavLink] = field(default_factory=list)

    @property
    def short(self) -> list[NavLink]:
        return self.main[:SHORT_PLACES]

    @property
    def rest(self) -> list[NavLink]:
        return self.main[SHORT_PLACES:] + self.foot

    @property
    def rest_current(self) -> bool:
        return any(link.current for link in self.rest)


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Add an area; called from AppConfig.ready(). The same code again takes its place."""
    _items[item.code] = item


def registered() -> list[NavItem]:
    """All areas in their order."""
    return sorted(_items.values(), key=lambda item: (item.order, item.code))


def build_navigation(*, shop: Any, rights: Iterable[Right], area: str) -> Navigation:
    """The areas that these rights open, counted. Runs inside the shop's scope."""
    held = frozenset(rights)
    navigation = Navigation()
    for item in registered():
        if item.right in held:
            (navigation.foot if item.foot else navigation.main).append(_link(item, shop=shop, rights=held, area=area))
    return navigation


def landing_url(*, shop: Any, rights: Iterable[Right]) -> str:
    """Where the work of a holder of these rights begins: the first area that says so, else the first that they open."""
    held = frozenset(rights)
    visible = [item for item in registered() if item.right in held and not item.foot]
    chosen = next((item for item in visible if item.lands and item.lands(held)), next(iter(visible), None))
    return reverse(chosen.url_name, kwargs={"shop_id": shop.pk}) if chosen else "/"


def write_capped(count: int) -> str:
    """A count beside an icon: nothing for none, "99+" beyond what anybody acts on."""
    if not count:
        return ""
    return f"{COUNT_CAP}+" if count > COUNT_CAP else str(count)


def _link(item: NavItem, *, shop: Any, rights: frozenset[Right], area: str) -> NavLink:
    counts = _count(item, shop=shop, rights=rights)
    return NavLink(
        code=item.code,
        label=item.label,
        icon=item.icon,
        url=reverse(item.url_name, kwargs={"shop_id": shop.pk}),
        current=item.code == area,
        todo=write_capped(counts.todo),
        late=write_capped(counts.late),
    )


def _count(item: NavItem, *, shop: Any, rights: frozenset[Right]) -> Counts:
    if item.counts_for:
        return item.counts_for(shop, rights)
    return item.counts(shop) if item.counts else Counts()
