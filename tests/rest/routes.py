"""Every operation that the project has, read from its routes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from marketplace.rest.views import Operation

_PARAMETER = re.compile(r"<(?:(\w+):)?\w+>")
_METHODS = ("get", "post", "put", "patch", "delete")
# A value for each path parameter; none of them exists.
_VALUES = {"int": "987654", "str": "987654", "uuid": "00000000-0000-4000-8000-000000000000", "order": "NONE-A"}


@dataclass(frozen=True)
class Route:
    """A path with its view and the methods that the view answers."""

    path: str
    view: Any
    methods: tuple[str, ...]

    def __str__(self) -> str:
        return f"{getattr(self.view, 'operation', '?')} {self.path}"


def api_routes() -> list[Route]:
    """All operations under /api/."""
    return [route for route in _walk(get_resolver("marketplace.urls"), "/") if issubclass(route.view, Operation)]


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        if not isinstance(entry.pattern, RoutePattern):
            continue  # the answer for unknown paths, and what is no API
        path = prefix + _PARAMETER.sub(lambda found: _VALUES.get(found[1] or "str", "none"), str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path)
        elif path.startswith("/api/") and hasattr(entry.callback, "cls"):
            view = entry.callback.cls
            yield Route(path, view, tuple(name for name in _METHODS if hasattr(view, name)))
