"""Rows of the ground itself: the clock's offset and the answers kept for repeated calls."""

from datetime import timedelta

from django.db import models


class ClockOffset(models.Model):
    """How far business time runs ahead of real time. One row, id 1."""

    offset = models.DurationField(default=timedelta)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="marketplace_clockoffset_single")]

    def __str__(self) -> str:
        return f"+{self.offset}"


class IdempotencyRecord(models.Model):
    """The answer once given to an unsafe call, kept so that its repeat gets the same one.

    `scope` is the caller (a key's id), `key` what it sent as `Idempotency-Key`, `fingerprint` the hash of method,
    path and body.
    """

    scope = models.CharField(max_length=100)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="marketplace_idempotencyrecord_key")]
        indexes = [
            # The sweep: answers that nobody will ask for again.
            models.Index(fields=["created_at"], name="marketplace_idempotency_age"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
