"""Sign-in, passwords, second factor and the pages of errors."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.checks import assert_sound
from tests.factories.shops import PASSWORD

MANAGED = [
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
    "/there/is/no/such/page",
]
OPEN = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-set-password/",
    "/accounts/password/reset/key/done/",
]


@pytest.mark.parametrize("path", OPEN)
def test_pages_before_sign_in_are_sound(open_page, look, path, db):
    width, scheme = look

    assert_sound(open_page(path, width=width, scheme=scheme))


@pytest.mark.parametrize("path", MANAGED)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_account_pages_are_sound(open_page, owner, path, width, scheme):
    assert_sound(open_page(path, who=owner, width=width, scheme=scheme))


def test_a_wrong_password_keeps_the_address_and_says_so(open_page, owner):
    page = open_page("/accounts/login/")

    page.get_by_label("Email").fill(owner.user.email)
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()

    expect(page.locator(".errors")).to_contain_text("email address and/or password")
    expect(page.get_by_label("Email")).to_have_value(owner.user.email)
    assert_sound(page)


def test_a_member_without_any_shop_page_yet_is_greeted_in_the_chosen_language(open_page, owner):
    page = open_page("/accounts/login/")

    page.locator(".plainbar summary").click()
    page.get_by_role("button", name="Deutsch").click()

    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_the_password_is_reset_by_mail_in_the_browser(open_page, owner, mailoutbox):
    page = open_page("/accounts/password/reset/")
    page.get_by_label("Email").fill(owner.user.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")

    link = re.findall(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mailoutbox[-1].body)[0]
    page.goto(link)
    for label in page.locator("input[type=password]").all():
        label.fill(f"{PASSWORD} anew")
    page.get_by_role("button", name="Save password").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your new password is saved")
