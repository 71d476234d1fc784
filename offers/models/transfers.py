"""Files in and out: imports of offers, prices, stock and products, and exports of offers. The row is the truth; a
worker claims it, and finds it again when it was killed.
"""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager
from offers.choices import ImportKind, ImportMode, ImportOrigin, ImportState


class ImportRun(models.Model):
    """One file that a shop sent. Paths are of the default storage; a claim is real time, all else business time.

    Of one shop's runs one works at a time, in the order in which they came. What a run changes it changes in one
    transaction: killed half-way, nothing of it stays and it starts afresh (`attempts`).
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    tracking_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ImportKind.choices)
    origin = models.CharField(_("came by"), max_length=8, choices=ImportOrigin.choices)
    mode = models.CharField(_("mode"), max_length=8, choices=ImportMode.choices, default=ImportMode.NORMAL)
    is_dry_run = models.BooleanField(_("trial"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    reason = models.TextField(_("reason"), blank=True, default="")
    options = models.JSONField(default=dict, blank=True)
    # Offers that came with products wait for these.
    waits_for = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    requested_by = models.CharField(_("sent by"), max_length=150, blank=True)
    user_id = models.BigIntegerField(null=True, blank=True)
    language = models.CharField(max_length=5, default="en")

    file_name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size, bytes"), default=0)
    path = models.CharField(max_length=255)
    error_path = models.CharField(max_length=255, blank=True, default="")
    # What a product import made of the file after its mappings, what could not be mapped, and what was new.
    transformed_path = models.CharField(max_length=255, blank=True, default="")
    transformation_error_path = models.CharField(max_length=255, blank=True, default="")
    new_products_path = models.CharField(max_length=255, blank=True, default="")

    lines_read = models.PositiveIntegerField(_("lines read"), default=0)
    lines_in_success = models.PositiveIntegerField(_("lines accepted"), default=0)
    lines_in_error = models.PositiveIntegerField(_("lines refused"), default=0)
    lines_with_warning = models.PositiveIntegerField(_("lines with a warning"), default=0)
    inserted = models.PositiveIntegerField(_("rows added"), default=0)
    updated = models.PositiveIntegerField(_("rows changed"), default=0)
    unchanged = models.PositiveIntegerField(_("rows unchanged"), default=0)
    deleted = models.PositiveIntegerField(_("rows removed"), default=0)

    created_at = models.DateTimeField(_("sent on"))
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    cancel_requested_at = models.DateTimeField(_("cancellation asked for"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="offers_importrun_state_known")
        ]
        indexes = [
            # The pages and operations that list a shop's imports of a kind.
            models.Index(fields=["shop", "kind", "-id"], name="offers_importrun_of_shop"),
            # The sweep: what waits or is held by a worker.
            models.Index(
                fields=["shop", "id"],
                name="offers_importrun_open",
                condition=Q(state__in=[ImportState.WAITING, ImportState.RUNNING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state not in (ImportState.WAITING, ImportState.RUNNING)

    @property
    def has_error_report(self) -> bool:
        return bool(self.error_path)


class ExportRun(models.Model):
    """A file of a shop's offers being made, in one or several chunks (OF52 to OF54)."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    tracking_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    options = models.JSONField(default=dict, blank=True)
    requested_by = models.CharField(_("asked for by"), max_length=150, blank=True)
    language = models.CharField(max_length=5, default="en")
    paths = ArrayField(models.CharField(max_length=255), default=list, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    reason = models.TextField(_("reason"), blank=True, default="")
    created_at = models.DateTimeField(_("asked for on"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="offers_exportrun_state_known")
        ]
        indexes = [
            # The sweep: what waits or is held by a worker.
            models.Index(
                fields=["id"],
                name="offers_exportrun_open",
                condition=Q(state__in=[ImportState.WAITING, ImportState.RUNNING]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.tracking_id)
