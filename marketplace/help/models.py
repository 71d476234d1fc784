"""What sellers may read about their work here, in the languages that it is written in (R132)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Article(models.Model):
    """One article; its texts are by language. One that is no longer current leads to the one in its place."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    position = models.PositiveIntegerField(_("position"), default=0, db_default=0)
    is_current = models.BooleanField(_("current"), default=True, db_default=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("replaced by")
    )
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("help article")
        verbose_name_plural = _("help articles")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("id")), name="help_article_not_by_itself"
            )
        ]

    def __str__(self) -> str:
        return self.slug


class ArticleText(models.Model):
    """An article in one language: HTML, cleaned whenever it is shown."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=150)
    body = models.TextField(_("text"), help_text=_("HTML: headings from h2 on, paragraphs, lists, tables, links."))

    class Meta:
        verbose_name = _("text of an article")
        verbose_name_plural = _("texts of articles")
        ordering = ["article", "language"]
        constraints = [
            models.UniqueConstraint(fields=["article", "language"], name="help_articletext_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="help_articletext_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title
