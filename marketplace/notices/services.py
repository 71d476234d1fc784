"""Telling the members of a shop, settling what was handled, reading, and choosing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.errors import FieldError, NotFound, ValidationFailed
from marketplace.notices import registry
from marketplace.notices.audience import audience_of, choices_of
from marketplace.notices.models import Notice, NoticePreference
from marketplace.permissions import Right


@dataclass(frozen=True)
class Choice:
    """What a member changes about a kind: `bell` and `mail`, each on, off, or None for as the role has it."""

    kind: str
    changes: Mapping[str, bool | None]


def notify(
    *,
    shop_id: int,
    kind: str,
    right: Right,
    subject_type: str,
    subject_id: str,
    key: str,
    at: datetime,
    params: Mapping[str, Any] | None = None,
) -> None:
    """Tell a fact to the members who hold `right`, each by the ways the member chose, or else the role's.

    `key` names the fact in its shop: whoever was told of it before is not told again. `params` is what the kind needs
    to say it later. Mail leaves with the sweep, together with whatever else waits for the same member.
    """
    audience = audience_of(shop_id=shop_id, right=right)
    chosen = choices_of(shop_id=shop_id, kind=registry.get(kind), audience=audience)
    notices = [
        Notice(
            shop_id=shop_id,
            user_id=member.user_id,
            kind=kind,
            right=right,
            subject_type=subject_type,
            subject_id=subject_id,
            params=dict(params or {}),
            dedupe_key=key,
            created_at=at,
            in_bell=channels.bell,
            wants_mail=channels.mail,
        )
        for member, channels in chosen
        if channels.bell or channels.mail
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def settle(*, subject_type: str, subject_id: str, at: datetime, kind: str | None = None) -> None:
    """The subject was handled: whatever its notices told, of the kind or of any, nobody needs to read any more."""
    unread = Notice.objects.unread().filter(subject_type=subject_type, subject_id=subject_id)
    (unread if kind is None else unread.filter(kind=kind)).update(read_at=at)


def settle_facts(*, keys: Iterable[str], at: datetime) -> None:
    """These facts no longer hold: their notices need nobody's eye. Runs in the shop's scope."""
    Notice.objects.unread().filter(dedupe_key__in=list(keys)).update(read_at=at)


def open_notice(*, notice_id: int, user_id: int | None, rights: frozenset[Right], at: datetime) -> Notice:
    """Mark one of the member's notices read and return it. Raises NotFound for anybody else's."""
    notice: Notice | None = Notice.objects.in_bell_of(user_id, rights).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound(message=_("There is no such notice."))
    if notice.read_at is None:
        Notice.objects.unread().filter(pk=notice.pk).update(read_at=at)
    return notice


@transaction.atomic
def mark_read(
    *, user_id: int | None, rights: frozenset[Right], at: datetime, notice_ids: Sequence[int] | None = None
) -> int:
    """Mark the member's notices read, all of them or those named, and return how many there were to mark."""
    unread = Notice.objects.in_bell_of(user_id, rights).unread()
    if notice_ids is not None:
        unread = unread.filter(pk__in=notice_ids)
    # Passes over what is held: it is being settled, and so read, in a transaction that may hold more than one of them.
    free = unread.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
    return Notice.objects.filter(pk__in=list(free)).update(read_at=at)


@transaction.atomic
def change_preferences(*, shop_id: int, user_id: int, rights: frozenset[Right], choices: Sequence[Choice]) -> None:
    """Keep the member's choices. Raises ValidationFailed for a kind that never reaches the member or is named twice."""
    _check_kinds([choice.kind for choice in choices], rights)
    for choice in choices:
        if choice.changes:
            NoticePreference.objects.update_or_create(
                shop_id=shop_id, user_id=user_id, kind=choice.kind, defaults=dict(choice.changes)
            )


def _check_kinds(codes: Sequence[str], rights: frozenset[Right]) -> None:
    known = {kind.code for kind in registry.kinds_for(rights)}
    faults = []
    for index, code in enumerate(codes):
        field = f"preferences[{index}].kind"
        if code not in known:
            faults.append(FieldError("NOTICE_KIND_NOT_FOUND", field, _("You get no notices of this kind.")))
        elif codes.index(code) < index:
            faults.append(FieldError("NOTICE_KIND_DUPLICATE", field, _("The kind is named twice.")))
    if faults:
        raise ValidationFailed(code=faults[0].code, message=faults[0].message, errors=faults)
