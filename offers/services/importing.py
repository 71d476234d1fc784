"""Files that shops send: kept, told, cancelled. `import_running` claims them and has them worked off."""

import hashlib
import logging
from datetime import datetime
from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.text import get_valid_filename
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from marketplace.actors import Actor
from marketplace.celery import app
from marketplace.errors import Conflict, NotFound, ValidationFailed, refusal
from offers.choices import ImportKind, ImportMode, ImportOrigin, ImportState
from offers.imports.limits import file_empty
from offers.models import ImportRun
from offers.services.import_progress import Cancelled, Progress, lines_done, progress_of
from offers.services.import_running import has_importer, register_importer

__all__ = [
    "Cancelled",
    "Progress",
    "cancel_import",
    "find_import",
    "has_importer",
    "lines_done",
    "progress_of",
    "register_importer",
    "start_import",
]

logger = logging.getLogger(__name__)

IMPORT_TASK = "offers.run_imports"
HINT_EXPIRES = 10
# What the file says, to know it again (OF01).
_DIGEST = "digest"
_OPEN = (ImportState.WAITING, ImportState.RUNNING)
# What two calls must have alike to be the same.
_TOLD_APART = ("kind", "origin", "mode", "is_dry_run", "options", "waits_for")
# First key of the advisory locks under which a shop's imports get their numbers; no one else's.
_TURN_LOCK = 0x0FFD


@transaction.atomic
def start_import(
    *,
    shop_id: int,
    kind: ImportKind,
    origin: ImportOrigin,
    content: "File[bytes]",
    file_name: str,
    actor: Actor,
    at: datetime,
    mode: ImportMode = ImportMode.NORMAL,
    is_dry_run: bool = False,
    options: dict[str, object] | None = None,
    waits_for: ImportRun | None = None,
) -> ImportRun:
    """Keep the file and have a worker take it, after those that the shop sent before. The same call again, with no file
    in between, is the same import while it is open. Raises ValidationFailed for an empty file and one too large.
    """
    run = ImportRun(
        shop_id=shop_id,
        kind=kind,
        origin=origin,
        mode=mode,
        is_dry_run=is_dry_run,
        waits_for=waits_for,
        requested_by=actor.label[:150],
        user_id=actor.user_id,
        language=(get_language() or "en")[:5],
        size=_checked_size(content),
        options={**(options or {}), _DIGEST: _digest_of(content)},
        created_at=at,
    )
    _take_turn(shop_id)
    if same := _same_as(run):
        return same
    _keep(run, content, file_name)
    transaction.on_commit(hint_worker)
    return run


@transaction.atomic
def cancel_import(*, run_id: int, at: datetime) -> ImportRun:
    """Stop an import: at once where it waits, else before its next chunk; nothing of it stays. Raises NotFound, and
    Conflict where it is finished.
    """
    run: ImportRun | None = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound(code="IMPORT_NOT_FOUND", message=_("There is no such import."))
    if run.is_finished:
        raise Conflict(code="IMPORT_FINISHED", message=_("This import is finished already."))
    run.cancel_requested_at = run.cancel_requested_at or at
    if run.state == ImportState.WAITING:
        run.state, run.finished_at = ImportState.CANCELLED, at
    run.save(update_fields=["cancel_requested_at", "state", "finished_at"])
    return run


def find_import(*, kind: ImportKind, run_id: int | None = None, tracking_id: str = "") -> ImportRun:
    """The shop's import of that kind. Raises NotFound."""
    wanted = {"pk": run_id} if run_id is not None else {"tracking_id": tracking_id}
    run: ImportRun | None = ImportRun.objects.filter(kind=kind, **wanted).first()
    if run is None:
        raise NotFound(code="IMPORT_NOT_FOUND", message=_("There is no such import."))
    return run


def hint_worker() -> None:
    """Tell a worker that there is something to do; the sweep finds it without."""
    try:
        app.send_task(IMPORT_TASK, expires=HINT_EXPIRES, retry=False)
    except OperationalError:
        logger.warning("The broker took no hint of an import; the sweep will find it.")


def _take_turn(shop_id: int) -> None:
    """Numbers are given in the order in which they are committed: that is the order of work. A lock of its own, since a
    file that is being worked off holds others of the shop for long.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TURN_LOCK, shop_id])


def _same_as(run: ImportRun) -> ImportRun | None:
    """The open import that this one repeats: the last that will write, but for offers that wait for these products."""
    # One that was asked to stop is none to wait for.
    still_open = ImportRun.objects.filter(shop=run.shop_id, state__in=_OPEN, cancel_requested_at=None)
    alike = {name: getattr(run, name) for name in _TOLD_APART}
    same: ImportRun | None = still_open.filter(**alike).order_by("-pk").first()
    if same is None:
        return None
    later = still_open.filter(pk__gt=same.pk, is_dry_run=False).exclude(waits_for=same.pk)
    return None if later.exists() else same


def _keep(run: ImportRun, content: "File[bytes]", file_name: str) -> None:
    name = _plain_name(file_name)
    content.seek(0)
    run.path = default_storage.save(f"imports/{run.shop_id}/{uuid4().hex}/{name}", content)
    run.file_name = PurePath(file_name).name[:255] or name
    run.save(force_insert=True)


def _checked_size(content: "File[bytes]") -> int:
    size = int(content.size or 0)
    if not size:
        raise file_empty()
    if size > settings.IMPORT_MOST_BYTES:
        raise file_too_large()
    return size


def file_too_large() -> ValidationFailed:
    """The error for a file above the limit."""
    megabytes = settings.IMPORT_MOST_BYTES // (1024 * 1024)
    message = _("The file is larger than %(most)s MB: send it in parts.") % {"most": megabytes}
    return refusal("FILE_TOO_LARGE", "file", message)


def _digest_of(content: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for piece in content.chunks():
        digest.update(piece)
    return digest.hexdigest()


def _plain_name(file_name: str) -> str:
    """A name that every storage takes."""
    plain = PurePath(file_name.replace("\\", "/").replace("\x00", "")).name.strip(". ")
    return get_valid_filename(plain)[-80:] if plain else "import.csv"
