"""Throw-away servers for tests, checks and benchmarks; as a program, it runs a command with them.

`python -m marketplace.stack.testing COMMAND...` starts what DATABASE_URL and REDIS_URL do not name already.
"""

import ipaddress
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from marketplace.stack.postgres import EmbeddedPostgres
from marketplace.stack.problems import StackProblem
from marketplace.stack.valkey import EmbeddedValkey


class ThrowAwayServers:
    """A Postgres that forgets at a power cut and a Valkey, in a folder that goes with them."""

    def __init__(self) -> None:
        # Short, because of socket paths; open to be passed through, because Postgres may run as another user.
        self.folder = Path(tempfile.mkdtemp(prefix="trastienda-test-", dir="/tmp"))  # noqa: S108
        self.folder.chmod(0o711)
        self.postgres = EmbeddedPostgres(self.folder / "pg", log=self.folder / "postgres.log", durable=False)
        self.valkey = EmbeddedValkey(log=self.folder / "valkey.log")

    def start(self) -> None:
        """Start what the environment does not name yet, and name it there; files go into a folder of their own."""
        os.environ["DATA_DIR"] = str(self.folder / "data")
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = self.postgres.start()
        if not os.environ.get("REDIS_URL"):
            os.environ["REDIS_URL"] = self.valkey.start()

    def stop(self) -> None:
        """Stop both, and forget what they held and their addresses."""
        for server, variable in ((self.valkey, "REDIS_URL"), (self.postgres, "DATABASE_URL")):
            if server.process is not None:
                server.stop()
                os.environ.pop(variable, None)
        shutil.rmtree(self.folder, ignore_errors=True)


_running: list[ThrowAwayServers] = []


def servers() -> ThrowAwayServers:
    """Return the servers of this test run, for tests that crash or flush them."""
    return _running[-1]


@contextmanager
def throw_away_servers() -> Iterator[ThrowAwayServers]:
    """Keep throw-away servers for the block, however it ends."""
    started = ThrowAwayServers()
    _running.append(started)
    try:
        started.start()
        yield started
    finally:
        _running.remove(started)
        started.stop()


def refuse_the_network(*allowed_urls: str) -> None:
    """Let this process connect to loopback, unix sockets and the hosts of `allowed_urls` alone."""
    allowed = {urlsplit(url).hostname for url in allowed_urls} | {"localhost"}
    connect = socket.socket.connect

    def connect_nearby(self: Any, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if host is not None and host not in allowed and not _is_loopback(host):
            raise RuntimeError(f"A test may not leave this machine: connection to {host} refused.")
        connect(self, address)

    socket.socket.connect = connect_nearby  # type: ignore[method-assign]  # for the whole run of the tests


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _end(*_: object) -> None:
    raise SystemExit(143)


def main(command: list[str]) -> int:
    """Run the command with throw-away servers and return its exit code."""
    signal.signal(signal.SIGTERM, _end)
    try:
        with throw_away_servers():
            return subprocess.run(command, check=False).returncode
    except StackProblem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
