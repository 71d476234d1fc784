"""What a person at the terminal sees of the children's logs: warnings and errors, one line each."""

import re
import sys
import threading
from typing import IO

_LEVEL = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b")
_TRACEBACK = "Traceback (most recent call last):"
NOTICE = ":: "  # a child marks a line for the terminal with it


class LogFilter:
    """Picks the lines of one log that the terminal shows; of a traceback, the last line."""

    def __init__(self) -> None:
        self._in_traceback = False

    def pick(self, line: str) -> str | None:
        """Return what the terminal shows of this line, if anything."""
        if self._in_traceback:
            if not line or line[0].isspace():
                return None
            self._in_traceback = False
            return line
        if line.startswith(_TRACEBACK):
            self._in_traceback = True
            return None
        if line.startswith(NOTICE):
            return line.removeprefix(NOTICE)
        return line if _LEVEL.search(line) else None


def say(message: str) -> None:
    """Write one line to the terminal."""
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


def follow(name: str, stream: IO[bytes], log: IO[bytes]) -> threading.Thread:
    """Copy a child's output into its log until it ends, and what matters of it to the terminal."""

    def copy() -> None:
        picker = LogFilter()
        with stream, log:
            for raw in stream:
                log.write(raw)
                if (shown := picker.pick(raw.decode(errors="replace").rstrip("\n"))) is not None:
                    say(f"{name:>7} | {shown}")

    thread = threading.Thread(target=copy, name=f"log of {name}", daemon=True)
    thread.start()
    return thread
