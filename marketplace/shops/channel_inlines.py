"""Rules of upper apps on the operator's page of a channel: each is an inline of the form."""

from typing import Any

_inlines: list[type[Any]] = []


def register(inline: type[Any]) -> type[Any]:
    """Add an inline; a decorator of its class in an upper app's admin."""
    if inline not in _inlines:
        _inlines.append(inline)
    return inline


def registered() -> list[type[Any]]:
    """All of them, in the order in which they came."""
    return list(_inlines)
