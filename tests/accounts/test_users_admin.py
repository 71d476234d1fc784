"""Users as the operator's staff change them."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from marketplace.accounts.models import User

pytestmark = pytest.mark.django_db


def page_of(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def form_of(user, **changes):
    return {"email": user.email, "firstname": "Ana", "lastname": "Ruiz", "is_active": "on"} | changes


@pytest.fixture
def clerk(operator):
    """Staff who may change users, and are no superuser."""
    clerk = User.objects.create_user("clerk@trastienda.example", "a-long-password", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    return clerk


def test_a_time_zone_that_does_not_exist_is_refused(operator, owner, signed_in):
    """With one, every page of that person would fail."""
    answer = signed_in(operator).post(page_of(owner.user), form_of(owner.user, timezone="Madrid"))

    assert "timezone" in answer.context["adminform"].form.errors
    owner.user.refresh_from_db()
    assert owner.user.timezone != "Madrid"


def test_who_may_change_users_makes_nobody_a_superuser(clerk, signed_in):
    answer = signed_in(clerk).post(page_of(clerk), form_of(clerk, is_staff="on", is_superuser="on"))

    assert answer.status_code == 302
    clerk.refresh_from_db()
    assert (clerk.firstname, clerk.is_staff, clerk.is_superuser) == ("Ana", True, False)


def test_who_may_change_users_does_not_change_a_superuser(clerk, operator, signed_in):
    password = reverse("admin:auth_user_password_change", args=[operator.pk])

    browser = signed_in(clerk)

    assert browser.post(page_of(operator), form_of(operator, email="mine@example.com")).status_code == 403
    assert browser.post(password, {"password1": "another-long-one", "password2": "another-long-one"}).status_code == 403
    operator.refresh_from_db()
    assert operator.email != "mine@example.com"
