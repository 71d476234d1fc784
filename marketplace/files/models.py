"""Stored documents and attachments: what they are called, what they really are, and where their bytes lie."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager


class StoredFile(models.Model):
    """One file of one shop. The bytes are in the default storage under `path` and never change.

    `mimetype` is what the bytes are, whatever the sender called them; `sha256` proves that they are still the same.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    file_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size, bytes"))
    mimetype = models.CharField(_("type"), max_length=100)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=255, unique=True)
    created_at = models.DateTimeField(_("stored"))

    objects = shop_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="files_storedfile_not_empty")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it in a page: pictures without script in them."""
        return self.mimetype in PICTURES


PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
