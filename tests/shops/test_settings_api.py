import pytest
from django.core import mail

from marketplace.permissions import Right, Role
from marketplace.shops.models import ApiKey, Invitation, Membership
from marketplace.tenancy import all_shops
from tests.factories.calls import Caller
from tests.factories.shops import make_key

pytestmark = pytest.mark.django_db


def test_members_are_listed_invited_and_changed_as_on_the_screen(api, owner, sales):
    """R121, R135."""
    invited = api.post("/api/x/members", {"email": "nueva@example.com", "role": Role.SUPPORT})
    assert (invited.status_code, invited.json()["email"]) == (201, "nueva@example.com")
    assert len(mail.outbox) == 1

    changed = api.send("PATCH", f"/api/x/members/{sales.pk}", {"role": Role.INVENTORY, "active": False})
    assert (changed.json()["role"], changed.json()["active"]) == (Role.INVENTORY, False)

    listed = api.get("/api/x/members").json()
    assert [(member["email"], member["active"]) for member in listed["members"]] == [
        (owner.user.email, True),
        (sales.user.email, False),
    ]
    assert [invitation["email"] for invitation in listed["invitations"]] == ["nueva@example.com"]


def test_the_api_keeps_the_last_owner_too(api, owner):
    """R121, R135."""
    answer = api.send("PATCH", f"/api/x/members/{owner.pk}", {"active": False})

    assert (answer.status_code, answer.json()["code"]) == (409, "LAST_OWNER")
    with all_shops("a test reads"):
        assert Membership.objects.get(pk=owner.pk).is_active


@pytest.mark.parametrize(
    "body", [{"email": "x", "role": Role.SALES}, {"email": "a@example.com", "role": "BOSS"}, {}, []]
)
def test_an_invitation_without_sense_is_refused(api, body):
    assert api.post("/api/x/members", body).status_code == 400

    assert mail.outbox == []


def test_an_invitation_is_sent_again_and_withdrawn(api):
    invitation = api.post("/api/x/members", {"email": "nueva@example.com", "role": Role.SUPPORT}).json()

    assert api.post(f"/api/x/members/invitations/{invitation['id']}/resend").status_code == 200
    assert api.post(f"/api/x/members/invitations/{invitation['id']}/withdraw").status_code == 204

    assert len(mail.outbox) == 2
    assert api.post(f"/api/x/members/invitations/{invitation['id']}/withdraw").status_code == 404


def test_a_key_cannot_make_one_that_may_more_than_itself(owner):
    weak = Caller(make_key(owner, rights={Right.KEY_MANAGE, Right.ORDER_READ})[1])

    refused = weak.post("/api/x/keys", {"label": "more", "rights": [Right.MEMBER_MANAGE]})
    made = weak.post("/api/x/keys", {"label": "same"})

    assert (refused.status_code, refused.json()["code"]) == (403, "RIGHT_NOT_HELD")
    assert sorted(made.json()["rights"]) == [Right.KEY_MANAGE, Right.ORDER_READ]
    assert Caller(made.json()["key"]).get("/api/x/members").status_code == 403


def test_keys_are_made_listed_without_their_secret_and_revoked(api, owner):
    made = api.post("/api/x/keys", {"label": "ERP"}).json()
    new = Caller(made["key"])
    assert new.get("/api/x/shop").status_code == 200

    listed = api.get("/api/x/keys").json()["keys"]
    assert listed[0]["label"] == "ERP"
    assert all("key" not in key for key in listed)
    assert api.post(f"/api/x/keys/{made['id']}/revoke").status_code == 204
    assert new.get("/api/x/shop").status_code == 401


def test_the_profile_is_changed_and_read_back(api, shop):
    answer = api.send("PATCH", "/api/x/shop", {"phone": "+34 910 000 000", "city": "Burgos"})

    assert answer.status_code == 200
    read = api.get("/api/x/shop").json()
    assert (read["phone"], read["city"], read["name"]) == ("+34 910 000 000", "Burgos", "Casa Norte")


@pytest.mark.parametrize(
    "body", [{"email": ""}, {"phone": ""}, {"email": "x", "phone": "1"}, {"phone": "1", "country": "SPAIN"}]
)
def test_customer_service_needs_mail_and_telephone(api, shop, body):
    """R117."""
    assert api.send("PATCH", "/api/x/shop", body).status_code == 400

    assert api.get("/api/x/shop").json()["email"] == "casa-norte@shop.example"


def test_a_seller_cannot_open_its_own_shop(api, shop):
    api.send("PATCH", "/api/x/shop", {"phone": "1", "state": "SUSPENDED", "is_premium": True})

    assert api.get("/api/x/shop").json()["state"] == "OPEN"


CALLS = [
    ("GET", "/api/x/members"),
    ("POST", "/api/x/members"),
    ("GET", "/api/x/keys"),
    ("POST", "/api/x/keys"),
    ("GET", "/api/x/shop"),
    ("PATCH", "/api/x/shop"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_settings_are_closed_to_who_is_no_owner(method, path, sales, support, caller_of, nobody):
    body = {"email": "a@example.com", "role": Role.SHOP_ADMIN, "label": "x"} if method != "GET" else None

    assert caller_of(sales).send(method, path, body).status_code == 403
    assert caller_of(support).send(method, path, body).status_code == 403
    assert nobody.send(method, path, body).status_code == 401

    with all_shops("a test counts"):
        assert not Invitation.objects.exists()
        assert ApiKey.objects.count() == 2  # those that called


def test_rows_of_another_shop_are_not_there(api, stranger, other_shop):
    key, _raw = make_key(stranger)

    assert api.send("PATCH", f"/api/x/members/{stranger.pk}", {"active": False}).status_code == 404
    assert api.post(f"/api/x/keys/{key.pk}/revoke").status_code == 404
    assert api.send("GET", f"/api/x/members?shop_id={other_shop.pk}").status_code == 403
    with all_shops("a test reads"):
        assert Membership.objects.get(pk=stranger.pk).is_active
        assert ApiKey.objects.get(pk=key.pk).revoked_at is None


def test_the_preparation_time_is_set_as_on_the_screen(api, sales, caller_of):
    """R086, R135."""
    assert api.get("/api/x/preparation").json() == {"lead_time_days": 2, "cutoff": None}

    assert api.send("PATCH", "/api/x/preparation", {"lead_time_days": 0}).json() == {
        "lead_time_days": 0,
        "cutoff": None,
    }
    assert api.send("PATCH", "/api/x/preparation", {"lead_time_days": 61}).status_code == 400
    assert caller_of(sales).send("PATCH", "/api/x/preparation", {"lead_time_days": 5}).status_code == 403

    assert api.get("/api/x/preparation").json() == {"lead_time_days": 0, "cutoff": None}
