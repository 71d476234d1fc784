"""Exports made by a worker: one holder each by a lock of the database that dies with its connection, so that a killed
worker's export is taken up again soon. Nothing of a run is seen before it is complete.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.tenancy import all_shops, shop_scope
from offers.choices import ImportState
from offers.models import ExportRun
from offers.services.export_rows import ExportRows
from offers.services.exporting import CSV, JSON, XLSX, ExportOptions

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=7)
# From the count of an attempt to the lock under which it is made, no other worker counts one.
LEASE = timedelta(seconds=10)
MOST_ATTEMPTS = 3
_OPEN = (ImportState.WAITING, ImportState.RUNNING)
# First key of the advisory locks; no one else's.
_LOCK = 0x6578706F
_BATCH = 100
_ENDINGS = {CSV: "csv", JSON: "json", XLSX: "xlsx"}


@dataclass(frozen=True)
class _Claim:
    run_id: int
    shop_id: int
    attempt: int
    language: str


def make_export(run_id: int) -> bool:
    """Make one export, unless it is done or in another worker's hands; whether it was made or has failed for good. What
    goes wrong is tried again later, and holds up no other.
    """
    claim = _begin(run_id)
    if claim is None:
        return False
    if claim.attempt > MOST_ATTEMPTS:
        return True
    try:
        with translation.override(claim.language):
            return _make(claim)
    except Exception:  # one that cannot be made must hold up no other
        logger.exception("Export %s was not made", run_id)
        _let_go(claim)
        return False


def make_exports() -> int:
    """Make one of the exports that wait, and return how many were settled; part of the sweep."""
    with all_shops("exports are made for every shop"):
        waiting = list(_due().order_by("pk").values_list("pk", flat=True)[:_BATCH])
    return next((1 for run_id in waiting if make_export(run_id)), 0)


def count_open_exports() -> int:
    """Those that wait or are being made."""
    with all_shops("exports are made for every shop"):
        return int(ExportRun.objects.filter(state__in=_OPEN).count())


def forget_exports() -> int:
    """Delete a batch of exports that were finished a week ago, with their files, and return how many."""
    with all_shops("old exports of every shop are forgotten"):
        old = ExportRun.objects.filter(finished_at__lte=clock.now() - KEPT_FOR).order_by("pk")
        found = list(old.select_for_update(skip_locked=True)[:_BATCH])
        for run in found:
            _delete_files(run.paths)
        ExportRun.objects.filter(pk__in=[run.pk for run in found]).delete()
    return len(found)


def _due() -> QuerySet[ExportRun]:
    """Open ones, but those that a worker has just begun."""
    due: QuerySet[ExportRun] = ExportRun.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=clock.real()), state__in=_OPEN
    )
    return due


@transaction.atomic
def _begin(run_id: int) -> _Claim | None:
    """Count the attempt before it is made: one that kills its worker comes to an end too."""
    if not _hold(run_id):
        return None
    with all_shops("exports are made for every shop"):
        run: ExportRun | None = _due().filter(pk=run_id).first()
        if run is None:
            return None
        run.attempts += 1
        run.state, run.claimed_until = ImportState.RUNNING, clock.real() + LEASE
        if run.attempts > MOST_ATTEMPTS:
            run.state, run.finished_at, run.claimed_until = ImportState.FAILED, clock.now(), None
            with translation.override(run.language):
                run.reason = _("The file could not be made in several attempts.")
        run.save(update_fields=["attempts", "state", "finished_at", "claimed_until", "reason"])
    return _Claim(run.pk, run.shop_id, run.attempts, run.language)


@transaction.atomic
def _make(claim: _Claim) -> bool:
    if not _hold(claim.run_id):
        return False
    with shop_scope(claim.shop_id):
        run: ExportRun | None = _mine(claim).first()
        if run is None:
            return False
        _write(run)
    return True


def _let_go(claim: _Claim) -> None:
    with shop_scope(claim.shop_id):
        _mine(claim).update(claimed_until=None)


def _mine(claim: _Claim) -> QuerySet[ExportRun]:
    mine: QuerySet[ExportRun] = ExportRun.objects.filter(
        pk=claim.run_id, attempts=claim.attempt, state=ImportState.RUNNING
    )
    return mine


def _write(run: ExportRun) -> None:
    options = ExportOptions.of(run.options)
    folder = f"shops/{run.shop_id}/exports/{run.tracking_id}"
    _delete_files(_files_in(folder))  # of an attempt that was killed
    save: Callable[[IO[bytes]], str] = partial(_save, folder, _ENDINGS[options.media_type])
    writer = ExportRows(run.shop_id, options, run.created_at).write(save)
    run.paths, run.rows = writer.paths, writer.rows
    run.state, run.finished_at, run.claimed_until = ImportState.COMPLETE, clock.now(), None
    run.save(update_fields=["paths", "rows", "state", "finished_at", "claimed_until"])


def _save(folder: str, ending: str, content: IO[bytes]) -> str:
    number = len(_files_in(folder)) + 1
    return default_storage.save(f"{folder}/{number}.{ending}", File(content))


def _files_in(folder: str) -> list[str]:
    try:
        return [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    except FileNotFoundError:
        return []


def _delete_files(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def _hold(run_id: int) -> bool:
    """Take the run's lock until the transaction ends; False where another has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, run_id % 2**31])
        return bool(cursor.fetchone()[0])
