"""Documents filed with orders, the customers' links to them, and who fetched them (R041 to R043)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from invoices.choices import DocumentSource, DocumentType, Downloader
from invoices.querysets import DocumentQuerySet
from marketplace.files.models import StoredFile
from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager
from orders.models import Order


class OrderDocument(models.Model):
    """One file in an order's documents, typed. Removed ones stay as rows, so that downloads keep their subject.

    `name` is what OR72 calls it, unique among the order's documents; the bytes are the stored file's.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="documents", verbose_name=_("order"))
    type = models.CharField(_("type"), max_length=30, choices=DocumentType.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    name = models.CharField(_("file name"), max_length=255)
    source = models.CharField(_("came by"), max_length=10, choices=DocumentSource.choices)
    uploaded_at = models.DateTimeField(_("filed"))
    actor_kind = models.CharField(max_length=10)
    actor_label = models.CharField(_("by"), max_length=150)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.CharField(_("removed by"), max_length=150, blank=True)

    objects = shop_manager(queryset=DocumentQuerySet)

    class Meta:
        verbose_name = _("order document")
        verbose_name_plural = _("order documents")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "name"], condition=Q(removed_at__isnull=True), name="invoices_orderdocument_name"
            ),
            models.CheckConstraint(condition=Q(type__in=DocumentType.values), name="invoices_orderdocument_type_known"),
        ]

    def __str__(self) -> str:
        return self.name


class DocumentLink(models.Model):
    """A customer's way to one document: its token stands in the mail alone and is kept as a hash."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(OrderDocument, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.CharField(_("revoked by"), max_length=150, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("link to a document")
        verbose_name_plural = _("links to documents")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.created_at:%Y-%m-%d %H:%M}"


class DocumentDownload(models.Model):
    """Somebody fetched a document (R043). Never changed."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(OrderDocument, on_delete=models.PROTECT, related_name="downloads")
    link = models.ForeignKey(DocumentLink, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"))
    by_kind = models.CharField(_("fetched by"), max_length=10, choices=Downloader.choices)
    by_label = models.CharField(_("name"), max_length=150, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.by_kind}"
