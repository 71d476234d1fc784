"""What can be searched: each app registers its kinds at start, with how to read their words and show their hits."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from marketplace.permissions import Right


@dataclass(frozen=True)
class Entry:
    """The texts of one subject that may find it."""

    shop_id: int
    subject_id: int
    texts: list[str]


@dataclass(frozen=True)
class Hit:
    """A found subject as the results show it."""

    label: str
    detail: str
    url: str


@dataclass(frozen=True)
class SearchKind:
    """A searchable thing. By primary keys `entries` reads the words, `hits` what was found, in the shop's scope.

    `subjects` are the primary keys of all there are, for making the index anew.

    `more` is the list that shows all hits of a question; empty where there is none.
    """

    code: str
    label: str | Promise
    right: Right
    subjects: Callable[[], QuerySet[Any, int]]
    entries: Callable[[Collection[int]], Iterable[Entry]]
    hits: Callable[[Collection[int]], list[Hit]]
    more: str = ""


_kinds: dict[str, SearchKind] = {}


def register(kind: SearchKind) -> None:
    """Add a kind; called from AppConfig.ready(). The same code again takes its place."""
    _kinds[kind.code] = kind


def get(code: str) -> SearchKind:
    """The kind of that code; raises KeyError for one that nobody registered."""
    return _kinds[code]


def registered() -> list[SearchKind]:
    """All kinds, in the order of their registration."""
    return list(_kinds.values())
