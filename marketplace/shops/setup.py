"""What a shop has to set up before it can sell well (R100). Each app registers its own tasks at start; a member is
reminded of those that are open and that its rights let it do.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from marketplace.permissions import Right


@dataclass(frozen=True)
class SetupTask:
    """Something to do once: what, why, and on which page."""

    code: str
    label: str | Promise
    text: str | Promise
    url_name: str
    right: Right


# The codes of the tasks that a shop has done; asked inside its scope, one query for all tasks of an app.
Done = Callable[[int], Collection[str]]

_groups: dict[str, tuple[Sequence[SetupTask], Done]] = {}


def register(name: str, tasks: Sequence[SetupTask], done: Done) -> None:
    """Add an app's tasks; called from AppConfig.ready(). The same name again takes their place."""
    _groups[name] = (tasks, done)


def unregister(name: str) -> None:
    """Take an app's tasks off again."""
    _groups.pop(name, None)


def list_tasks(*, shop_id: int, rights: Collection[Right]) -> list[tuple[SetupTask, bool]]:
    """The tasks that these rights open, in the order of registration, and whether each is done."""
    found: list[tuple[SetupTask, bool]] = []
    for tasks, done in _groups.values():
        mine = [task for task in tasks if task.right in rights]
        if mine:
            codes = done(shop_id)
            found += [(task, task.code in codes) for task in mine]
    return found


def open_tasks(*, shop_id: int, rights: Collection[Right]) -> list[SetupTask]:
    """Those that are not done."""
    return [task for task, is_done in list_tasks(shop_id=shop_id, rights=rights) if not is_done]
