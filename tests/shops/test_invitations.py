import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import User
from marketplace.outbox.delivery import deliver_due
from marketplace.outbox.models import OutboxMessage
from marketplace.permissions import Role
from marketplace.shops.models import Invitation, Membership
from marketplace.tenancy import all_shops
from tests.factories.shops import PASSWORD, make_member, make_user

pytestmark = pytest.mark.django_db

NEW = "nueva@example.com"
PERSON = {"firstname": "Nueva", "lastname": "Persona", "password": PASSWORD}


def invite(client, shop, email=NEW, role=Role.SALES):
    return client.post(f"/shop/{shop.pk}/settings/members", {"email": email, "role": role})


def link_of(message):
    """The path of the link in a mail."""
    [path] = re.findall(r"https?://[^/]+(/invitation/\S+)", message.body)
    return path


def members(shop):
    with all_shops("a test counts"):
        return {
            member.user.email: (member.role, member.is_active)
            for member in Membership.objects.filter(shop=shop).select_related("user")
        }


def invitations(shop):
    with all_shops("a test counts"):
        return list(Invitation.objects.filter(shop=shop))


def test_an_invited_person_makes_an_account_and_is_at_work(owner, shop, signed_in):
    """R121."""
    answer = invite(signed_in(owner), shop)
    assert answer.status_code == 302
    visitor = Client()
    assert "Join Casa Norte" in visitor.get(link_of(mail.outbox[0])).content.decode()

    joined = visitor.post(link_of(mail.outbox[0]), PERSON)

    assert (joined.status_code, joined["Location"]) == (303, f"/shop/{shop.pk}/")
    assert members(shop)[NEW] == (Role.SALES, True)
    assert User.objects.get(email=NEW).check_password(PASSWORD)
    assert visitor.get("/")["Location"] == f"/shop/{shop.pk}/"


def test_the_invitation_leaves_through_the_outbox_as_the_shops_mail(owner, shop, signed_in, settings, tmp_path):
    settings.EMAIL_BACKEND = "marketplace.outbox.backends.OutboxEmailBackend"
    settings.MAIL_DIR = tmp_path

    invite(signed_in(owner), shop, email="Nueva@Example.com")

    with all_shops("a test reads"):
        message = OutboxMessage.objects.get()
    assert (message.recipient, message.shop_id) == (NEW, shop.pk)
    assert deliver_due() == 1
    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_a_link_works_once(owner, shop, signed_in):
    invite(signed_in(owner), shop)
    link = link_of(mail.outbox[0])
    Client().post(link, PERSON)

    again = Client().get(link)

    assert again.status_code == 404
    assert "This invitation works no more" in again.content.decode()


def test_a_link_ends_after_seven_days(owner, shop, signed_in):
    invite(signed_in(owner), shop)
    link = link_of(mail.outbox[0])

    with clock.frozen(clock.now() + timedelta(days=7)):
        late = Client().post(link, PERSON)

    assert late.status_code == 404
    assert not User.objects.filter(email=NEW).exists()


def test_a_person_with_an_account_signs_in_and_confirms(owner, shop, signed_in):
    user = make_user(email=NEW)
    invite(signed_in(owner), shop)
    link = link_of(mail.outbox[0])
    visitor = Client()
    assert f"/accounts/login/?next={link}" in visitor.get(link).content.decode()
    assert visitor.post(link, PERSON).status_code == 422
    visitor.force_login(user)
    assert NEW not in members(shop)

    visitor.post(link)

    assert members(shop)[NEW] == (Role.SALES, True)


def test_another_person_is_told_for_whom_it_is_and_joins_nothing(owner, shop, stranger, signed_in):
    invite(signed_in(owner), shop)
    link = link_of(mail.outbox[0])
    client = signed_in(stranger)

    assert "this invitation is for nueva@example.com" in client.get(link).content.decode()
    answer = client.post(link)

    assert answer.status_code == 200
    assert "this invitation is for nueva@example.com" in answer.content.decode()
    assert stranger.user.email not in members(shop)


@pytest.mark.parametrize("wrong", [{"password": "12345"}, {"password": "password1234"}, {"firstname": ""}])
def test_a_weak_password_or_no_name_makes_no_account(owner, shop, signed_in, wrong):
    invite(signed_in(owner), shop)

    answer = Client().post(link_of(mail.outbox[0]), PERSON | wrong)

    assert answer.status_code == 422
    assert not User.objects.filter(email=NEW).exists()


def test_a_former_member_comes_back_in_the_new_role(owner, shop, signed_in):
    former = make_member(shop, Role.SUPPORT, user=make_user(email=NEW), is_active=False)
    invite(signed_in(owner), shop, role=Role.INVENTORY)

    signed_in(former).post(link_of(mail.outbox[0]))

    assert members(shop)[NEW] == (Role.INVENTORY, True)


def test_a_member_is_not_invited_again(owner, sales, shop, signed_in):
    answer = invite(signed_in(owner), shop, email=sales.user.email)

    assert answer.status_code == 422
    assert "a member of the shop already" in answer.content.decode()
    assert (mail.outbox, invitations(shop)) == ([], [])


def test_one_person_has_one_open_invitation(owner, shop, signed_in):
    invite(signed_in(owner), shop)

    answer = invite(signed_in(owner), shop, email=NEW.upper())

    assert answer.status_code == 422
    assert (len(mail.outbox), len(invitations(shop))) == (1, 1)


def test_a_new_link_replaces_the_former(owner, shop, signed_in):
    client = signed_in(owner)
    invite(client, shop)
    [invitation] = invitations(shop)

    client.post(f"/shop/{shop.pk}/settings/invitations/{invitation.pk}/resend")

    former, new = (link_of(message) for message in mail.outbox)
    assert Client().get(former).status_code == 404
    assert Client().get(new).status_code == 200


def test_a_withdrawn_link_works_no_more_and_the_person_can_be_asked_again(owner, shop, signed_in):
    client = signed_in(owner)
    invite(client, shop)
    [invitation] = invitations(shop)

    client.post(f"/shop/{shop.pk}/settings/invitations/{invitation.pk}/withdraw")

    assert Client().get(link_of(mail.outbox[0])).status_code == 404
    assert invite(client, shop).status_code == 302


@pytest.mark.parametrize("action", ["resend", "withdraw"])
def test_another_shops_invitation_is_not_there(owner, stranger, shop, other_shop, signed_in, action):
    invite(signed_in(stranger), other_shop)
    [invitation] = invitations(other_shop)

    answer = signed_in(owner).post(f"/shop/{shop.pk}/settings/invitations/{invitation.pk}/{action}")

    assert answer.status_code == 404
    assert invitations(other_shop)[0].revoked_at is None
    assert len(mail.outbox) == 1


def test_the_mail_speaks_the_language_of_the_person_where_it_is_known(owner, shop, signed_in, settings):
    settings.EMAIL_BACKEND = "marketplace.outbox.backends.OutboxEmailBackend"
    make_user(email=NEW, language="pt")

    invite(signed_in(owner), shop)

    with all_shops("a test reads"):
        assert OutboxMessage.objects.get().body["language"] == "pt"


def test_no_link_no_invitation(db):
    assert Client().get("/invitation/nonsense").status_code == 404
