"""Files that came with the conversations of an order, for the apps that do not know conversations; and what those apps
let the reader do with such a file.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from marketplace.files.models import StoredFile
from marketplace.permissions import Right
from orders.models import Order


@dataclass(frozen=True)
class SentFile:
    """A file of a message: who sent it when, and where it can be seen. `is_ours` marks those of the shop."""

    attachment_id: UUID
    file: StoredFile
    sender: str
    sent_at: datetime
    url: str
    is_ours: bool


@dataclass(frozen=True)
class FileAct:
    """What can be done with a file by who holds `right`: a post of `attachment_id` to `url`; done: the text alone."""

    label: str | Promise
    right: Right
    url: str = ""

    @property
    def is_done(self) -> bool:
        return not self.url


Reader = Callable[[Order], list[SentFile]]
# From the order and the stored files' keys: acts by key, in as many queries for fifty files as for one.
ActReader = Callable[[Order, Collection[StoredFile]], Mapping[int, FileAct]]

_readers: list[Reader] = []
_act_readers: list[ActReader] = []


def register_files(reader: Reader) -> None:
    """Let an app tell of the files of an order's conversations; called at start."""
    _readers.append(reader)


def register_acts(reader: ActReader) -> None:
    """Let an app offer acts on such files; called at start."""
    _act_readers.append(reader)


def sent_files(order: Order) -> list[SentFile]:
    """All files of the order's conversations, the first sent first. Runs in the shop's scope."""
    return sorted((file for read in _readers for file in read(order)), key=lambda file: (file.sent_at, file.file.pk))


def acts_on(order: Order, files: Collection[StoredFile]) -> dict[int, FileAct]:
    """What can be done with the shop's own files, by their keys."""
    found: dict[int, FileAct] = {}
    for read in _act_readers:
        found.update(read(order, files))
    return found
