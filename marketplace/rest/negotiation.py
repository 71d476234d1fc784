"""Every answer is JSON whatever `Accept` says (trap 3), and the first parser takes every content type."""

from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.utils.mediatypes import media_type_matches


class AlwaysJson(BaseContentNegotiation):
    """Never 406; a view's parsers are chosen by content type, the first where none is told."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        choices = list(parsers)
        if not request.content_type:
            return choices[0]
        return next(
            (each for each in choices if media_type_matches(each.media_type or "*/*", request.content_type)), None
        )

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type or ""
