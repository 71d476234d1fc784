"""Child processes that never outlive the process that started them."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from marketplace.stack.identity import Identity

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10 * 1024 * 1024
_libc = ctypes.CDLL(None)


def die_with_parent(parent: int, death_signal: int) -> None:
    """Ask Linux to send `death_signal` to this process when its parent ends, even by SIGKILL."""
    prctl = getattr(_libc, "prctl", None)
    if prctl is None:
        return
    prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:  # it ended before the request was made
        os.kill(os.getpid(), death_signal)


def spawn(
    command: Sequence[str | Path],
    *,
    env: dict[str, str],
    identity: Identity | None = None,
    death_signal: int = signal.SIGTERM,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
    output: int | IO[bytes] = subprocess.DEVNULL,
    cwd: Path | str = "/",
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches its supervisor alone.

    Call it from the main thread: the kernel takes the end of the calling thread for the parent's.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        env=env,
        cwd=cwd,
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_dying_with(os.getpid(), death_signal),
        **(identity.as_arguments() if identity else {}),
    )


def end(process: subprocess.Popen[bytes], *, first: int = signal.SIGTERM, patience: float = 8.0) -> None:
    """Ask the process to end, wait, then kill whatever is left of its session."""
    if process.poll() is None:
        process.send_signal(first)
    with suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    kill_session(process)
    process.wait()


def kill_session(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and the children it left behind; no-op when there are none."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def open_log(path: Path) -> IO[bytes]:
    """Open a log for appending, readable by its owner alone; one grown too large is set aside first."""
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0)


def tail(path: Path, *, since: int = 0) -> str:
    """Return what a log holds from byte `since` on, its last 4 kB at most."""
    with path.open("rb") as file:
        end_of_file = file.seek(0, os.SEEK_END)
        file.seek(max(since, end_of_file - 4096))
        return file.read().decode(errors="replace")


def _dying_with(parent: int, death_signal: int) -> Callable[[], None]:
    def before_exec() -> None:
        die_with_parent(parent, death_signal)

    return before_exec
