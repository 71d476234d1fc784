"""Where a running stack answers, for commands started beside it. No Django here: the settings read this."""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

LOCK_FILE = "stack.lock"
STACK_FILE = "stack.json"
LOCK_ATTEMPTS = 10  # a command that looks whether the lock is held has it for an instant

# What a command needs so that it works on the same rows, with the same signatures, as the running processes.
ADDRESS_KEYS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SIMULATION", "BASE_URL", "PORT", "SMTP_PORT", "EMAIL_URL")


class StackRunning(Exception):
    """Another stack holds this data directory."""


@contextmanager
def hold_data_dir(data_dir: Path) -> Iterator[None]:
    """Keep `data_dir` for this process. Raises StackRunning when another process has it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        # The kernel frees the lock with the process, however it ended, so a lock is never stale.
        if not _lock(descriptor):
            raise StackRunning(str(data_dir))
        yield
    finally:
        os.close(descriptor)


def stack_addresses(data_dir: Path | str) -> dict[str, str]:
    """Return the environment of the stack running on `data_dir`; empty when none runs or it is another user's."""
    folder = Path(data_dir)
    if not _is_held(folder / LOCK_FILE):
        return {}
    try:
        written = json.loads((folder / STACK_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: str(written[key]) for key in ADDRESS_KEYS if written.get(key)}


def write_stack_file(data_dir: Path, contents: Mapping[str, object]) -> None:
    """Replace stack.json whole, readable by its owner alone: it holds passwords."""
    draft = data_dir / f"{STACK_FILE}.new"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(contents, file, indent=2)
    draft.replace(data_dir / STACK_FILE)


def _lock(descriptor: int) -> bool:
    for _ in range(LOCK_ATTEMPTS):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return True
    return False


def _is_held(lock: Path) -> bool:
    """Return whether a living process holds the lock."""
    try:
        descriptor = os.open(lock, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
