"""The `make` above a supervisor."""

import os
import signal
from pathlib import Path

from marketplace.stack.children import die_with_parent


def parent_make() -> int | None:
    """Return the process number of the make that started this process, and tie this process' life to it."""
    if "MAKELEVEL" not in os.environ:
        return None
    make = os.getppid()
    die_with_parent(make, signal.SIGTERM)  # a killed make must not leave its stack behind
    return make if waits_for_interrupt(make) else None


def waits_for_interrupt(make: int) -> bool:
    """Return whether make still has its handler for SIGINT in place.

    Sent to make alone, the signal is not passed on: make drops its handler and waits for its child, for ever.
    """
    try:
        status = Path(f"/proc/{make}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    caught = next((line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")), "0")
    return bool(int(caught, 16) & 1 << (signal.SIGINT - 1))
