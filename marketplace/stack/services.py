"""The processes of a stack, beside its servers."""

import sys
from dataclasses import dataclass
from pathlib import Path

from marketplace.stack.configuration import StackConfiguration

WEB_PROCESSES = 2
WEB_THREADS = 8
WORKER_PROCESSES = 2
MEMORY = Path("/dev/shm")  # noqa: S108  gunicorn's heartbeat must not wait for a disk


@dataclass(frozen=True)
class Service:
    """A process that runs as long as the stack does."""

    name: str
    command: tuple[str, ...]


def services(configuration: StackConfiguration) -> list[Service]:
    """Return what runs once the database is ready, in the order of starting."""
    celery = (sys.executable, "-m", "celery", "-A", "marketplace")
    schedule = str(configuration.data_dir / "beat-schedule")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return [
        Service("web", _web(configuration)),
        Service("door", _door(configuration)),
        Service("worker", (*celery, "worker", "-l", "INFO", "-c", str(WORKER_PROCESSES), *quiet)),
        Service("beat", (*celery, "beat", "-l", "INFO", "-s", schedule, "--pidfile=")),
    ]


def _door(configuration: StackConfiguration) -> tuple[str, ...]:
    where = ("--host", configuration.host, "--port", str(configuration.smtp_port))
    return (sys.executable, "-m", "messaging.mail.door", *where)


def _web(configuration: StackConfiguration) -> tuple[str, ...]:
    host = f"[{configuration.host}]" if ":" in configuration.host else configuration.host
    options = {
        "--bind": f"{host}:{configuration.port}",
        "--worker-class": "gthread",
        "--workers": configuration.inherited.get("WEB_CONCURRENCY") or str(WEB_PROCESSES),
        "--threads": str(WEB_THREADS),
        "--graceful-timeout": "5",
    }
    if MEMORY.is_dir():
        options["--worker-tmp-dir"] = str(MEMORY)
    pairs = [part for option in options.items() for part in option]
    # --preload: the processes fork from one that has everything imported, which halves the time to start.
    flags = ("--preload", "--no-control-socket")
    return (sys.executable, "-m", "gunicorn", "marketplace.wsgi:application", *flags, *pairs)
