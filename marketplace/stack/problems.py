"""What keeps a stack from starting or running, told in one line to who started it."""

import re
import signal

_MISSING_LIBRARY = re.compile(
    r"(?:loading shared libraries: )?(?P<library>[\w.+-]+\.so[\w.]*): cannot open shared object"
)


class StackProblem(Exception):
    """The stack cannot start or go on; the message says why and what to do."""


def explain_exit(*, program: str, code: int | None, output: str, log: str) -> StackProblem:
    """Turn a program's end into one line: a missing system library by name, else its last words."""
    if found := _MISSING_LIBRARY.search(output):
        library = found["library"]
        return StackProblem(
            f"{program} cannot start: the system library {library} is missing. Install the package that holds it "
            f"(Debian: apt-file search {library}) and start again."
        )
    words = [line.strip() for line in output.splitlines() if line.strip()]
    # Of a process that was killed the last word is about something else.
    is_killed = code is not None and code < 0
    last = f": {words[-1][:300]}" if words and not is_killed else ""
    return StackProblem(f"{program} {_describe_code(code)}{last} (more in {log})")


def _describe_code(code: int | None) -> str:
    if code is not None and code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
