"""Sections that upper apps add to the order's page: conversations, documents, incidents. Rendered on the server."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from marketplace.permissions import Right
from orders.models import Order


class Place(StrEnum):
    """Where on the page: the wide column, or the narrow one beside it."""

    MAIN = "main"
    ASIDE = "aside"


@dataclass(frozen=True)
class OrderSection:
    """One section. `context` is asked inside the shop's scope for who holds `right`; None leaves the section out.

    The template finds what `context` gave as `section`, and the order as `order`.
    """

    code: str
    title: str | Promise
    template: str
    right: Right
    context: Callable[[Order], Mapping[str, Any] | None]
    place: Place = Place.MAIN
    position: int = 100


@dataclass(frozen=True)
class ShownSection:
    """A section as one page shows it."""

    code: str
    title: str | Promise
    template: str
    context: Mapping[str, Any]


_sections: dict[str, OrderSection] = {}


def register(section: OrderSection) -> None:
    """Add a section; called from AppConfig.ready(). The same code again takes its place."""
    _sections[section.code] = section


def unregister(code: str) -> None:
    """Take a section off again."""
    _sections.pop(code, None)


def sections_for(*, order: Order, place: Place, rights: Collection[Right]) -> list[ShownSection]:
    """The sections of one column that these rights open, in their order."""
    chosen = [section for section in _sections.values() if section.place == place and section.right in rights]
    chosen.sort(key=lambda section: (section.position, section.code))
    shown = ((section, section.context(order)) for section in chosen)
    return [ShownSection(s.code, s.title, s.template, context) for s, context in shown if context is not None]
