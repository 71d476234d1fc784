"""The kinds of deadlines. Each app registers its own in its `deadlines.py`; lower code asks here and never upwards."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from django.utils.functional import Promise

from marketplace.deadlines.models import Deadline
from marketplace.permissions import Right


class Consequence(Protocol):
    """What follows a warning or a miss, called in the shop's scope and its own transaction; `at` is when it fell due.

    It may be called again: it locks the subject first and checks the fact again.
    """

    def __call__(self, deadline: Deadline, *, at: datetime) -> None: ...


class Way(StrEnum):
    """How the button of a row acts: at once, by a form in a dialog over the page, or on a page of its own."""

    POST = "post"
    DIALOG = "dialog"
    LINK = "link"


@dataclass(frozen=True)
class RowAct:
    """What a row of the queue lets its reader do, for who holds `right`. `label` is the verb on the button."""

    label: str
    url: str
    way: Way
    right: Right


@dataclass(frozen=True)
class QueueSubject:
    """A subject as a row of the queue shows it: what to do, with whom, for how much; `further_acts` stand behind it."""

    title: str
    detail: str = ""
    amount: Decimal | None = None
    currency: str = ""
    act: RowAct | None = None
    further_acts: tuple[RowAct, ...] = ()


def _as_it_is(subject_id: str) -> str:
    return subject_id


def _no_page(_shop_id: int, _subject_id: str) -> str:
    return ""


def _never(_subject_id: str) -> bool:
    return False


@dataclass(frozen=True)
class DeadlineKind:
    """One kind: whose it is, how it is spoken of, who may see it, and what follows when it is missed.

    `rule_text` says the frozen policy in the reader's language, `missed_text` what missing it does, `title` names the
    subject from its id, `url` leads to the subject's page from shop and subject id. `seller_acts` puts it among what
    the seller has to do; the others run down by themselves or wait for somebody else, and those that
    `warning_calls_seller` do so until their warning has come. `act_right` is what whoever acts
    on it needs, `right` unless another is named; of a subject that `is_silent` nobody is told. `subjects` says more of
    many subjects at once, by id, in the shop's scope and with as many queries for fifty as for one; it leaves out those
    that it does not know.
    """

    code: str
    subject_type: str
    label: str | Promise
    right: Right
    rule_text: Callable[[Mapping[str, Any]], str]
    missed_text: str | Promise
    title: Callable[[str], str] = _as_it_is
    on_warned: Consequence | None = None
    on_missed: Consequence | None = None
    url: Callable[[int, str], str] = _no_page
    icon: str = "orders"
    seller_acts: bool = True
    warning_calls_seller: bool = False
    act_right: Right | None = None
    is_silent: Callable[[str], bool] = _never
    subjects: Callable[[Collection[str]], Mapping[str, QueueSubject]] | None = None

    @property
    def concerns_seller(self) -> bool:
        """Whether it can ever be among what the seller has to do."""
        return self.seller_acts or self.warning_calls_seller

    @property
    def acting_right(self) -> Right:
        return self.act_right or self.right


@dataclass(frozen=True)
class Listener:
    """Who else hears of what the seller has to do: each call in the shop's scope and the transaction of the change.

    Warnings and misses are told after the kind's own consequence, and may be told again; a closing as of its moment,
    and so is that somebody has seen to it for a while.
    """

    on_warned: Consequence
    on_missed: Consequence
    on_closed: Consequence
    on_quieted: Consequence | None = None


_kinds: dict[str, DeadlineKind] = {}
_listeners: list[Listener] = []


def register(kind: DeadlineKind) -> None:
    """Make a kind known, once per code."""
    if kind.code in _kinds:
        raise ValueError(f"There is a deadline kind {kind.code} already.")
    _kinds[kind.code] = kind


def add_listener(listener: Listener) -> None:
    """Let a higher app hear of every kind that the seller acts on; called at start."""
    _listeners.append(listener)


def listeners_of(code: str) -> list[Listener]:
    """Who hears of deadlines of that kind; nobody of those that the seller does not act on."""
    kind = _kinds.get(code)
    return _listeners if kind and kind.concerns_seller else []


def get(code: str) -> DeadlineKind:
    """The kind of that code. Raises KeyError when no installed app registers it."""
    return _kinds[code]


def kinds() -> list[DeadlineKind]:
    """All kinds, in the order in which the apps registered them."""
    return list(_kinds.values())


def visible_kinds(rights: Collection[Right]) -> list[DeadlineKind]:
    """The kinds that a holder of these rights may see."""
    return [kind for kind in _kinds.values() if kind.right in rights]


def visible_codes(rights: Collection[Right]) -> list[str]:
    """Codes of the kinds that a holder of these rights may see."""
    return [kind.code for kind in visible_kinds(rights)]


def codes_with_consequence() -> tuple[list[str], list[str]]:
    """Codes of the kinds with something to do or to tell after a warning, and after a miss."""
    warned = [kind.code for kind in _kinds.values() if kind.on_warned or listeners_of(kind.code)]
    missed = [kind.code for kind in _kinds.values() if kind.on_missed or listeners_of(kind.code)]
    return warned, missed
