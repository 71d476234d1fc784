"""What a person at the terminal sees of the children's logs: warnings and errors, one line each."""

import re
import sys
import threading
from typing import IO

# Our own log writes `[error    ]`, Postgres `ERROR:`. django.request warns of every unknown address that is asked for.
_WORTH_A_LINE = re.compile(
    r"\b(WARNING|ERROR|CRITICAL)\b|\[(error|critical) *\]|\[warning *\](?!.*\[django\.request\])"
)
_NUMBERS = re.compile(r"\b[0-9a-f-]*\d[0-9a-f-]*\b")
_TRACEBACK = "Traceback (most recent call last):"
NOTICE = ":: "  # a child marks a line for the terminal with it


class LogFilter:
    """Picks the lines of one log that the terminal shows: each message once, of a traceback the last line."""

    def __init__(self, *, notices_only: bool = False) -> None:
        self._notices_only = notices_only
        self._in_traceback = False
        self._shown: set[str] = set()

    def pick(self, line: str) -> str | None:
        """Return what the terminal shows of this line, if anything."""
        if line.startswith(NOTICE):
            return line.removeprefix(NOTICE)
        if self._notices_only or not self._is_worth_showing(line):
            return None
        message = _NUMBERS.sub("#", line)  # the same again differs in its time and its numbers
        if message in self._shown:
            return None
        self._shown.add(message)
        return line

    def _is_worth_showing(self, line: str) -> bool:
        if self._in_traceback:
            self._in_traceback = not line or line[0].isspace()
            return not self._in_traceback
        self._in_traceback = line.startswith(_TRACEBACK)
        return not self._in_traceback and bool(_WORTH_A_LINE.search(line))


def say(message: str) -> None:
    """Write one line to the terminal."""
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


def follow(name: str, stream: IO[bytes], log: IO[bytes], picker: LogFilter) -> threading.Thread:
    """Copy a child's output into its log until it ends, and what matters of it to the terminal."""

    def copy() -> None:
        with stream, log:
            for raw in stream:
                log.write(raw)
                if (shown := picker.pick(raw.decode(errors="replace").rstrip("\n"))) is not None:
                    say(f"{name:>7} | {shown}")

    thread = threading.Thread(target=copy, name=f"log of {name}", daemon=True)
    thread.start()
    return thread
