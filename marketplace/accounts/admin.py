"""People who sign in."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminSelectWidget

from marketplace.accounts.forms import timezone_choices
from marketplace.accounts.models import User
from marketplace.operator import OperatorAdmin

# Roles are members' roles and users' own permissions; addresses are the users' own.
admin.site.unregister([Group, EmailAddress, Authenticator])


_POWERS = ("is_staff", "is_superuser", "user_permissions")


class LowerCaseMixin:
    """Addresses are kept in lower case, so that one person has one account."""

    cleaned_data: dict[str, str]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class NewUserForm(LowerCaseMixin, UserCreationForm):
    """An account with its first password."""

    class Meta:
        model = User
        fields = ("email",)


class UserForm(LowerCaseMixin, UserChangeForm):
    """Everything but the password, which has a page of its own. A zone that is none would close every page to them."""

    language = forms.ChoiceField(
        choices=[("", "—"), *settings.LANGUAGES], label=_("language"), required=False, widget=UnfoldAdminSelectWidget
    )
    timezone = forms.ChoiceField(
        choices=lambda: [("", "—"), *timezone_choices()],
        label=_("time zone"),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = User
        fields = "__all__"  # noqa: DJ007  # the page's fieldsets list the fields


@admin.register(User)
class UserAdmin(DjangoUserAdmin, OperatorAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Sellers' members and the operator's staff."""

    form = UserForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "firstname", "lastname", "is_active", "is_staff", "is_integration", "last_login")
    list_filter = ("is_active", "is_staff", "is_integration")
    search_fields = ("email", "firstname", "lastname")
    ordering = ("email",)
    filter_horizontal = ("user_permissions",)
    readonly_fields = ("last_login", "date_joined", "is_integration")
    fieldsets = (
        (None, {"fields": ("email", "password", ("firstname", "lastname"), ("language", "timezone"))}),
        (_("Access"), {"fields": (("is_active", "is_staff", "is_superuser", "is_integration"), "user_permissions")}),
        (_("Dates"), {"fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", ("firstname", "lastname"), "usable_password", "password1", "password2")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Who may change users gives nobody more than that: only superusers make staff and superusers."""
        return self.readonly_fields if _is_superuser(request) else (*self.readonly_fields, *_POWERS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A superuser's address and password are the keys of the house."""
        if obj is not None and obj.is_superuser and not _is_superuser(request):
            return False
        return bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A person with a past is switched off, not deleted."""
        return False


@admin.register(Authenticator)
class AuthenticatorAdmin(OperatorAdmin):
    """Second factors. One who has lost it calls; its removal lets the person set a new one."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email",)
    fields = ("user", "type", "created_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser
