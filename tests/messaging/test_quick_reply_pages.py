"""Quick replies under Settings: made, changed, removed (R074)."""

import pytest

from marketplace.tenancy import shop_scope
from messaging.models import QuickReply
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

FORM = {"title": "On its way", "language": "es", "body": "Ya va de camino."}


@pytest.fixture
def url(shop):
    return f"/shop/{shop.pk}/settings/quick-replies"


@pytest.fixture
def reply(shop):
    with shop_scope(shop):
        return QuickReply.objects.create(shop=shop, updated_at=NOON, **FORM)


def kept(shop):
    with shop_scope(shop):
        return list(QuickReply.objects.values_list("title", "language", "body"))


def test_one_is_made(signed_in, support, shop, url):
    page = signed_in(support).post(f"{url}/new", {**FORM, "title": "  On its   way "}, follow=True)

    assert kept(shop) == [("On its way", "es", "Ya va de camino.")]
    assert "Quick reply “On its way” saved." in page.content.decode()
    assert '<h2 id="in-es">Spanish</h2>' in page.content.decode()


def test_one_is_changed(signed_in, sales, shop, url, reply):
    client = signed_in(sales)

    form = client.get(f"{url}/{reply.pk}").context["form"]
    client.post(f"{url}/{reply.pk}", {**FORM, "body": "Sale hoy."})

    assert form.initial == FORM
    assert kept(shop) == [("On its way", "es", "Sale hoy.")]


def test_one_is_removed_after_a_question(signed_in, sales, shop, url, reply):
    client = signed_in(sales)

    asked = client.get(f"{url}/{reply.pk}/remove").content.decode()
    assert "Messages that were made of it stay." in asked
    assert len(kept(shop)) == 1

    client.post(f"{url}/{reply.pk}/remove")
    assert kept(shop) == []


@pytest.mark.parametrize("field", ["title", "language", "body"])
def test_what_is_missing_is_told(signed_in, sales, shop, url, field):
    answer = signed_in(sales).post(f"{url}/new", {**FORM, field: " "})

    assert (answer.status_code, kept(shop)) == (400, [])
    assert field in answer.context["form"].errors
    assert answer.context["form"]["body"].value() == (FORM["body"] if field != "body" else " ")


def test_a_name_stands_once_in_a_language(signed_in, sales, shop, url, reply):
    client = signed_in(sales)

    again = client.post(f"{url}/new", FORM)
    client.post(f"{url}/new", {**FORM, "language": "de"})

    assert again.context["form"].errors["title"] == ["There is a quick reply of that name in this language already."]
    assert [language for _title, language, _body in kept(shop)] == ["de", "es"]


def test_none_yet_says_what_they_are_for(signed_in, sales, url):
    assert "No quick reply yet" in signed_in(sales).get(url).content.decode()


def test_they_stand_among_the_settings(signed_in, owner, shop, url):
    assert url in signed_in(owner).get(f"/shop/{shop.pk}/settings/").content.decode()


def test_the_crumb_leads_nowhere_that_is_closed(signed_in, owner, support, shop, url):
    settings = f'href="/shop/{shop.pk}/settings/"'

    assert settings in signed_in(owner).get(f"{url}/new").content.decode()
    assert settings not in signed_in(support).get(f"{url}/new").content.decode()


def test_another_shops_is_not_there(signed_in, sales, shop, other_shop, url):
    with shop_scope(other_shop):
        theirs = QuickReply.objects.create(shop=other_shop, updated_at=NOON, **FORM).pk
    client = signed_in(sales)

    assert FORM["body"] not in client.get(url).content.decode()
    for path in (f"{url}/{theirs}", f"{url}/{theirs}/remove"):
        assert client.get(path).status_code == 404
        assert client.post(path, FORM).status_code == 404
