"""One foreground process that starts a whole stack, watches it, and ends it."""

import http.client
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from marketplace.stack.addresses import STACK_FILE, StackRunning, hold_data_dir, write_stack_file
from marketplace.stack.children import end, open_log, spawn, tail
from marketplace.stack.configuration import PROJECT, StackConfiguration, keep_secret_key, read_configuration
from marketplace.stack.console import LogFilter, follow, say
from marketplace.stack.external import check_database, check_redis
from marketplace.stack.parent import parent_make, waits_for_interrupt
from marketplace.stack.postgres import EmbeddedPostgres
from marketplace.stack.problems import StackProblem, explain_exit
from marketplace.stack.services import services
from marketplace.stack.sign_ins import describe_demo
from marketplace.stack.valkey import EmbeddedValkey

PATIENCE = 60.0
GLANCE_SECONDS = 0.25


class StopRequested(BaseException):
    """Somebody asked the stack to end; no error, and not for anyone to handle on the way out."""


@dataclass
class Running:
    """A child at work, and where its log of this start begins."""

    name: str
    process: subprocess.Popen[bytes]
    log_start: int = 0


class Supervisor:
    """Starts the servers, prepares the database, starts the services, and holds them together."""

    def __init__(self, configuration: StackConfiguration, *, make: int | None = None) -> None:
        self.configuration = configuration
        self.make = make
        self.running: list[Running] = []

    def run(self) -> None:
        """Run until somebody asks for the end (StopRequested) or something fails (StackProblem)."""
        with ExitStack() as cleanup:
            self._take_data_dir(cleanup)
            check_port(self.configuration.host, self.configuration.port, variable="PORT")
            check_port(self.configuration.host, self.configuration.smtp_port, variable="SMTP_PORT")
            self._check_external_servers()
            self.configuration = keep_secret_key(self.configuration)
            self._provide_database(cleanup)
            self._provide_broker(cleanup)
            self._write_stack_file()
            cleanup.callback((self.configuration.data_dir / STACK_FILE).unlink, missing_ok=True)
            cleanup.callback(self._end_services)
            self._prepare()
            self._start_services()
            self._write_stack_file()
            self._wait_for_answers()
            self._announce()
            self._watch()

    def _take_data_dir(self, cleanup: ExitStack) -> None:
        folder = self.configuration.data_dir
        # Root's Postgres runs as another user, who must pass through.
        folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        if folder.stat().st_uid != os.geteuid():
            raise StackProblem(f"{folder} belongs to another user: start as that user, or choose another DATA_DIR.")
        try:
            cleanup.enter_context(hold_data_dir(folder))
        except StackRunning as error:
            raise StackProblem(
                f"A stack is already running on {folder}: stop it, or choose another DATA_DIR and PORT."
            ) from error
        self.configuration.logs.mkdir(mode=0o700, exist_ok=True)

    def _check_external_servers(self) -> None:
        configuration = self.configuration
        if configuration.database_url:
            for warning in check_database(configuration.database_url, simulation=configuration.simulation):
                say(f"WARNING {warning}")
        if configuration.redis_url:
            check_redis(configuration.redis_url)

    def _provide_database(self, cleanup: ExitStack) -> None:
        configuration = self.configuration
        if configuration.database_url:
            return
        postgres = EmbeddedPostgres(configuration.data_dir / "postgres", log=configuration.logs / "postgres.log")
        cleanup.callback(postgres.stop)
        self.configuration = replace(configuration, database_url=postgres.start())
        self._remember("postgres", postgres.process)

    def _provide_broker(self, cleanup: ExitStack) -> None:
        configuration = self.configuration
        if configuration.redis_url:
            return
        valkey = EmbeddedValkey(log=configuration.logs / "valkey.log")
        cleanup.callback(valkey.stop)
        self.configuration = replace(configuration, redis_url=valkey.start())
        self._remember("valkey", valkey.process)

    def _remember(self, name: str, process: subprocess.Popen[bytes] | None) -> None:
        if process is not None:
            self.running.append(Running(name, process))

    def _prepare(self) -> None:
        say("preparing database and static files ...")
        # Should it fail, its last words come with the StackProblem; once is enough.
        picker = LogFilter(notices_only=True)
        child = self._start("prepare", [sys.executable, "-m", "marketplace.stack.preparation"], picker)
        while child.process.poll() is None:
            self._check_make()
            time.sleep(0.05)
        self.running.remove(child)
        if child.process.returncode != 0:
            raise self._explain(child)

    def _start_services(self) -> None:
        for service in services(self.configuration):
            self._start(service.name, service.command, LogFilter())

    def _start(self, name: str, command: Sequence[str], picker: LogFilter) -> Running:
        log = open_log(self.configuration.logs / f"{name}.log")
        log_start = log.seek(0, os.SEEK_END)
        process = spawn(command, env=self.configuration.child_environment(), output=subprocess.PIPE, cwd=PROJECT)
        child = Running(name, process, log_start)
        self.running.append(child)
        if process.stdout is not None:
            follow(name, process.stdout, log, picker)
        return child

    def _wait_for_answers(self) -> None:
        logs = self.configuration.logs
        self._wait_for(answers, f"/healthz does not answer 200 (see {logs / 'web.log'}).")
        self._wait_for(takes_mail, f"The mail door does not answer (see {logs / 'door.log'}).")

    def _wait_for(self, is_there: Callable[[StackConfiguration], bool], otherwise: str) -> None:
        give_up = time.monotonic() + PATIENCE
        while not is_there(self.configuration):
            self._check_children()
            if time.monotonic() > give_up:
                raise StackProblem(otherwise)
            time.sleep(0.1)

    def _announce(self) -> None:
        say(f"READY {self.configuration.base_url}")
        for line in describe_demo(self.configuration.demo_file):
            say(line)

    def _watch(self) -> None:
        while True:
            self._check_children()
            time.sleep(GLANCE_SECONDS)

    def _check_make(self) -> None:
        if self.make is not None and not waits_for_interrupt(self.make):
            raise StopRequested

    def _check_children(self) -> None:
        self._check_make()
        for child in self.running:
            if child.process.poll() is not None:
                raise self._explain(child)

    def _explain(self, child: Running) -> StackProblem:
        log = self.configuration.logs / f"{child.name}.log"
        output = tail(log, since=child.log_start)
        return explain_exit(program=child.name, code=child.process.returncode, output=output, log=str(log))

    def _end_services(self) -> None:
        """End everything but the servers; all are asked at once, then each is waited for."""
        children = [child for child in self.running if child.name not in {"postgres", "valkey"}]
        for child in children:
            if child.process.poll() is None:
                child.process.terminate()
        for child in reversed(children):
            end(child.process)

    def _write_stack_file(self) -> None:
        numbers = {"supervisor": os.getpid()} | {child.name: child.process.pid for child in self.running}
        write_stack_file(self.configuration.data_dir, {**self.configuration.addresses(), "pids": numbers})


def check_port(host: str, port: int, *, variable: str) -> None:
    """Raise StackProblem when a server could not listen there; `variable` is where the port was chosen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StackProblem(
                f"Port {port} cannot be used on {host} ({error.strerror}): "
                f"stop the program that has it, or choose another ({variable}={port % 65_535 + 1} make run)."
            ) from error


def answers(configuration: StackConfiguration) -> bool:
    """Return whether the web server says that it is well."""
    connection = http.client.HTTPConnection(_near(configuration.host), configuration.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(configuration.base_url).netloc})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def takes_mail(configuration: StackConfiguration) -> bool:
    """Return whether the mail door greets."""
    try:
        with smtplib.SMTP(_near(configuration.host), configuration.smtp_port, timeout=5):
            return True
    except (OSError, smtplib.SMTPException):
        return False


def _near(host: str) -> str:
    """The address by which this machine reaches a server that listens on all of them."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared only


def _end_on_signals() -> None:
    def stop(*_: object) -> None:
        for number in watched:
            signal.signal(number, signal.SIG_IGN)  # the end has begun; it takes seconds
        raise StopRequested

    watched = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # not under nohup
        watched.append(signal.SIGHUP)
    for number in watched:
        signal.signal(number, stop)


def main() -> int:
    """Run a stack as the environment says; 0 when it was asked to end, 1 with one clear line otherwise."""
    _end_on_signals()
    try:
        Supervisor(read_configuration(os.environ), make=parent_make()).run()
    except StopRequested:
        say("stopped")
        return 0
    except StackProblem as problem:
        sys.stderr.write(f"trastienda: {problem}\n")
    except OSError as error:
        sys.stderr.write(f"trastienda: {error.filename or 'the system'}: {error.strerror}\n")
    return 1
