"""The mail of notices, in the member's language and zone: one line each, what is due first on top."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from marketplace.notices import registry
from marketplace.notices.models import Notice
from marketplace.notices.registry import NoticeKind, Said
from marketplace.outbox.services import queue_mail
from marketplace.portal import formats
from marketplace.shops.models import Channel, Membership, ShopChannel

# A longer list is read on the page that the mail leads to.
LINES_SHOWN = 30


@dataclass(frozen=True)
class LetterLine:
    """A notice as the mail shows it."""

    said: Said
    due: str
    url: str


@dataclass(frozen=True)
class LetterPart:
    """The notices of one kind."""

    kind: NoticeKind
    lines: list[LetterLine]


def write_letter(member: Membership, notices: Sequence[Notice]) -> None:
    """Put the mail of these notices, all of them the member's, into the outbox. Runs in the shop's scope."""
    with _read_by(member) as language:
        parts = _parts_of(notices)
        summary = ", ".join(part.kind.summary(len(part.lines)) for part in parts)
        subject = _("%(what)s at %(shop)s") % {"what": summary, "shop": member.shop.name}
        context = {
            "subject": subject,
            "language": language,
            "name": member.user.firstname,
            "shop": member.shop,
            "parts": _shortened(parts),
            "left_over": max(len(notices) - LINES_SHOWN, 0),
            "list_url": _absolute("notices:list", member.shop_id),
            "preferences_url": _absolute("notices:preferences", member.shop_id),
        }
        text = render_to_string("notices/mail/notices.txt", context)
        html = render_to_string("notices/mail/notices.html", context)
    queue_mail(
        shop_id=member.shop_id,
        to=member.user.email,
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        language=language,
        dedupe_key=f"notices:{member.pk}:{notices[-1].pk}",
    )


@contextmanager
def _read_by(member: Membership) -> Iterator[str]:
    """The member's language and zone; where none is chosen, those of the shop's first channel."""
    channel = _first_channel(member)
    language = member.user.language or (channel.language if channel else settings.LANGUAGE_CODE)
    zone = member.user.timezone or (channel.timezone if channel else settings.TIME_ZONE)
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        yield language


def _first_channel(member: Membership) -> Channel | None:
    sold_on = ShopChannel.objects.filter(shop=member.shop_id).select_related("channel").order_by("pk").first()
    return sold_on.channel if sold_on else None


def _parts_of(notices: Sequence[Notice]) -> list[LetterPart]:
    """By kind, in the order of the kinds; what is due first stands first."""
    return [
        LetterPart(kind=kind, lines=_lines_of(kind, of_kind))
        for kind in registry.kinds()
        if (of_kind := [notice for notice in notices if notice.kind == kind.code])
    ]


def _lines_of(kind: NoticeKind, notices: Sequence[Notice]) -> list[LetterLine]:
    pairs = zip(notices, kind.say(notices), strict=True)
    ordered = sorted(pairs, key=lambda pair: (pair[1].due_at or pair[0].created_at, pair[0].pk))
    return [
        LetterLine(said=said, due=_due(said), url=_absolute("notices:open", notice.shop_id, notice.pk))
        for notice, said in ordered
    ]


def _due(said: Said) -> str:
    """When it is or was due, in full: a mail is read on another day too."""
    if said.due_at is None:
        return ""
    there = formats.written_elsewhere(said.due_at, zone=formats.reader_zone(), elsewhere=said.timezone)
    here = formats.write_full(said.due_at)
    return f"{here} ({there})" if there else here


def _shortened(parts: Sequence[LetterPart]) -> list[LetterPart]:
    """The first lines of all; parts of which nothing is left are left out."""
    shown, room = [], LINES_SHOWN
    for part in parts:
        if lines := part.lines[:room]:
            shown.append(LetterPart(kind=part.kind, lines=lines))
            room -= len(lines)
    return shown


def _absolute(name: str, *args: int) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=args)}"
