"""Repeating an unsafe call with the same `Idempotency-Key` gives the answer of the first one and does nothing again."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import Conflict
from marketplace.models import IdempotencyRecord

# Callers repeat within minutes; a week outlasts a weekend's outage.
KEPT_FOR = timedelta(days=7)
_BATCH = 1000


@dataclass(frozen=True)
class Answer:
    """What a call was answered."""

    status: int
    body: Any


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What makes two calls the same one."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


@transaction.atomic
def answer_once(*, scope: str, key: str, mark: str, at: datetime, call: Callable[[], Answer]) -> Answer:
    """Run `call` unless it was answered before for this caller (`scope`) and key; then return that answer.

    A repeat that comes while the first still runs waits for it at the unique index. A call that raises leaves nothing
    behind, so that its repeat is tried afresh. Raises Conflict for the same key with another call (`mark`).
    """
    if not _claim(scope, key, mark, at):
        return _former(scope, key, mark)
    answer = call()
    IdempotencyRecord.objects.filter(scope=scope, key=key).update(status=answer.status, body=answer.body)
    return answer


def forget_old_answers() -> int:
    """Delete a batch of answers older than a week of real time, and return how many."""
    old = IdempotencyRecord.objects.filter(created_at__lt=clock.real() - KEPT_FOR).values_list("pk", flat=True)[:_BATCH]
    return IdempotencyRecord.objects.filter(pk__in=list(old)).delete()[0]


def _claim(scope: str, key: str, mark: str, at: datetime) -> bool:
    sql = """
        INSERT INTO marketplace_idempotencyrecord (scope, key, fingerprint, created_at) VALUES (%s, %s, %s, %s)
        ON CONFLICT (scope, key) DO NOTHING
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [scope, key, mark, at])
        return bool(cursor.rowcount)


def _former(scope: str, key: str, mark: str) -> Answer:
    record = IdempotencyRecord.objects.get(scope=scope, key=key)
    if record.fingerprint != mark:
        raise Conflict(message=_("This idempotency key was used for another call."))
    return Answer(status=record.status or 200, body=record.body)
