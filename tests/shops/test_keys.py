import re

import pytest

from marketplace.permissions import Right
from marketplace.shops.models import ApiKey
from marketplace.tenancy import all_shops
from tests.factories.calls import Caller
from tests.factories.shops import make_key

pytestmark = pytest.mark.django_db


def keys():
    with all_shops("a test reads"):
        return list(ApiKey.objects.order_by("pk"))


def make(client, shop, **body):
    return client.post(f"/shop/{shop.pk}/settings/keys", {"label": "ERP", "scope": "all", **body})


def raw_key(page):
    [raw] = re.findall(r'id="raw-key".*?value="([^"]+)"', page.content.decode())
    return raw


def test_a_new_key_is_shown_once_and_opens_the_api(owner, shop, signed_in):
    client = signed_in(owner)

    page = make(client, shop)

    raw = raw_key(page)
    assert Caller(raw).get("/api/x/shop").json()["shop_id"] == shop.pk
    assert "no-store" in page["Cache-Control"]
    assert raw not in client.get(f"/shop/{shop.pk}/settings/keys").content.decode()
    assert raw not in str(keys()[0].__dict__)


def test_a_key_has_the_rights_that_were_chosen(owner, shop, signed_in):
    page = make(signed_in(owner), shop, scope="some", rights=[Right.PLATFORM_READ, Right.KEY_MANAGE])

    caller = Caller(raw_key(page))
    assert caller.get("/api/channels").status_code == 200
    assert caller.get("/api/x/shop").status_code == 403


@pytest.mark.parametrize("wrong", [{"label": ""}, {"scope": "some"}, {"scope": "some", "rights": ["EVERYTHING"]}])
def test_a_key_without_label_or_rights_is_not_made(owner, shop, signed_in, wrong):
    assert make(signed_in(owner), shop, **wrong).status_code == 422

    assert keys() == []


def test_a_revoked_key_opens_nothing_from_the_next_call_on(owner, shop, signed_in):
    client = signed_in(owner)
    caller = Caller(raw_key(make(client, shop)))

    client.post(f"/shop/{shop.pk}/settings/keys/{keys()[0].pk}/revoke")

    assert caller.get("/api/x/shop").status_code == 401


def test_another_shops_key_is_not_there(owner, stranger, shop, signed_in):
    key, _raw = make_key(stranger)

    assert signed_in(owner).post(f"/shop/{shop.pk}/settings/keys/{key.pk}/revoke").status_code == 404

    assert keys()[0].revoked_at is None


def test_who_may_not_manage_keys_makes_none(sales, support, shop, signed_in):
    for member in (sales, support):
        assert make(signed_in(member), shop).status_code == 403

    assert keys() == []


def test_a_reload_of_the_page_that_shows_a_key_makes_no_other(owner, shop, signed_in):
    client = signed_in(owner)
    mark = client.get(f"/shop/{shop.pk}/settings/keys").context["mark"]
    make(client, shop, mark=mark)

    again = make(client, shop, mark=mark)

    assert again.status_code == 302
    assert len(keys()) == 1
