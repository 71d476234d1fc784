"""Embedded PostgreSQL: a server of one stack, on a socket in a closed folder."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from marketplace.stack.children import end, open_log, spawn, tail
from marketplace.stack.identity import Identity, unprivileged_identity
from marketplace.stack.placement import place_binaries, place_home, postgres_version
from marketplace.stack.problems import StackProblem, explain_exit

SUPERUSER = "postgres"
ROLE = "trastienda"  # owns the database and is bound by row-level security
DATABASE = "trastienda"
START_PATIENCE = 300.0  # recovery after a crash replays the log first
FORMER_PATIENCE = 15.0
# A socket's path ends at 107 bytes, and its URL is not quoted.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]{1,88}")
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_SETTINGS = {"listen_addresses": "", "timezone": "UTC", "log_timezone": "UTC", "max_connections": "100"}
_THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """One Postgres server, started and stopped as a child of this process."""

    name = "Postgres"

    def __init__(self, home: Path, *, log: Path, durable: bool = True) -> None:
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self._asked_home = home
        self._settings = _SETTINGS if durable else _SETTINGS | _THROW_AWAY
        self._durable = durable
        self._identity: Identity | None = None
        self._home = home
        self._binaries = home
        self._socket: Path | None = None
        self._log_start = 0

    @property
    def url(self) -> str:
        """The address for the application, as the role that owns the database."""
        return f"postgresql://{ROLE}@/{DATABASE}?host={self._socket}"

    @property
    def superuser_url(self) -> str:
        """The address for whoever must see past row-level security (backups, tests of the server itself)."""
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={self._socket}"

    def start(self) -> str:
        """Make the cluster if there is none, start the server, make role and database; return the address."""
        self._identity = unprivileged_identity()
        self._binaries = place_binaries(self._identity)
        self._home = place_home(self._asked_home, self._identity)
        self._initialize()
        _wait_for_former(self._data)
        self._make_socket_folder()
        self.launch()
        return self.url

    def launch(self) -> None:
        """Start the server on the cluster and socket that exist, and wait until it answers."""
        settings = self._settings | {"unix_socket_directories": str(self._socket)}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with open_log(self.log) as output:
            self._log_start = output.seek(0, os.SEEK_END)
            # SIGTERM would let it wait for its clients; SIGINT is its fast, clean end.
            self.process = spawn(
                [self._binaries / "postgres", "-D", self._data, *options],
                env=_ENVIRONMENT,
                identity=self._identity,
                death_signal=signal.SIGINT,
                output=output,
            )
        self._make_role_and_database()

    def stop(self) -> None:
        """End the server cleanly and remove its socket."""
        if self.process is not None:
            end(self.process, first=signal.SIGINT, patience=20)
        if self._socket is not None and self._socket.parent != self._home:
            shutil.rmtree(self._socket, ignore_errors=True)

    def crash(self) -> None:
        """End the server at once, without a checkpoint, as a power cut would."""
        if self.process is not None:
            end(self.process, first=signal.SIGQUIT)

    @property
    def _data(self) -> Path:
        return self._home / "data"

    def _initialize(self) -> None:
        mark = self._data / "PG_VERSION"
        if mark.exists():
            self._check_version(mark.read_text(encoding="ascii").strip())
            return
        draft = self._home / "data.new"  # a start that is broken off leaves no half cluster behind
        shutil.rmtree(draft, ignore_errors=True)
        done = subprocess.run(
            self._initdb_command(draft),
            check=False,
            env=_ENVIRONMENT,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **(self._identity.as_arguments() if self._identity else {}),
        )
        if done.returncode != 0:
            output: bytes = done.stdout
            with open_log(self.log) as log:
                log.write(output)
            raise explain_exit(
                program=self.name, code=done.returncode, output=output.decode(errors="replace"), log=str(self.log)
            )
        draft.rename(self._data)

    def _initdb_command(self, data: Path) -> list[str]:
        command = [str(self._binaries / "initdb"), "-D", str(data), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
        command += ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return command if self._durable else [*command, "--no-sync"]

    def _check_version(self, written_by: str) -> None:
        here = postgres_version().split(".")[0]
        if written_by != here:
            raise StackProblem(
                f"The rows in {self._data} were written by PostgreSQL {written_by}, and this is {here}: "
                "move them with pg_dump, or choose another DATA_DIR."
            )

    def _make_socket_folder(self) -> None:
        folder = self._home / "socket"
        if not _PLAIN_PATH.fullmatch(str(folder)):
            folder = Path(tempfile.mkdtemp(prefix="trastienda-", dir="/tmp"))  # noqa: S108  mkdtemp closes it
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._identity:
            self._identity.own(folder)
        self._socket = folder

    def _make_role_and_database(self) -> None:
        with self._wait_for_answer() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                role = sql.Identifier(ROLE)
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB").format(role))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                names = {"name": sql.Identifier(DATABASE), "owner": sql.Identifier(ROLE)}
                connection.execute(sql.SQL("CREATE DATABASE {name} OWNER {owner}").format(**names))

    def _wait_for_answer(self) -> psycopg.Connection[tuple[int]]:
        if self.process is None:
            raise StackProblem(f"{self.name} was not started.")
        give_up = time.monotonic() + START_PATIENCE
        while time.monotonic() < give_up:
            if self.process.poll() is not None:
                output = tail(self.log, since=self._log_start)
                raise explain_exit(program=self.name, code=self.process.returncode, output=output, log=str(self.log))
            try:
                return psycopg.connect(f"host={self._socket} user={SUPERUSER} dbname=postgres", autocommit=True)
            except psycopg.OperationalError:
                time.sleep(0.025)
        raise StackProblem(f"{self.name} does not answer after {START_PATIENCE:.0f} seconds (see {self.log}).")


def _wait_for_former(data: Path) -> None:
    """Let the server of a killed stack end first, and forget one whose process number means another program now."""
    pid_file = data / "postmaster.pid"
    give_up = time.monotonic() + FORMER_PATIENCE
    while (pid := _read_pid(pid_file)) is not None:
        if not _serves(pid, data):
            pid_file.unlink(missing_ok=True)
        elif time.monotonic() > give_up:
            raise StackProblem(f"A Postgres of an earlier start still runs on {data}: end process {pid} first.")
        else:
            time.sleep(0.1)


def _read_pid(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text(encoding="ascii").splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _serves(pid: int, data: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(data) in command
