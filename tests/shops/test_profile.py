import pytest

from marketplace.shops.models import Shop
from marketplace.shops.services import change_shop_state
from marketplace.tenancy import all_shops
from shipping.models import ShopShipping
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

PROFILE = {"name": "Casa Norte", "email": "hola@example.com", "phone": "+34 910 000 000", "country": "ES"}


def stored(shop):
    with all_shops("a test reads"):
        return Shop.objects.get(pk=shop.pk)


def test_the_profile_is_changed_and_read_back(owner, shop, signed_in):
    client = signed_in(owner)

    answer = client.post(f"/shop/{shop.pk}/settings/profile", PROFILE | {"legal_name": "Casa Norte S.L."})

    assert answer.status_code == 302
    assert (stored(shop).email, stored(shop).legal_name) == ("hola@example.com", "Casa Norte S.L.")
    assert "Casa Norte S.L." in client.get(f"/shop/{shop.pk}/settings/profile").content.decode()


@pytest.mark.parametrize("missing", ["email", "phone", "name"])
def test_customer_service_needs_mail_and_telephone(owner, shop, signed_in, missing):
    """R117."""
    answer = signed_in(owner).post(f"/shop/{shop.pk}/settings/profile", PROFILE | {missing: " ", "city": "Burgos"})

    assert answer.status_code == 422
    assert "Burgos" in answer.content.decode()  # what was typed is kept
    assert stored(shop).city == ""


def test_a_form_cannot_change_the_shops_state(owner, shop, signed_in):
    signed_in(owner).post(f"/shop/{shop.pk}/settings/profile", PROFILE | {"state": "SUSPENDED", "is_premium": "on"})

    assert (stored(shop).state, stored(shop).is_premium) == ("OPEN", False)


def test_the_preparation_time_is_set(owner, shop, signed_in):
    client = signed_in(owner)
    path = f"/shop/{shop.pk}/shipping"
    assert 'value="2"' in client.get(path).content.decode()

    assert client.post(path, {"lead_time_days": "0"}).status_code == 302

    with all_shops("a test reads"):
        assert ShopShipping.objects.get(shop=shop).lead_time_days == 0


@pytest.mark.parametrize("wrong", ["-1", "61", "two", ""])
def test_a_preparation_time_without_sense_is_refused(owner, shop, signed_in, wrong):
    answer = signed_in(owner).post(f"/shop/{shop.pk}/shipping", {"lead_time_days": wrong})

    assert answer.status_code == 422
    with all_shops("a test reads"):
        assert not ShopShipping.objects.filter(shop=shop).exists()


def test_a_suspended_shop_says_so_on_its_pages(owner, shop, signed_in):
    with all_shops("the operator acts"):
        change_shop_state(shop_id=shop.pk, state="SUSPENDED", suspension_type="MANUAL", at=NOON)

    page = signed_in(owner).get(f"/shop/{shop.pk}/").content.decode()

    assert "This shop is not on sale: Suspended" in page
    assert "(By the operator)" in page
