"""One index over everything searchable."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager


class SearchEntry(models.Model):
    """The words of one subject, lexemes alone: outside row-level security, where a text search cannot use its index.

    Hits are read back through the policed tables.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    subject_id = models.BigIntegerField()
    vector = SearchVectorField()

    objects = shop_manager()

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="search_searchentry_subject")]
        indexes = [
            # Every search of the portal and of the lists.
            GinIndex(fields=["vector"], name="search_searchentry_vector"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
