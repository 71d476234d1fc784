import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.models import User
from tests.factories.shops import PASSWORD, make_member, make_shop, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_cache(settings):
    """A cache whose server is away: nobody listens on the port of the discard service."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}}


def sign_in(email, password=PASSWORD):
    client = Client()
    answer = client.post("/accounts/login/", {"login": email, "password": password})
    return client, answer


def test_a_member_signs_in_by_mail_address_and_lands_in_the_shop(owner):
    client, answer = sign_in(owner.user.email.upper())

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/")["Location"] == f"/shop/{owner.shop_id}/"


def test_support_lands_in_the_conversations_of_its_shop(support):
    """R120. The choice of several shops and the frame lead there too; an owner's work begins with Today."""
    client, _answer = sign_in(support.user.email)
    inbox = client.get("/")["Location"]
    elsewhere = make_member(make_shop(name="Elsewhere"), user=support.user)

    assert inbox == reverse("messaging:inbox", args=[support.shop_id])
    choice = client.get("/").content.decode()
    assert f'href="{inbox}"' in choice
    assert f'href="/shop/{elsewhere.shop_id}/"' in choice
    refused = client.get(f"/shop/{support.shop_id}/orders/").content.decode()
    assert f'<a class="btn" href="{inbox}">Back to your work</a>' in refused


def test_a_wrong_password_opens_nothing(owner):
    client, answer = sign_in(owner.user.email, "wrong")

    assert answer.status_code == 200
    assert client.get("/")["Location"] == "/accounts/login/?next=/"


def test_an_account_that_was_switched_off_cannot_sign_in(owner):
    User.objects.filter(pk=owner.user_id).update(is_active=False)

    client, _answer = sign_in(owner.user.email)

    assert client.get("/")["Location"] == "/accounts/login/?next=/"


def test_guessing_passwords_is_stopped_even_for_the_right_one(owner):
    for _guess in range(5):
        sign_in(owner.user.email, "wrong")

    client, answer = sign_in(owner.user.email)

    assert "Too many failed" in answer.content.decode()
    assert client.get("/")["Location"] == "/accounts/login/?next=/"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/accounts/login/", {"login": "ana@example.com", "password": PASSWORD}),
        ("/accounts/password/reset/", {"email": "ana@example.com"}),
    ],
)
def test_what_cannot_be_counted_is_closed_and_says_so(no_cache, path, form):
    answer = Client().post(path, form)

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Attempts to sign in cannot be counted" in answer.content.decode()


def test_whoever_is_signed_in_works_on_without_the_cache(no_cache, owner, signed_in):
    assert signed_in(owner).get(f"/shop/{owner.shop_id}/").status_code == 200


def test_nobody_makes_an_account_without_an_invitation(db):
    answer = Client().post(
        "/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert answer.status_code == 200
    assert not User.objects.exists()


def test_passwords_are_kept_by_argon2():
    from marketplace.settings import base

    assert base.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"


def test_a_member_of_several_shops_chooses_one(owner, signed_in, other_shop):
    make_member(other_shop, user=owner.user)

    page = signed_in(owner).get("/").content.decode()

    assert f'href="/shop/{owner.shop_id}/"' in page
    assert f'href="/shop/{other_shop.pk}/"' in page


def test_a_shop_where_the_member_was_switched_off_is_no_choice(owner, signed_in, other_shop):
    make_member(other_shop, user=owner.user, is_active=False)

    assert signed_in(owner).get("/")["Location"] == f"/shop/{owner.shop_id}/"


def test_the_operator_lands_in_the_admin(operator, signed_in):
    assert signed_in(operator).get("/")["Location"] == "/admin/"


def test_a_person_without_a_shop_is_told_so(signed_in):
    page = signed_in(make_user()).get("/")

    assert "You belong to no shop yet" in page.content.decode()


def test_many_shops_cost_as_many_queries_as_two(signed_in, django_assert_num_queries):
    user = make_user()
    for _number in range(2):
        make_member(make_shop(), user=user)
    client = signed_in(user)
    with CaptureQueriesContext(connection) as two:
        client.get("/")
    for _number in range(8):
        make_member(make_shop(), user=user)

    with django_assert_num_queries(len(two)):
        client.get("/")
