"""The system user that Postgres runs as: it refuses to run as root."""

import os
import pwd
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketplace.stack.problems import StackProblem

UNPRIVILEGED_USERS = ("postgres", "nobody")


@dataclass(frozen=True)
class Identity:
    """A user and group to run a child as."""

    user: int
    group: int

    def as_arguments(self) -> dict[str, Any]:
        """Return the arguments of Popen that make a child run as this user, without the groups of root."""
        return {"user": self.user, "group": self.group, "extra_groups": []}

    def reaches(self, path: Path) -> bool:
        """Return whether this user may enter the folder or run the file: a parent folder may be closed to it."""
        found = subprocess.run(["/usr/bin/test", "-x", path], check=False, cwd="/", **self.as_arguments())
        return found.returncode == 0

    def own(self, path: Path) -> None:
        """Give the folder to this user, closed to all others."""
        os.chown(path, self.user, self.group)
        path.chmod(0o700)


def unprivileged_identity(names: Iterable[str] = UNPRIVILEGED_USERS) -> Identity | None:
    """Return who the servers run as when root starts them; None for a plain user, who runs them itself."""
    if os.geteuid() != 0:
        return None
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Identity(user=entry.pw_uid, group=entry.pw_gid)
    raise StackProblem(
        "Postgres does not run as root, and this machine has no user postgres or nobody: "
        "start as a plain user, or set DATABASE_URL."
    )
