"""Sections that upper apps add to the page of a shop's preparation, such as the real times of its shipments."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.permissions import Right


@dataclass(frozen=True)
class PreparationSection:
    """One section. `context(shop_id, at)` is asked inside the shop's scope for who holds `right`; None leaves the
    section out. The template finds what it gave as `section`, and the shop as `shop`.
    """

    code: str
    template: str
    right: Right
    context: Callable[[int, datetime], Mapping[str, Any] | None]
    position: int = 100


@dataclass(frozen=True)
class ShownSection:
    """A section as one page shows it."""

    code: str
    template: str
    context: Mapping[str, Any]


_sections: dict[str, PreparationSection] = {}


def register(section: PreparationSection) -> None:
    """Add a section; called from AppConfig.ready(). The same code again takes its place."""
    _sections[section.code] = section


def unregister(code: str) -> None:
    """Take a section off again."""
    _sections.pop(code, None)


def sections_for(*, shop_id: int, at: datetime, rights: Collection[Right]) -> list[ShownSection]:
    """The sections that these rights open, in their order."""
    chosen = sorted((each for each in _sections.values() if each.right in rights), key=lambda s: (s.position, s.code))
    shown = ((section, section.context(shop_id, at)) for section in chosen)
    return [ShownSection(s.code, s.template, context) for s, context in shown if context is not None]
