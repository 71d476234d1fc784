"""The pages under Settings. Each app registers its own at start; a member sees those that its rights open."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from marketplace.permissions import Right


@dataclass(frozen=True)
class SettingsPage:
    """One plain page of settings, with a line that says what is found there."""

    code: str
    label: str | Promise
    text: str | Promise
    url_name: str
    icon: str
    right: Right
    order: int


_pages: dict[str, SettingsPage] = {}


def register(page: SettingsPage) -> None:
    """Add a page; called from AppConfig.ready(). The same code again takes its place."""
    _pages[page.code] = page


def open_to(rights: Iterable[Right]) -> list[SettingsPage]:
    """The pages that these rights open, in their order."""
    held = frozenset(rights)
    return sorted((page for page in _pages.values() if page.right in held), key=lambda page: (page.order, page.code))
