"""The shop's settings: profile, members, keys; and the page on which an invited person answers."""

import secrets
from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from marketplace import clock
from marketplace.accounts.models import User
from marketplace.accounts.services import find_account, sign_in
from marketplace.errors import Conflict, DomainError, Forbidden, NotFound
from marketplace.permissions import Right, Role
from marketplace.portal.views import PortalView
from marketplace.shops import services, settings_pages
from marketplace.shops.access import revoke_key
from marketplace.shops.forms import InviteForm, KeyForm, NewAccountForm, ShopProfileForm
from marketplace.shops.models import ApiKey
from marketplace.tenancy import all_shops

UNPROCESSABLE = 422
SENT_MARKS = "key_forms_sent"


class SettingsView(PortalView):
    """A page under Settings."""

    area: ClassVar[str] = "settings"
    url_name: ClassVar[str] = ""

    @property
    def here(self) -> str:
        return reverse(self.url_name, kwargs={"shop_id": self.shop.pk})


class SettingsIndexView(SettingsView):
    """The list of plain pages."""

    permission = Right.SHOP_WRITE
    template_name = "shops/settings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(pages=settings_pages.open_to(self.member.rights), **kwargs)


class ProfileView(SettingsView):
    """What the shop says of itself (R117)."""

    permission = Right.SHOP_WRITE
    template_name = "shops/profile.html"
    url_name = "shops:profile"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(form=ShopProfileForm(instance=self.shop))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = ShopProfileForm(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=UNPROCESSABLE)
        services.update_shop(shop_id=self.shop.pk, changes=form.cleaned_data, at=clock.now())
        return self.done(_("The profile is saved."), to=self.here)


class MembersView(SettingsView):
    """Who works here, who was asked to, and the form to ask one more (R121)."""

    permission = Right.MEMBER_MANAGE
    template_name = "shops/members.html"
    url_name = "shops:members"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", InviteForm())
        return super().get_context_data(
            members=services.list_members(),
            invitations=services.list_invitations(),
            roles=Role.choices,
            now=clock.now(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = InviteForm(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=UNPROCESSABLE)
        try:
            invitation = services.invite_member(shop=self.shop, actor=self.actor, at=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_error("email", error.message)
            return self.page(form=form, status=UNPROCESSABLE)
        return self.done(_("An invitation is on its way to %s.") % invitation.email, to=self.here)


class MemberAction(SettingsView):
    """A change to one member or invitation, posted from the members page."""

    permission = Right.MEMBER_MANAGE
    url_name = "shops:members"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            said = self.act(kwargs["pk"])
        except NotFound:
            raise
        except DomainError as error:
            return self.failed(error, to=self.here)
        return self.done(said, to=self.here)

    def act(self, pk: int) -> str:
        """Do it, and return what to say."""
        raise NotImplementedError


class ChangeRoleView(MemberAction):
    def act(self, pk: int) -> str:
        member = services.change_member(member_id=pk, role=self.request.POST.get("role", ""))
        return _("%(name)s is now: %(role)s.") % {"name": member.user, "role": member.get_role_display()}


class SwitchOffView(MemberAction):
    def act(self, pk: int) -> str:
        member = services.change_member(member_id=pk, is_active=False)
        return _("%s is switched off.") % member.user


class SwitchOnView(MemberAction):
    def act(self, pk: int) -> str:
        member = services.change_member(member_id=pk, is_active=True)
        return _("%s is switched on.") % member.user


class ResendInvitationView(MemberAction):
    def act(self, pk: int) -> str:
        invitation = services.resend_invitation(invitation_id=pk, at=clock.now())
        return _("A new invitation is on its way to %s.") % invitation.email


class WithdrawInvitationView(MemberAction):
    def act(self, pk: int) -> str:
        invitation = services.withdraw_invitation(invitation_id=pk, at=clock.now())
        return _("The invitation of %s is withdrawn.") % invitation.email


@method_decorator(never_cache, name="dispatch")
class KeysView(SettingsView):
    """The shop's API keys; a new one is shown on the page that answers its making, and never again.

    The raw key is kept nowhere, so that page is the post's own answer; a mark in the form tells a reload.
    """

    permission = Right.KEY_MANAGE
    template_name = "shops/keys.html"
    url_name = "shops:keys"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", KeyForm(held=self.member.rights))
        kwargs.setdefault("mark", secrets.token_urlsafe(12))
        keys = [(key, _spell_rights(key)) for key in ApiKey.objects.select_related("user")]
        return super().get_context_data(keys=keys, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = KeyForm(request.POST, held=self.member.rights)
        if not form.is_valid():
            return self.page(form=form, status=UNPROCESSABLE)
        if not self._is_first(request.POST.get("mark", "")):
            return self.failed(
                Conflict(message=_("This form was sent before; the key it made was shown then.")), to=self.here
            )
        key, raw = services.make_key(
            shop=self.shop,
            user=cast(User, request.user),
            label=form.cleaned_data["label"],
            rights=form.chosen,
            held=self.member.rights,
            at=clock.now(),
        )
        return self.page(new_key=key, raw_key=raw)

    def _is_first(self, mark: str) -> bool:
        """Whether this form was not sent before; keeps the latest marks of the session."""
        sent = self.request.session.get(SENT_MARKS, [])
        if mark and mark in sent:
            return False
        self.request.session[SENT_MARKS] = [*sent[-19:], mark]
        return True


class RevokeKeyView(SettingsView):
    """Ends a key from the next call on."""

    permission = Right.KEY_MANAGE
    url_name = "shops:keys"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = services.find_key(key_id=kwargs["pk"])
        revoke_key(key=key, at=clock.now())
        return self.done(_("The key %s is revoked.") % key.label, to=self.here)


@method_decorator(never_cache, name="dispatch")
class InvitationView(View):
    """An invited person accepts: with a new account, or signed in with the one that was invited."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with all_shops("the link of an invitation comes before membership in its shop"):
            try:
                self.invitation = services.find_invitation(token=kwargs["token"], at=clock.now())
                return _rendered(super().dispatch(request, *args, **kwargs))
            except NotFound:
                return TemplateResponse(request, "shops/invitation_invalid.html", status=404).render()

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        return self._page()

    def post(self, request: HttpRequest, token: str) -> HttpResponseBase:
        if isinstance(request.user, User):
            return self._join(token, request.user)
        form = NewAccountForm(request.POST, email=self.invitation.email)
        if self._has_account() or not form.is_valid():
            return self._page(form)
        user = services.join_shop_with_new_account(token=token, at=clock.now(), **form.cleaned_data)
        sign_in(request=request, user=user)
        return self._to_shop()

    def _join(self, token: str, user: User) -> HttpResponseBase:
        try:
            services.join_shop(token=token, user=user, at=clock.now())
        except Forbidden:
            return self._page()  # which says for whom it is
        return self._to_shop()

    def _page(self, form: NewAccountForm | None = None) -> TemplateResponse:
        person = self.request.user
        context = {
            "invitation": self.invitation,
            "is_invited": isinstance(person, User) and person.email == self.invitation.email,
            "has_account": self._has_account(),
            "form": form or NewAccountForm(email=self.invitation.email),
        }
        status = UNPROCESSABLE if form is not None else 200
        return TemplateResponse(self.request, "shops/invitation.html", context, status=status)

    def _has_account(self) -> bool:
        return find_account(self.invitation.email) is not None

    def _to_shop(self) -> HttpResponse:
        return HttpResponse(status=303, headers={"Location": f"/shop/{self.invitation.shop_id}/"})


def _spell_rights(key: ApiKey) -> str:
    return ", ".join(str(Right(right).label) for right in key.rights or [])


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    """Render here, while the scope is open."""
    return response.render() if isinstance(response, TemplateResponse) else response
