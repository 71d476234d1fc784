"""The kinds of notices. Each app registers its own at start; the bell, the mail and the preferences ask here."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from marketplace.notices.models import Notice
from marketplace.permissions import Right


@dataclass(frozen=True)
class Channels:
    """By which ways a member hears of a kind."""

    bell: bool
    mail: bool


@dataclass(frozen=True)
class Seat:
    """A member among those whom a notice is for. An owner stands in where nobody else in the shop may act."""

    is_owner: bool
    stands_in: bool


@dataclass(frozen=True)
class Said:
    """A notice in the reader's language: what is to be done or known, and where that is.

    `detail` says more of its subject, `text` what follows from it. `timezone` is the channel's, named beside the due
    time where its clock differs from the reader's.
    """

    title: str
    text: str
    url: str
    detail: str = ""
    due_at: datetime | None = None
    timezone: str = ""


@dataclass(frozen=True)
class NoticeKind:
    """One kind: how it is called and counted, whom it may reach, by which ways unless they choose, and how it is said.

    `rights` are those of which a member needs one to be told of anything of the kind. `say` takes many at once, so
    that a list costs as many queries as one row. `state` colours it: overdue, soon, or none.
    """

    code: str
    label: str | Promise
    text: str | Promise
    icon: str
    rights: Callable[[], Collection[Right]]
    defaults: Callable[[Seat], Channels]
    say: Callable[[Sequence[Notice]], Sequence[Said]]
    summary: Callable[[int], str]
    state: str = ""


_kinds: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> None:
    """Make a kind known, once per code. What comes first stands first, in mails and among the preferences."""
    if kind.code in _kinds:
        raise ValueError(f"There is a kind of notices {kind.code} already.")
    _kinds[kind.code] = kind


def get(code: str) -> NoticeKind:
    """The kind of that code. Raises KeyError when no installed app registers it."""
    return _kinds[code]


def kinds() -> list[NoticeKind]:
    """All kinds, in the order in which they were registered."""
    return list(_kinds.values())


def kinds_for(rights: Collection[Right]) -> list[NoticeKind]:
    """The kinds that may reach a holder of these rights."""
    return [kind for kind in _kinds.values() if not set(rights).isdisjoint(kind.rights())]
