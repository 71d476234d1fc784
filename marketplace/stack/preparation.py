"""Brings database, static files, translations and demo up to date, in one process: starting Django costs a second."""

import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands

from marketplace.stack.console import NOTICE, say

STATIC_STAMP = ".collected"


def prepare() -> None:
    """Do whatever a start needs done; what is done already costs nearly nothing."""
    call_command("migrate", interactive=False, verbosity=1)
    collect_static()
    if "translations" in get_commands():
        call_command("translations", "--compile")
    if settings.SIMULATION and "load_demo" in get_commands():
        if not (settings.DATA_DIR / "demo.json").exists():
            say(f"{NOTICE}loading the demo marketplace, once")
        call_command("load_demo")


def collect_static() -> None:
    """Collect and compress the static files; no-op when none has changed since."""
    stamp = Path(settings.STATIC_ROOT) / STATIC_STAMP
    found = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == found:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(found, encoding="ascii")


def _fingerprint() -> str:
    lines = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            lines.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def main() -> int:
    """Run as a child of the supervisor, with the addresses in the environment."""
    django.setup()
    prepare()
    return 0


if __name__ == "__main__":
    sys.exit(main())
