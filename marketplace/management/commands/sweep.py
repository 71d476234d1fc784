"""`manage.py sweep`: do whatever is due, and return when nothing that is due remains."""

import time
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.sweeping import count_pending, drain_everything

POLL_SECONDS = 0.2  # how often rows held by a worker are looked at again
PATIENCE_SECONDS = 120  # without any progress; a worker's lease and the longest backoff are far shorter


class Command(BaseCommand):
    requires_system_checks = ()  # scripts call it often, and the stack was checked when it started
    help = "Does whatever is due, waits for what workers hold, and prints a count per kind."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--patience", type=float, default=PATIENCE_SECONDS, metavar="SECONDS", help="without progress"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        counts = _sweep_all(options["patience"])
        for name, count in counts.items():
            self.stdout.write(f"{name} {count}")


def _sweep_all(patience: float) -> Counter[str]:
    counts: Counter[str] = Counter()
    pending: dict[str, int] = {}
    last_progress = time.perf_counter()
    while True:
        done = drain_everything()
        counts.update(done)
        before, pending = pending, count_pending()
        # Twice: what a worker finished between two of the counts may have made work of a kind that was counted before.
        if not pending and not count_pending():
            return counts
        if any(done.values()) or pending != before:
            last_progress = time.perf_counter()
        if time.perf_counter() - last_progress > patience:
            left = ", ".join(f"{name} {count}" for name, count in pending.items())
            raise CommandError(f"No progress in {patience:g} seconds, and still due: {left}. Does a worker hold them?")
        time.sleep(POLL_SECONDS)
