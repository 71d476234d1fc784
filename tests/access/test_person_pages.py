"""Pages of no shop: one's own account, sign-in, invitations. Accounts are made by invitation alone."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from marketplace.accounts.models import User
from marketplace.shops.access import integration_user
from marketplace.shops.models import Membership
from tests.access.pages import other_pages, pages_of_persons
from tests.access.scene import all_rows
from tests.factories.shops import NOON, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

# Where each leads whoever is signed out: nowhere (""), to sign-in, or home.
SIGN_IN, HOME = "/accounts/login/", "/"
SIGNED_OUT = {
    "health": "",
    "metrics": "",
    "set_language": HOME,
    "shops:invitation": "",
    "invoices:customer-document": "",
    "invoices:customer-file": "",
    "account_login": "",
    "account_logout": HOME,
    "account_inactive": "",
    "account_signup": "",
    "account_reauthenticate": SIGN_IN,
    "account_email": "/account/",  # which leads to sign-in
    "account_email_verification_sent": "",
    "account_change_password": SIGN_IN,
    "account_set_password": SIGN_IN,
    "account_reset_password": "",
    "account_reset_password_done": "",
    "account_reset_password_from_key": "",
    "account_reset_password_from_key_done": "",
    "account_confirm_email": "",
    "account_confirm_login_code": SIGN_IN,
    "mfa_index": SIGN_IN,
    "mfa_authenticate": SIGN_IN,
    "mfa_reauthenticate": SIGN_IN,
    "mfa_activate_totp": SIGN_IN,
    "mfa_deactivate_totp": SIGN_IN,
    "mfa_view_recovery_codes": SIGN_IN,
    "mfa_generate_recovery_codes": SIGN_IN,
    "mfa_download_recovery_codes": SIGN_IN,
    "mfa_list_webauthn": SIGN_IN,
    "mfa_add_webauthn": SIGN_IN,
    "mfa_reauthenticate_webauthn": SIGN_IN,
    "mfa_remove_webauthn": SIGN_IN,
    "mfa_edit_webauthn": SIGN_IN,
}
PLACES = {
    "<str:token>": "no-such-token",
    "<int:pk>": "987654",
    "^confirm-email/(?P<key>[-:\\w]+)/$": "confirm-email/no-key/",
    "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-abc/",
}
OTHERS = other_pages()
# Whatever any of these forms might act on.
POST = {
    "email": "anew@people.example",
    "action_add": "1",
    "action_primary": "1",
    "password1": "quite a good password",
    "password2": "quite a good password",
    "language": "de",
    "firstname": "Anew",
    "lastname": "Anew",
    "password": "quite a good password",
}


def test_every_page_is_in_the_table():
    assert {page.name for page in pages_of_persons()} == {"home", "accounts:profile"}
    assert {page.name for page in OTHERS} == set(SIGNED_OUT)


@pytest.mark.parametrize("path", ["/", "/account/"])
def test_signed_out_one_s_own_pages_lead_to_sign_in(path):
    for answer in (Client().get(path), Client().post(path, POST)):
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


@pytest.mark.parametrize("page", OTHERS, ids=str)
def test_signed_out_it_writes_nothing(page, owner):
    before = all_rows()

    answers = [Client().get(path_of(page)), Client().post(path_of(page), POST)]

    assert all_rows() == before
    assert answers[0].get("Location", "").split("?")[0] == SIGNED_OUT[page.name]
    assert all(answer.status_code < 500 for answer in answers)


@pytest.mark.parametrize("page", [page for page in OTHERS if page.name != "set_language"], ids=str)
def test_signed_in_it_answers_and_changes_no_other_person(page, owner, stranger, signed_in):
    others = User.objects.exclude(pk=owner.user_id).order_by("pk")
    before = list(others.values())

    answers = [signed_in(owner).get(path_of(page)), signed_in(owner).post(path_of(page), POST)]

    assert all(answer.status_code in (200, 302, 404, 405) for answer in answers)
    assert list(others.values()) == before
    assert User.objects.get(pk=owner.user_id).email == owner.user.email


def test_nobody_takes_the_address_of_somebody_who_has_no_account_yet(owner, signed_in):
    """It is what invitations go by, and nothing proves that it is theirs."""
    client = signed_in(owner)

    client.post("/accounts/email/", {"email": "boss@rival.example", "action_add": "1"})
    client.post("/accounts/email/", {"email": "boss@rival.example", "action_primary": "1"})

    assert not User.objects.filter(email="boss@rival.example").exists()


def test_nobody_becomes_owner_by_bearing_the_address_of_a_machine_s_user(other_shop, in_all_shops):
    squatter = make_user(email=f"integration-{other_shop.pk}@integration.invalid")

    with pytest.raises(IntegrityError), transaction.atomic():
        integration_user(shop=other_shop, at=NOON)

    assert not Membership.objects.filter(user=squatter).exists()


def path_of(page):
    path = page.path
    for pattern, value in PLACES.items():
        path = path.replace(pattern, value)
    return f"/{path}"
