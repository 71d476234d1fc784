"""What real clients do on the wire (section 3 of the seller API notes)."""

import pytest


@pytest.mark.parametrize("accept", ["text/csv", "application/xml", "application/json;version=3", "*/*", "nonsense", ""])
def test_no_accept_header_is_ever_refused(api, accept):
    answer = api.client.get("/api/channels", headers={"Authorization": api.key, "Accept": accept})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("content", [b"", b"null", b'""', b"  ", b" null\n"])
@pytest.mark.parametrize(
    "content_type", ["application/json", "", "text/plain", "application/xml", "application/json;charset=utf-8"]
)
def test_a_put_with_nothing_in_it_is_an_empty_object(probe, api, content, content_type):
    answer = api.raw("PUT", "/api/echo", content, content_type=content_type)

    assert answer.status_code == 200
    assert answer.json() == {"got": {}}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=UTF-8",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/vnd.x+json",
    ],
)
def test_json_is_read_under_the_content_types_that_libraries_set(probe, api, content_type):
    answer = api.raw("PUT", "/api/echo", b'{"a": 1}', content_type=content_type)

    assert answer.json() == {"got": {"a": 1}}


def test_a_get_with_a_json_content_type_and_no_body_is_read(api):
    answer = api.raw("GET", "/api/channels", b"", content_type="application/json")

    assert answer.status_code == 200


def test_unknown_parameters_are_ignored(api):
    answer = api.get("/api/offers", date_created_start="nonsense", shop_skus="a,b", full="true")

    assert answer.status_code == 200


def test_head_answers_like_get_without_a_body(api):
    answer = api.raw("HEAD", "/api/channels")

    assert answer.status_code == 200
    assert answer.content == b""


def test_amounts_go_out_as_numbers_and_come_in_as_numbers_or_text(probe, api):
    body = {
        "name": "a",
        "at": "2026-03-02T12:00:00.250+02:00",
        "lines": [{"id": "7", "price": "1.50000"}, {"id": 8, "price": 12.3}],
    }

    answer = api.post("/api/echo", body)

    assert answer.json() == {
        "name": "a",
        "at": "2026-03-02T10:00:00Z",
        "lines": [{"id": 7, "price": 1.5}, {"id": 8, "price": 12.3}],
    }
