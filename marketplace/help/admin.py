"""Help articles, written by the operator."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace import clock
from marketplace.help.models import Article, ArticleText
from marketplace.operator import OperatorAdmin, OperatorStacked


class ArticleTextInline(OperatorStacked):
    model = ArticleText
    tab = True


@admin.register(Article)
class ArticleAdmin(OperatorAdmin):
    list_display = ("slug", "position", "is_current", "replaced_by", "updated_at")
    list_filter = ("is_current",)
    list_select_related = ("replaced_by",)
    search_fields = ("slug", "texts__title")
    autocomplete_fields = ("replaced_by",)
    readonly_fields = ("created_at", "updated_at")
    fields = (("slug", "position"), ("is_current", "replaced_by"), ("created_at", "updated_at"))
    inlines = (ArticleTextInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Pages of the portal lead to an article by its address (R132)."""
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.updated_at = clock.now()
        obj.created_at = obj.created_at or obj.updated_at
        obj.save()
