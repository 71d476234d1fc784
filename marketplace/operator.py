"""The operator's admin: one site over all shops, and the bases of its pages."""

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from csp.decorators import csp_update
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.sites import UnfoldAdminSite

from marketplace.accounts.models import User
from marketplace.actors import Actor, ActorKind
from marketplace.errors import DomainError
from marketplace.tenancy import all_shops

View = Callable[..., HttpResponseBase]

# unfold's pages are Alpine: expressions in attributes, which it evaluates, and styles that it sets inline.
_looser_policy = csp_update({"script-src": "'unsafe-eval'", "style-src": "'unsafe-inline'"})


class OperatorSite(UnfoldAdminSite):
    """Every page of the admin sees all shops, until it is rendered."""

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Open all shops inside the check of who asks: for a seller they are never opened."""

        def over_all_shops(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with all_shops("the operator works for every shop"):
                response = view(request, *args, **kwargs)
                return response.render() if isinstance(response, TemplateResponse) else response

        guarded: View = super().admin_view(over_all_shops, cacheable)
        loosened: View = _looser_policy(guarded)
        return loosened

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One sign-in for everybody, with its rate limits and second factor."""
        response: HttpResponse = super().login(request, extra_context)
        return response


class OperatorAdmin(ModelAdmin):
    """A page of the operator. What a service refuses is told above the form, and nothing is changed."""

    list_per_page = 50
    show_full_result_count = False
    compressed_fields = True
    warn_unsaved_form = True
    list_filter_submit = True

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            answer: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(request.get_full_path())
        return answer


class ReadOnlyMixin:
    """Rows that are written by services alone."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnlyMixin, OperatorAdmin):
    """A page to look at."""


class OperatorTabular(TabularInline):
    """Rows of another table in a table."""

    extra = 0


class OperatorStacked(StackedInline):
    """Rows of another table, one under the other."""

    extra = 0


class ReadOnlyTabular(ReadOnlyMixin, OperatorTabular):
    """Rows of another table, to look at."""

    can_delete: ClassVar[bool] = False


def operator_actor(request: HttpRequest) -> Actor:
    """Who works here, for services and timelines."""
    user = request.user
    label = user.full_name if isinstance(user, User) else ""
    return Actor(kind=ActorKind.OPERATOR, label=label, user_id=user.pk)
