"""Notices as the list shows them, each said in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.notices import registry
from marketplace.notices.models import Notice
from marketplace.notices.registry import NoticeKind, Said


@dataclass(frozen=True)
class NoticeRow:
    """A notice with its kind and its words."""

    notice: Notice
    kind: NoticeKind
    said: Said


def rows_of(notices: Sequence[Notice]) -> list[NoticeRow]:
    """The notices in their order, each kind asked once. Runs in the shop's scope."""
    said: dict[int, Said] = {}
    for kind in registry.kinds():
        of_kind = [notice for notice in notices if notice.kind == kind.code]
        if of_kind:
            said.update(zip((notice.pk for notice in of_kind), kind.say(of_kind), strict=True))
    return [NoticeRow(notice, registry.get(notice.kind), said[notice.pk]) for notice in notices]
