"""Notices on the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from marketplace.notices.audience import Effective
from marketplace.notices.models import Notice
from marketplace.notices.rows import NoticeRow, rows_of
from marketplace.rest.shapes import Shape

NOTICE: Shape = {
    "id": int,
    "kind": str,
    "label": str,
    "subject": {"type": str, "id": str, "label": str, "detail": str},
    "text": str,
    "due_at": datetime | None,
    "created_at": datetime,
    "read_at": datetime | None,
}
NOTICES: Shape = {"data": [NOTICE]}
PREFERENCE: Shape = {"kind": str, "label": str, "bell": bool, "mail": bool, "is_default": bool}
PREFERENCES: Shape = {"preferences": [PREFERENCE]}


def notices_json(notices: Sequence[Notice]) -> list[dict[str, Any]]:
    """The notices in their order, said in the active language."""
    return [_notice_json(row) for row in rows_of(notices)]


def preferences_json(preferences: Sequence[Effective]) -> dict[str, Any]:
    """The kinds that may reach the caller, each as it stands."""
    return {
        "preferences": [
            {
                "kind": each.kind.code,
                "label": str(each.kind.label),
                "bell": each.channels.bell,
                "mail": each.channels.mail,
                "is_default": not each.is_chosen,
            }
            for each in preferences
        ]
    }


def _notice_json(row: NoticeRow) -> dict[str, Any]:
    notice, said = row.notice, row.said
    return {
        "id": notice.pk,
        "kind": notice.kind,
        "label": str(row.kind.label),
        "subject": {
            "type": notice.subject_type,
            "id": notice.subject_id,
            "label": said.title,
            "detail": said.detail,
        },
        "text": said.text,
        "due_at": said.due_at,
        "created_at": notice.created_at,
        "read_at": notice.read_at,
    }
