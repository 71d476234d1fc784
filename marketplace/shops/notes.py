"""What a shop's members have to know of it today, such as that it sells nothing. Each app registers its own notes."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from marketplace.permissions import Right


@dataclass(frozen=True)
class ShopNote:
    """A sentence, and the page where it can be changed; no label for who may not."""

    text: str
    url: str = ""
    label: str = ""


# None while there is nothing to know; asked inside the shop's scope.
Say = Callable[[int, Collection[Right], datetime], ShopNote | None]

_says: dict[str, tuple[Right, Say]] = {}


def register(name: str, right: Right, say: Say) -> None:
    """Tell who holds `right`; called from AppConfig.ready(). The same name again takes its place."""
    _says[name] = (right, say)


def unregister(name: str) -> None:
    """Tell nobody any more."""
    _says.pop(name, None)


def list_notes(*, shop_id: int, rights: Collection[Right], at: datetime) -> list[ShopNote]:
    """What these rights are told now."""
    found = (say(shop_id, rights, at) for right, say in _says.values() if right in rights)
    return [note for note in found if note is not None]
