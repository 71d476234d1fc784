"""Members and invitations over all shops (R121)."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext_lazy

from marketplace import clock
from marketplace.errors import DomainError
from marketplace.operator import OperatorAdmin, operator_actor
from marketplace.shops import services
from marketplace.shops.models import Invitation, Membership
from marketplace.tenancy import shop_scope


@admin.register(Membership)
class MembershipAdmin(OperatorAdmin):
    """Who works where. The last owner stays here too."""

    list_display = ("user", "email", "shop", "role", "is_active", "created_at")
    list_filter = ("role", "is_active")
    list_select_related = ("user", "shop")
    search_fields = ("user__email", "user__firstname", "user__lastname", "shop__name")
    autocomplete_fields = ("shop", "user")
    fields = ("shop", "user", "role", "is_active")

    @admin.display(description=gettext_lazy("e-mail address"))
    def email(self, member: Membership) -> str:
        return member.user.email

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        return ("shop", "user") if obj else ()

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        if not change:
            obj.created_at = clock.now()
            super().save_model(request, obj, form, change)
            return
        with shop_scope(obj.shop_id):
            services.change_member(member_id=obj.pk, role=obj.role, is_active=obj.is_active)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Switched off, a membership stays for the record."""
        return False


@admin.register(Invitation)
class InvitationAdmin(OperatorAdmin):
    """How a shop gets its first owner: the operator invites."""

    fields = ("shop", "email", "role")
    list_display = ("email", "shop", "role", "invited_by", "created_at", "expires_at", "accepted_at", "revoked_at")
    list_filter = ("role",)
    list_select_related = ("shop",)
    search_fields = ("email", "shop__name")
    autocomplete_fields = ("shop",)
    actions = ("resend", "withdraw")

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        with shop_scope(obj.shop_id):
            made = services.invite_member(
                shop=obj.shop, email=obj.email, role=obj.role, actor=operator_actor(request), at=clock.now()
            )
        obj.pk = made.pk

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("Send again"), permissions=["view"])
    def resend(self, request: HttpRequest, invitations: QuerySet[Invitation]) -> None:
        done = ngettext_lazy("%(n)s invitation sent.", "%(n)s invitations sent.", "n")
        self._each(request, invitations, services.resend_invitation, done)

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["view"])
    def withdraw(self, request: HttpRequest, invitations: QuerySet[Invitation]) -> None:
        done = ngettext_lazy("%(n)s invitation withdrawn.", "%(n)s invitations withdrawn.", "n")
        self._each(request, invitations, services.withdraw_invitation, done)

    def _each(self, request: HttpRequest, invitations: QuerySet[Invitation], service: Any, done: Any) -> None:
        count = 0
        for invitation in invitations:
            try:
                with shop_scope(invitation.shop_id):
                    service(invitation_id=invitation.pk, at=clock.now())
                count += 1
            except DomainError as error:
                messages.error(request, f"{invitation.email}: {error.message}")
        messages.success(request, done % {"n": count})
