"""Texts that a shop has ready for questions that come again and again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager


class QuickReply(models.Model):
    """One ready text in one language. Sent as it stands it may not count as an answer: the channel's rules say (D3)."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("name"), max_length=80)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    body = models.TextField(_("text"), max_length=5000)
    updated_at = models.DateTimeField(_("changed"))

    objects = shop_manager()

    class Meta:
        verbose_name = _("quick reply")
        verbose_name_plural = _("quick replies")
        ordering = ["language", "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "language", "title"], name="messaging_quickreply_title"),
            models.CheckConstraint(condition=~Q(body=""), name="messaging_quickreply_says_something"),
        ]

    def __str__(self) -> str:
        return self.title
