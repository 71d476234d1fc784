"""Base views of the portal. A view names the right it needs; one that does not is refused when its route is made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import Promise, cached_property
from django.views.generic.base import ContextMixin, View
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from marketplace.actors import Actor
from marketplace.errors import DomainError, Forbidden, NotFound
from marketplace.permissions import Right
from marketplace.portal.live import conditional, is_poll
from marketplace.portal.members import Member, PortalRequest, find_member
from marketplace.portal.returning import asked_return, renews_region
from marketplace.tenancy import shop_scope

# Refusals that HTMX swaps like any answer (portal/_head.html): a whole page must not come into a part of one.
_SWAPPED = (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT)


class SignedInView(ContextMixin, View):
    """A page for any signed-in person, of no shop: account, list of shops."""

    layout: ClassVar[str] = "plain.html"
    template_name: ClassVar[str] = ""
    fragment_name: ClassVar[str] = ""
    # The id of the element that the fragment is, for acts that come back to this page from elsewhere on it.
    region: ClassVar[str] = ""
    request: PortalRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self._to_login(request)
        with reading_as(request):
            return self._finish(self._answer(request, *args, **kwargs))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        polled = is_poll(self.request)
        return super().get_context_data(layout=self.layout, fragment=self.wants_fragment(), polled=polled, **kwargs)

    def page(self, template_name: str = "", *, status: int = 200, **context: Any) -> TemplateResponse:
        """The view's page; where HTMX asks and the view has a fragment, that alone."""
        name = template_name or (self.fragment_name if self.wants_fragment() else self.template_name)
        response = TemplateResponse(self.request, name, self.get_context_data(**context), status=status)
        if self.region and name == self.fragment_name and self.request.htmx.target != self.region:
            retarget(response, f"#{self.region}")
            reswap(response, "outerHTML")
        return response

    def wants_fragment(self) -> bool:
        """Whether the answer is swapped into a page that already stands; a restored history entry is not."""
        htmx = self.request.htmx
        return bool(self.fragment_name and htmx and not htmx.history_restore_request)

    def done(self, message: str | Promise, *, to: str) -> HttpResponse:
        """After a form post: say what was done (a toast on the next page) and go there."""
        messages.success(self.request, str(message))
        return self.go(to)

    def failed(self, error: DomainError, *, to: str) -> HttpResponse:
        """After a refused form post without fields to mend: say why and go back."""
        messages.error(self.request, error.message)
        return self.go(to)

    def go(self, to: str) -> HttpResponse:
        """Redirect, by HTMX's own header where it asked: a plain one would bring the whole page into the old one.

        Where the reader is there already, a plain redirect brings the page's region up to date and leaves the rest.
        """
        if not self.request.htmx or renews_region(self.request.htmx, to):
            return HttpResponseRedirect(to)
        return HttpResponseClientRedirect(to)

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Run the handler and render its answer here, where language, zone and scope are open."""
        try:
            self.check_request()
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        except NotFound as error:
            raise Http404(error.message) from error
        except DomainError as error:
            response = self._refused(error)
        if isinstance(response, TemplateResponse):
            response.render()
        return response

    def check_request(self) -> None:
        """Raise DomainError where something else than the member's rights stands against the request."""

    def _refused(self, error: DomainError) -> TemplateResponse:
        if self.request.htmx and error.status in _SWAPPED:
            messages.error(self.request, error.message)
            told = TemplateResponse(self.request, "portal/_toasts.html", {"oob": True}, status=error.status)
            return reswap(told, "none")
        name = "portal/forbidden.html" if isinstance(error, Forbidden) else "portal/refused.html"
        return TemplateResponse(self.request, name, self.get_context_data(error=error), status=error.status)

    def _to_login(self, request: HttpRequest) -> HttpResponseBase:
        target = redirect_to_login(request.get_full_path())
        return HttpResponseClientRedirect(target.url) if cast(PortalRequest, request).htmx else target

    def _finish(self, response: HttpResponseBase) -> HttpResponseBase:
        """One URL answers with a page or a fragment, and neither is anybody else's."""
        patch_vary_headers(response, ["HX-Request"])
        patch_cache_control(response, private=True, no_cache=True)
        return conditional(self.request, response) if is_poll(self.request) else response


class PortalView(SignedInView):
    """A page of one shop, inside its scope. `permission` is the right it needs, `area` its place in the navigation."""

    layout = "base.html"
    permission: ClassVar[Right | None] = None
    area: ClassVar[str] = ""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        if cls.permission is None:
            raise ImproperlyConfigured(f"{cls.__qualname__} names no permission, so nobody may see it.")
        return super().as_view(**initkwargs)

    @property
    def member(self) -> Member:
        member = self.request.member
        if member is None:
            raise ImproperlyConfigured("The member is known only while the view answers.")
        return member

    @property
    def shop(self) -> Any:
        return self.member.shop

    @property
    def actor(self) -> Actor:
        return self.member.actor

    @cached_property
    def next_url(self) -> str:
        """The page that called this act and wants its reader back; empty for an act that returns to its own place."""
        return asked_return(self.request, shop_id=self.shop.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"shop": self.shop, "member": self.member, "rights": self.member.rights, "area": self.area}
        return super().get_context_data(next_url=self.next_url, **own, **kwargs)

    def done(self, message: str | Promise, *, to: str) -> HttpResponse:
        return super().done(message, to=self.next_url or to)

    def failed(self, error: DomainError, *, to: str) -> HttpResponse:
        return super().failed(error, to=self.next_url or to)

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Another shop's page is not there (404); a page that the role does not open says so (403)."""
        member = find_member(cast(Any, request.user), kwargs.pop("shop_id"))
        if member is None:
            raise Http404
        cast(PortalRequest, request).member = member
        request.portal_area = self.area  # type: ignore[attr-defined]  # read by the frame's context processor
        zone = ZoneInfo(member.timezone) if member.timezone else timezone.get_current_timezone()
        with shop_scope(member.shop), timezone.override(zone):
            if self.permission not in member.rights:
                return self._refused(Forbidden()).render()
            return super()._answer(request, *args, **kwargs)


@contextmanager
def reading_as(request: HttpRequest) -> Iterator[None]:
    """The reader's own zone, and language unless the browser was told another."""
    user: Any = request.user
    language = (
        user.language
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES
        else translation.get_language()
    )
    zone = ZoneInfo(user.timezone) if user.timezone else timezone.get_current_timezone()
    with translation.override(language or settings.LANGUAGE_CODE), timezone.override(zone):
        yield
