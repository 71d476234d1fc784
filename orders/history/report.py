"""The lines that were refused, each with its number and reason, as a file of JSON lines."""

import json
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from orders.history.services import Refusal


class RefusalReport:
    """Written as the import goes; the file is made with the first refusal, or at once where it was named."""

    def __init__(self, path: Path, *, at_once: bool) -> None:
        self._path = path
        self._file: TextIO | None = None
        if at_once:
            self._open()

    @property
    def path(self) -> str | None:
        """Where it stands; None while there is none."""
        return str(self._path) if self._file else None

    def write(self, refusal: Refusal) -> None:
        """Add a refused line, and what it said."""
        row = {"line": refusal.line.number, "field": refusal.field, "reason": refusal.reason, "text": refusal.line.text}
        # Written out at once: a run that is killed leaves a whole report of what it refused.
        file = self._file or self._open()
        file.write(f"{json.dumps(row, ensure_ascii=False)}\n")
        file.flush()

    def _open(self) -> TextIO:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("w", encoding="utf-8", errors="backslashreplace")
        return self._file

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()
