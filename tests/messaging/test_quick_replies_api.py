"""Ready texts over the API (R074)."""

import pytest

from marketplace.tenancy import all_shops
from messaging.models import QuickReply

PATH = "/api/x/quick-replies"
TEXT = {"title": "On its way", "language": "es", "body": "Ya está en camino."}


@pytest.fixture
def reply(api):
    """A ready text as the API tells it."""
    answer = api.post(PATH, TEXT)
    assert answer.status_code == 201
    return answer.json()


def titles(api, **query):
    return [row["title"] for row in api.get(PATH, **query).json()["data"]]


def test_a_text_is_made_listed_changed_and_removed(api, reply):
    assert reply == {**TEXT, "id": reply["id"]}
    assert api.get(PATH).json() == {"data": [reply]}

    changed = api.send("PATCH", f"{PATH}/{reply['id']}", {"body": "Sale hoy."})
    assert (changed.status_code, changed.json()) == (200, {**reply, "body": "Sale hoy."})

    assert api.post(f"{PATH}/{reply['id']}/remove").status_code == 204
    assert api.get(PATH).json() == {"data": []}
    assert api.post(f"{PATH}/{reply['id']}/remove").status_code == 404


def test_they_are_listed_by_name_in_pages(api):
    for title in ("Thanks", "Delay", "Return"):
        api.post(PATH, {**TEXT, "title": title})

    first = api.get(PATH, limit=2).json()

    assert titles(api) == ["Delay", "Return", "Thanks"]
    assert titles(api, page_token=first["next_page_token"]) == ["Thanks"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"title": None}, "title"),
        ({"title": ...}, "title"),
        ({"language": "fr"}, "language"),
        ({"language": 5}, "language"),
        ({"body": " "}, "body"),
        ({"body": "x" * 5001}, "body"),
        ({"body": "a\x00b"}, "body"),
        ({"body": []}, "body"),
    ],
)
def test_what_is_wrong_is_named(api, change, field):
    body = {name: value for name, value in {**TEXT, **change}.items() if value is not ...}

    answer = api.post(PATH, body)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert titles(api) == []


def test_a_name_is_taken_once_in_a_language(api, reply):
    assert api.post(PATH, TEXT).status_code == 409
    assert api.post(PATH, {**TEXT, "language": "pt"}).status_code == 201


def test_another_shop_s_texts_are_not_there(api, stranger_api, reply):
    assert titles(stranger_api) == []
    assert stranger_api.send("PATCH", f"{PATH}/{reply['id']}", {"body": "Mine"}).status_code == 404
    assert stranger_api.post(f"{PATH}/{reply['id']}/remove").status_code == 404
    with all_shops("the test looks"):
        assert QuickReply.objects.get().body == TEXT["body"]
