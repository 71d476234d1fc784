"""People who sign in."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from marketplace.accounts.models import User
from marketplace.operator import OperatorAdmin

# Roles are members' roles and users' own permissions; addresses are the users' own.
admin.site.unregister([Group, EmailAddress, Authenticator])


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
    """Everything but the password, which has a page of its own."""

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
