"""Servers and processes that a fault test kills, and what their rows say afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from marketplace.stack.children import end, kill_session, open_log, spawn
from marketplace.stack.postgres import EmbeddedPostgres
from marketplace.stack.valkey import EmbeddedValkey

ROOT = Path(__file__).resolve().parents[2]
CELERY = (sys.executable, "-m", "celery", "-A", "marketplace")
WORKER = (*CELERY, "worker", "-l", "WARNING", "-c", "2", "--without-gossip", "--without-mingle")
PATIENCE = 300  # seconds for each stage; on an idle machine the whole takes a fifth of that


@dataclass
class Battlefield:
    """A durable Postgres, a Valkey, and the processes that work on them."""

    folder: Path
    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    others: list[subprocess.Popen[bytes]] = field(default_factory=list)
    kills: int = 0

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "DATA_DIR": str(self.folder / "data"),
            "SIMULATION": "1",
            "SECRET_KEY": "tests only",
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "PYTHONPATH": str(ROOT),
        }
        return {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}} | own

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        with open_log(self.folder / "processes.log") as log:
            return spawn(command, env=self.environment, output=log, cwd=ROOT)

    def start_beat(self) -> None:
        schedule = str(self.folder / "schedule")
        self.others.append(self.start(*CELERY, "beat", "-l", "WARNING", "-s", schedule, "--pidfile="))

    def start_worker(self) -> None:
        self.workers.append(self.start(*WORKER))

    def kill_worker(self) -> None:
        """SIGKILL to the oldest worker and its children, whatever they are at; a new one takes its place."""
        kill_session(self.workers.pop(0))
        self.kills += 1
        self.start_worker()

    def restart_postgres(self) -> None:
        self.postgres.crash()
        self.postgres.launch()

    def query(self, sql: str) -> list[Any]:
        """As the superuser, who sees past row-level security."""
        with psycopg.connect(self.postgres.superuser_url) as connection:
            return connection.execute(sql).fetchall()

    def count(self, sql: str) -> int:
        return int(self.query(sql)[0][0])

    def wait_for(self, reached: Callable[[], bool], what: str) -> None:
        give_up = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < give_up, (
                f"{what} not reached: {(self.folder / 'processes.log').read_text()[-4000:]}"
            )
            time.sleep(0.05)


@contextmanager
def battlefield() -> Iterator[Battlefield]:
    """Servers in a folder that goes with them; whatever was started on them ends before them."""
    folder = Path(tempfile.mkdtemp(prefix="trastienda-faults-", dir="/tmp"))
    folder.chmod(0o711)
    field = Battlefield(
        folder=folder,
        postgres=EmbeddedPostgres(folder / "pg", log=folder / "postgres.log"),
        valkey=EmbeddedValkey(log=folder / "valkey.log"),
    )
    try:
        field.postgres.start()
        field.valkey.start()
        yield field
    finally:
        for process in [*field.workers, *field.others]:
            end(process)
        field.postgres.stop()
        field.valkey.stop()
        shutil.rmtree(folder, ignore_errors=True)
