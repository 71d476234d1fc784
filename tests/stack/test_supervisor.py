"""Real stacks, started and ended as `make run` does it."""

import http.client
import json
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from marketplace.stack.addresses import stack_addresses
from marketplace.stack.configuration import PROJECT

PATIENCE = 240  # seconds; a first start loads the demo, on a machine that may be busy
OWN_VARIABLES = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "PORT", "SMTP_PORT", "SIMULATION", "SECRET_KEY", "MAKELEVEL")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stack:
    """A stack in a process of its own, and what it printed."""

    def __init__(self, data_dir, **variables):
        self.data_dir = Path(data_dir)
        self.port = int(variables.get("PORT", free_port()))
        inherited = {key: value for key, value in os.environ.items() if key not in OWN_VARIABLES}
        self.smtp_port = int(variables.get("SMTP_PORT", free_port()))
        mine = {"DATA_DIR": str(data_dir), "PORT": str(self.port), "WEB_CONCURRENCY": "1"}
        mine["SMTP_PORT"] = str(self.smtp_port)
        mine["DJANGO_SETTINGS_MODULE"] = "marketplace.settings"  # not the tests'
        self.output = self.data_dir.parent / f"output-{self.port}"
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "marketplace.stack"],
                cwd=PROJECT,
                env=inherited | mine | variables,
                stdout=file,
                stderr=file,
            )

    def printed(self):
        return self.output.read_text()

    def wait_until_ready(self):
        give_up = time.monotonic() + PATIENCE
        while f"READY http://127.0.0.1:{self.port}\n" not in self.printed():
            assert self.process.poll() is None, self.printed()
            assert time.monotonic() < give_up, self.printed()
            time.sleep(0.1)

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        return connection.getresponse().status

    def process_numbers(self):
        return json.loads((self.data_dir / "stack.json").read_text())["pids"]

    def end(self, signal_number=signal.SIGTERM):
        self.process.send_signal(signal_number)
        return self.process.wait(PATIENCE)


@pytest.fixture
def start_stack():
    folder = Path(tempfile.mkdtemp(prefix="trastienda-test-", dir="/tmp"))
    folder.chmod(0o711)  # Postgres runs as another user when the tests run as root; pytest's own folders are closed
    started = []

    def start(name="data", **variables):
        started.append(Stack(folder / name, **variables))
        return started[-1]

    yield start
    for stack in started:
        if stack.process.poll() is None:
            stack.end()
    shutil.rmtree(folder)


def is_alive(number):
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.slow
def test_a_stack_starts_is_found_ends_cleanly_and_starts_again(start_stack):
    stack = start_stack()
    stack.wait_until_ready()
    numbers = stack.process_numbers()

    assert stack.get("/healthz") == 200
    with smtplib.SMTP("127.0.0.1", stack.smtp_port, timeout=10) as door:
        assert door.noop()[0] == 250
    assert set(numbers) == {"supervisor", "postgres", "valkey", "web", "door", "worker", "beat"}
    assert stack_addresses(stack.data_dir)["PORT"] == str(stack.port)
    assert json.loads((stack.data_dir / "demo.json").read_text())["url"] == f"http://127.0.0.1:{stack.port}"

    assert stack.end(signal.SIGINT) == 0
    assert [name for name, number in numbers.items() if is_alive(number)] == []
    assert stack_addresses(stack.data_dir) == {}
    assert not (stack.data_dir / "stack.json").exists()

    again = start_stack()
    again.wait_until_ready()
    assert "loading the demo marketplace" not in again.printed()
    assert again.end() == 0


@pytest.mark.slow
def test_children_end_with_a_killed_supervisor_and_the_next_start_copes(start_stack):
    stack = start_stack(SIMULATION="0")
    stack.wait_until_ready()
    numbers = stack.process_numbers()

    stack.process.kill()
    stack.process.wait()
    again = start_stack(SIMULATION="0")
    again.wait_until_ready()

    assert [name for name, number in numbers.items() if is_alive(number)] == []
    assert again.get("/healthz") == 200


@pytest.mark.slow
def test_a_child_that_dies_takes_the_stack_with_it_and_is_named(start_stack):
    stack = start_stack(SIMULATION="0")
    stack.wait_until_ready()

    os.kill(stack.process_numbers()["beat"], signal.SIGKILL)

    assert stack.process.wait(PATIENCE) == 1
    assert "trastienda: beat was killed by SIGKILL" in stack.printed()


@pytest.mark.slow
def test_two_stacks_run_side_by_side_and_one_data_directory_has_one(start_stack):
    first = start_stack("first", SIMULATION="0")
    second = start_stack("second", SIMULATION="0")
    first.wait_until_ready()
    second.wait_until_ready()

    third = start_stack("first", SIMULATION="0")

    assert third.process.wait(PATIENCE) == 1
    assert third.printed() == (
        f"trastienda: A stack is already running on {first.data_dir}: stop it, or choose another DATA_DIR and PORT.\n"
    )
    assert (first.get("/healthz"), second.get("/healthz")) == (200, 200)


@pytest.mark.parametrize("variable", ["PORT", "SMTP_PORT"])
def test_a_port_in_use_is_one_line(variable, start_stack):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        stack = start_stack(**{variable: str(port)})

        assert stack.process.wait(PATIENCE) == 1
    assert stack.printed() == (
        f"trastienda: Port {port} cannot be used on 127.0.0.1 (Address already in use): "
        f"stop the program that has it, or choose another ({variable}={port + 1} make run).\n"
    )


def test_a_broken_address_is_one_line(start_stack):
    stack = start_stack(DATABASE_URL="postgres//host/name")

    assert stack.process.wait(PATIENCE) == 1
    assert stack.printed() == (
        "trastienda: DATABASE_URL is no address of a server: write postgresql://user:password@host:5432/name, "
        "or leave DATABASE_URL out for the embedded server.\n"
    )
