"""Everything that can become late is a row here, and everything that happened to it is an event."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.deadlines.choices import DeadlineEventKind, DeadlineState, Outcome
from marketplace.deadlines.querysets import DeadlineEventQuerySet, DeadlineQuerySet
from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import shop_manager


class Deadline(models.Model):
    """One clock on one subject. The subject is named by kind and public id: the one place without a foreign key.

    `policy` is the rule and calendar frozen at opening, so that the due time can be proven later (R052). `next_at` is
    when the sweep must look next. Until `quiet_until` nobody need act on it, though it stays as due as it was.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=24)
    subject_id = models.CharField(_("subject"), max_length=64)
    opened_at = models.DateTimeField(_("opened"))
    warn_at = models.DateTimeField(_("warn at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"))
    next_at = models.DateTimeField(_("sweep at"), null=True, blank=True)
    warned_at = models.DateTimeField(_("warned"), null=True, blank=True)
    missed_at = models.DateTimeField(_("missed"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    quiet_until = models.DateTimeField(_("quiet until"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=4, choices=Outcome.choices, blank=True)
    worked_seconds = models.BigIntegerField(_("working time used, seconds"), null=True, blank=True)
    elapsed_seconds = models.BigIntegerField(_("time used, seconds"), null=True, blank=True)
    policy = models.JSONField(_("policy"), default=dict)

    objects = shop_manager(queryset=DeadlineQuerySet)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(closed_at__isnull=True),
                name="deadlines_deadline_one_unresolved",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(closed_at__isnull=False, outcome__in=Outcome.values),
                name="deadlines_deadline_outcome",
            ),
        ]
        indexes = [
            # The sweep: rows whose moment has come; finding nothing costs one index probe however many are open.
            models.Index(fields=["next_at"], name="deadlines_deadline_next", condition=Q(next_at__isnull=False)),
            # The queue of a shop: unresolved, most urgent first.
            models.Index(
                fields=["shop", "due_at", "id"], name="deadlines_deadline_queue", condition=Q(closed_at__isnull=True)
            ),
            # What a shop has settled today, the last first.
            models.Index(
                fields=["shop", "-closed_at", "-id"],
                name="deadlines_deadline_settled",
                condition=Q(closed_at__isnull=False),
            ),
            # All deadlines of one order or thread, and of one page of a list.
            models.Index(fields=["subject_id", "kind"], name="deadlines_deadline_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"

    def state_at(self, moment: datetime) -> DeadlineState:
        """The state as of `moment`; a due time that has passed is overdue even before the sweep has seen it."""
        if self.closed_at is not None:
            return DeadlineState(self.outcome)
        return DeadlineState.OVERDUE if moment > self.due_at else DeadlineState.OPEN


class DeadlineEvent(models.Model):
    """What happened to a deadline, once. Where the kind has a consequence the row is also its work item.

    `run_at` is when it is due, in real time; `failed_at` when it was set aside after too many attempts.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("event"), max_length=8, choices=DeadlineEventKind.choices)
    at = models.DateTimeField(_("at"))
    run_at = models.DateTimeField(_("consequence due"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failed_at = models.DateTimeField(_("set aside"), null=True, blank=True)
    failure = models.TextField(_("failure"), blank=True)

    objects = shop_manager(queryset=DeadlineEventQuerySet)

    class Meta:
        verbose_name = _("deadline event")
        verbose_name_plural = _("deadline events")
        ordering = ["at", "pk"]
        constraints = [
            # A breach is marked once, whatever sweeps at the same time.
            models.UniqueConstraint(fields=["deadline", "kind"], name="deadlines_deadlineevent_once"),
        ]
        indexes = [
            # Consequences still to run.
            models.Index(fields=["run_at"], name="deadlines_event_run", condition=Q(run_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.kind}"
