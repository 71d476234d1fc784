import re
from email import policy
from email.parser import BytesParser

import pytest
from django.test import Client

from marketplace.outbox.delivery import deliver_due
from tests.factories.shops import PASSWORD, make_user

pytestmark = pytest.mark.django_db

NEW = "another horse battery staple"


@pytest.fixture(autouse=True)
def mail_dir(settings, tmp_path):
    settings.EMAIL_BACKEND = "marketplace.outbox.backends.OutboxEmailBackend"
    settings.MAIL_DIR = tmp_path
    return tmp_path


def delivered(mail_dir):
    deliver_due()
    parser = BytesParser(policy=policy.default)
    return [parser.parsebytes(path.read_bytes()) for path in sorted(mail_dir.glob("*.eml"))]


def ask(email, client=None):
    return (client or Client()).post("/accounts/password/reset/", {"email": email})


def open_link(client, mail):
    [link] = re.findall(r"https?://[^/]+(/\S+)", mail.get_body(("plain",)).get_content())
    return client.get(link, follow=True)


def test_the_mail_leads_to_a_new_password(mail_dir):
    user = make_user()
    client = Client()

    assert ask(user.email, client)["Location"] == "/accounts/password/reset/done/"
    [mail] = delivered(mail_dir)
    assert mail["To"] == user.email
    assert mail["Auto-Submitted"] == "auto-generated"
    page = open_link(client, mail)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    user.refresh_from_db()
    assert user.check_password(NEW)


def test_the_link_works_once(mail_dir):
    user = make_user()
    ask(user.email)
    [mail] = delivered(mail_dir)
    client = Client()
    page = open_link(client, mail)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    again = open_link(Client(), mail)

    assert "This link does not work any more" in again.content.decode()


def test_a_weak_password_is_refused(mail_dir):
    user = make_user()
    ask(user.email)
    client = Client()
    page = open_link(client, delivered(mail_dir)[0])

    client.post(page.request["PATH_INFO"], {"password1": "password", "password2": "password"})

    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(mail_dir):
    assert ask("nobody@example.com")["Location"] == "/accounts/password/reset/done/"

    assert delivered(mail_dir) == []


def test_the_mail_speaks_the_language_of_the_page(mail_dir):
    user = make_user()
    client = Client()
    client.cookies["trastienda_language"] = "de"

    ask(user.email, client)

    assert delivered(mail_dir)[0]["Content-Language"] == "de"


def test_asking_again_and_again_is_stopped(mail_dir):
    user = make_user()

    answers = [ask(user.email).status_code for _time in range(12)]

    assert answers[0] == 302
    assert answers[-1] == 429
    assert len(delivered(mail_dir)) < 12
