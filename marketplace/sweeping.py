"""What is due and waits in rows: every app registers a sweeper, the beat and `manage.py sweep` call them all."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

logger = logging.getLogger(__name__)


def _nothing() -> int:
    return 0


@dataclass(frozen=True)
class Sweeper:
    """`drain` does a slice of what is due and returns how much; `pending` counts what is due, also where it is held."""

    name: str
    drain: Callable[[], int]
    pending: Callable[[], int]


_sweepers: dict[str, Sweeper] = {}


def register(name: str, drain: Callable[[], int], pending: Callable[[], int] = _nothing) -> None:
    """Make a sweeper known, once per name. They run in the order in which they were registered."""
    if name in _sweepers:
        raise ValueError(f"There is a sweeper {name} already.")
    _sweepers[name] = Sweeper(name=name, drain=drain, pending=pending)


def drain_everything() -> dict[str, int]:
    """Call every sweeper, round after round, until a whole round finds nothing; count per name.

    A sweeper that raises stops with that round and holds up no other; what it raised comes out at the end.
    """
    counts: Counter[str] = Counter(dict.fromkeys(_sweepers, 0))
    failures: dict[str, Exception] = {}
    while True:
        found = {sweeper.name: _drain(sweeper, failures) for sweeper in _sweepers.values()}
        counts.update(found)
        if not any(found.values()):
            break
    if failures:
        raise ExceptionGroup("Sweepers failed", list(failures.values()))
    return dict(counts)


def count_pending() -> dict[str, int]:
    """What is still due, per name; names with nothing left out."""
    pending = {sweeper.name: sweeper.pending() for sweeper in _sweepers.values()}
    return {name: count for name, count in pending.items() if count}


def _drain(sweeper: Sweeper, failures: dict[str, Exception]) -> int:
    if sweeper.name in failures:
        return 0
    try:
        return sweeper.drain()
    except Exception as failure:  # one kind of work must not stop the others; it is raised again when they are done
        logger.exception("Sweeper %s failed", sweeper.name)
        failures[sweeper.name] = failure
        return 0
