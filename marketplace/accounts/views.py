"""The way in, and one's own account."""

from typing import Any, ClassVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.i18n import LANGUAGE_QUERY_PARAMETER, set_language

from marketplace.accounts.forms import ProfileForm
from marketplace.accounts.models import User
from marketplace.accounts.services import remember_language
from marketplace.portal.context import FrameLink
from marketplace.portal.members import desks_of
from marketplace.portal.navigation import landing_url
from marketplace.portal.views import SignedInView


class HomeView(SignedInView):
    """Leads everybody to where their work begins: in the one shop, after a choice of several, or in the admin."""

    template_name: ClassVar[str] = "accounts/home.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        desks = desks_of(request.user)
        links = [FrameLink(desk.shop.name, landing_url(shop=desk.shop, rights=desk.rights)) for desk in desks]
        if len(links) == 1:
            return self.go(links[0].url)
        if not links and getattr(request.user, "is_staff", False):
            return self.go(reverse("admin:index"))
        return self.page(shops=links)


class ProfileView(SignedInView):
    """Name, language and time zone (R122); the way to the password and the second factor."""

    template_name: ClassVar[str] = "accounts/profile.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(form=ProfileForm(instance=self._person()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = ProfileForm(request.POST, instance=self._person())
        if not form.is_valid():
            return self.page(form=form, status=422)
        user = form.save()
        with translation.override(user.language):
            response = self.done(_("Your details are saved."), to=reverse("accounts:profile"))
        # A choice made earlier in this browser would stand above it.
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response

    def _person(self) -> User:
        """A copy of its own: a refused form must not change the name in the frame."""
        return User.objects.get(pk=cast(User, self.request.user).pk)


def switch_language(request: HttpRequest) -> HttpResponse:
    """Django's switch, which keeps the choice for a signed-in person besides."""
    language = request.POST.get(LANGUAGE_QUERY_PARAMETER, "")
    if request.method == "POST" and isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        remember_language(user=request.user, language=language)
    return set_language(request)
