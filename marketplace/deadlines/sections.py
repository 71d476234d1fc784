"""Sections that upper apps add to Today, below the queue. Rendered on the server, with the page alone."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.permissions import Right


@dataclass(frozen=True)
class TodaySection:
    """One section. `context` is asked inside the shop's scope, with its row, for who holds `right`.

    It is not asked when the queue renews itself. The template finds what it gave as `section`.
    """

    code: str
    template: str
    right: Right
    context: Callable[[Any, Collection[Right], datetime], Mapping[str, Any]]
    position: int = 100


@dataclass(frozen=True)
class ShownSection:
    """A section as one page shows it."""

    code: str
    template: str
    context: Mapping[str, Any]


_sections: dict[str, TodaySection] = {}


def register(section: TodaySection) -> None:
    """Add a section; called from AppConfig.ready(). The same code again takes its place."""
    _sections[section.code] = section


def sections_for(*, shop: Any, rights: Collection[Right], at: datetime) -> list[ShownSection]:
    """The sections that these rights open, in their order."""
    chosen = sorted(
        (section for section in _sections.values() if section.right in rights),
        key=lambda section: (section.position, section.code),
    )
    return [ShownSection(s.code, s.template, s.context(shop, rights, at)) for s in chosen]
