import pytest
from django.test import Client

from tests.factories.shops import make_user

pytestmark = pytest.mark.django_db

DETAILS = {"firstname": "Ana", "lastname": "Núñez", "language": "de", "timezone": "Europe/Berlin"}


def test_what_is_changed_is_read_back(signed_in):
    """R122."""
    user = make_user()
    client = signed_in(user)

    answer = client.post("/account/", DETAILS)

    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    user.refresh_from_db()
    assert (user.lastname, user.language, user.timezone) == ("Núñez", "de", "Europe/Berlin")
    page = client.get("/account/")
    assert 'lang="de"' in page.content.decode()


@pytest.mark.parametrize("wrong", [{"firstname": ""}, {"language": "xx"}, {"timezone": "Europe/Atlantis"}])
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(signed_in, wrong):
    user = make_user(lastname="Before")

    answer = signed_in(user).post("/account/", DETAILS | wrong)

    assert answer.status_code == 422
    assert 'value="Núñez"' in answer.content.decode()
    user.refresh_from_db()
    assert user.lastname == "Before"


def test_a_form_cannot_make_staff(signed_in):
    user = make_user()

    signed_in(user).post("/account/", DETAILS | {"is_staff": "1", "is_superuser": "1", "email": "x@example.com"})

    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, user.email == "x@example.com") == (False, False, False)


def test_the_chosen_language_holds_on_pages_of_the_sign_in_too(signed_in):
    user = make_user(language="pt")

    page = signed_in(user).get("/accounts/password/change/")

    assert page["Content-Language"] == "pt"


def test_the_language_switch_is_remembered_for_the_person(signed_in):
    user = make_user(language="pt")
    client = signed_in(user)

    answer = client.post("/language", {"language": "es", "next": "/account/"})

    assert answer["Location"] == "/account/"
    user.refresh_from_db()
    assert user.language == "es"
    assert 'lang="es"' in client.get("/account/").content.decode()


def test_a_language_that_does_not_exist_changes_nothing(signed_in):
    user = make_user(language="pt")

    signed_in(user).post("/language", {"language": "xx", "next": "/account/"})

    user.refresh_from_db()
    assert user.language == "pt"


def test_a_visitor_switches_the_language_of_the_sign_in_page():
    client = Client()

    client.post("/language", {"language": "de", "next": "/accounts/login/"})

    assert client.get("/accounts/login/")["Content-Language"] == "de"


def test_a_stranger_is_sent_to_sign_in():
    assert Client().get("/account/")["Location"] == "/accounts/login/?next=/account/"


def test_who_has_chosen_no_language_finds_the_present_one_in_the_form(signed_in):
    user = make_user()
    client = signed_in(user)

    page = client.get("/account/", headers={"accept-language": "de"})

    assert page.context["form"]["language"].value() == "de"
