"""Documents of orders, to look at; the operator may let a customer's link end."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from invoices.models import DocumentDownload, DocumentLink, OrderDocument
from invoices.services.links import revoke_links
from marketplace import clock
from marketplace.operator import ReadOnlyAdmin, ReadOnlyTabular, operator_actor


class LinkInline(ReadOnlyTabular):
    model = DocumentLink
    fields = ("created_at", "revoked_at", "revoked_by")


class DownloadInline(ReadOnlyTabular):
    model = DocumentDownload
    fields = ("at", "by_kind", "by_label")


@admin.register(OrderDocument)
class OrderDocumentAdmin(ReadOnlyAdmin):
    """Every document of every shop, removed ones too, with its links and who fetched it."""

    inlines = (LinkInline, DownloadInline)
    list_display = ("name", "type", "order", "shop", "source", "uploaded_at", "actor_label", "removed_at")
    list_filter = ("type", "source", ("removed_at", admin.EmptyFieldListFilter))
    list_select_related = ("order", "shop")
    search_fields = ("name", "order__order_id")
    ordering = ("-pk",)
    actions = ("let_links_end",)

    @admin.action(description=_("Revoke the customers' links"))
    def let_links_end(self, request: HttpRequest, queryset: QuerySet[OrderDocument]) -> None:
        at, actor = clock.now(), operator_actor(request)
        found = queryset.filter(removed_at__isnull=True)
        count = sum(revoke_links(document_id=document.pk, actor=actor, at=at) for document in found)
        text = ngettext("%(count)d link is revoked.", "%(count)d links are revoked.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS)
