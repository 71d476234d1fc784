"""Postgres restarts under a process that holds connections to it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from marketplace.stack.postgres import EmbeddedPostgres

pytestmark = [pytest.mark.faults, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]


def test_the_first_request_after_a_restart_of_postgres_is_answered():
    """The pool looks at a connection before it hands it out: dead ones would each fail one request."""
    with tempfile.TemporaryDirectory(prefix="trastienda-restart-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        postgres = EmbeddedPostgres(folder / "pg", log=folder / "postgres.log", durable=False)
        try:
            postgres.start()
            with _reader(postgres.url) as reader:
                assert reader.stdout is not None
                before = reader.stdout.readline()
                postgres.crash()
                postgres.launch()

                after, _rest = reader.communicate("again\n", timeout=60)
        finally:
            postgres.stop()

    assert before == "read\n"
    assert after == "read\n"


def _reader(database_url: str) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.reader"],
        env=environment
        | {
            "DATABASE_URL": database_url,
            "SECRET_KEY": "tests only",
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "PYTHONPATH": str(ROOT),
        },
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
