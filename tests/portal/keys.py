"""A list of API keys, as plain as a list can be: what the list tests drive."""

from typing import Any

import django_filters
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

from marketplace.errors import Conflict, DomainError, Forbidden, NotFound
from marketplace.permissions import Right
from marketplace.portal.lists import BulkAction, Column, ListView, Sort, Tab
from marketplace.portal.paging import SortField
from marketplace.portal.views import PortalView, SignedInView
from marketplace.shops.models import ApiKey


class KeyFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="label", lookup_expr="icontains", label="Find")
    prefix = django_filters.ChoiceFilter(choices=[("aa", "First"), ("bb", "Second")], label="Begins with")
    created = django_filters.DateFromToRangeFilter(field_name="created_at", label="Made")

    class Meta:
        model = ApiKey
        fields: list[str] = []


class KeyList(ListView):
    permission = Right.KEY_MANAGE
    area = "keys"
    url_name = "keys"
    title = "Keys"
    export_name = "keys"
    empty_title = "No key yet"
    filterset_class = KeyFilterSet
    tabs = (
        Tab("all", "All"),
        Tab("used", "Used", lambda keys: keys.filter(last_used_at__isnull=False)),
        Tab("unused", "Never used", lambda keys: keys.filter(last_used_at__isnull=True), late=True),
    )
    sorts = (
        Sort("made", "Made", (SortField("created_at", descending=True), SortField("pk", descending=True))),
        Sort("used", "Last used", (SortField("last_used_at", nullable=True), SortField("pk"))),
        Sort("label", "Label", (SortField("label"), SortField("pk"))),
    )
    columns = (
        Column("label", "Label", value=lambda key: key.label, sort="label"),
        Column("made", "Made", value=lambda key: key.created_at, sort="made", optional=True),
        Column("used", "Last used", value=lambda key: key.last_used_at, sort="used", optional=True),
    )
    bulk = (BulkAction("revoke", "Revoke 1 key", "Revoke %n keys", "keys-revoke", Right.KEY_MANAGE, main=True),)
    page_size = 3

    def get_queryset(self) -> Any:
        return ApiKey.objects.all()

    def row_url(self, row: ApiKey) -> str:
        return f"{self.url}/{row.pk}"


class RevokeView(PortalView):
    permission = Right.KEY_MANAGE

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        count = len(request.POST.getlist("selected"))
        return self.done(f"{count} keys revoked", to="/after")


class OrdersView(PortalView):
    permission = Right.ORDER_READ
    template_name = "portal/list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(f"{self.shop.name} {self.actor.label} {ApiKey.objects.count()}")


FAULTS: dict[str, DomainError] = {
    "conflict": Conflict(message="Leire was faster."),
    "missing": NotFound(),
    "forbidden": Forbidden(message="Only an owner may."),
}


class FailingView(PortalView):
    permission = Right.ORDER_READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise FAULTS[kwargs["fault"]]


class MineView(SignedInView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse("mine")


urlpatterns = [
    path("shop/<int:shop_id>/keys", KeyList.as_view(), name="keys"),
    path("shop/<int:shop_id>/keys/revoke", RevokeView.as_view(), name="keys-revoke"),
    path("shop/<int:shop_id>/orders", OrdersView.as_view(), name="orders"),
    path("shop/<int:shop_id>/failing/<str:fault>", FailingView.as_view()),
    path("mine", MineView.as_view()),
    path("accounts/", include("allauth.urls")),
    path("language", set_language, name="set_language"),
]
