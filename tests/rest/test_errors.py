"""Every error is the same JSON, whatever went wrong and wherever."""

import logging

import pytest


def told(answer, status, code):
    """The error's body, after what holds for all of them."""
    body = answer.json()
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json"
    assert set(body) == {"status", "message", "code", "errors"}
    assert body["status"] == status
    assert body["code"] == code
    assert body["message"]
    assert body["errors"]
    assert all(set(fault) == {"code", "field", "message"} for fault in body["errors"])
    return body


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nothing", "/api/x/nothing/here", "/api/channels/", "/api//channels"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_an_unknown_path_is_404_with_and_without_a_key(nobody, path, method):
    told(nobody.send(method, path), 404, "NOT_FOUND")


def test_a_wrong_method_is_405_and_says_which_are_right(api):
    answer = api.send("DELETE", "/api/channels")

    told(answer, 405, "METHOD_NOT_ALLOWED")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("body", [b"{", b'{"name": }', b"\xff\xfe", b"{'name': 1}", b"[1,", b'{"a": NaN}', b"\x00"])
def test_malformed_json_is_400(probe, api, body):
    told(api.raw("POST", "/api/echo", body), 400, "MALFORMED_JSON")


@pytest.mark.parametrize("body", [b"[]", b"1", b'"text"', b"true", b"[[]]"])
def test_json_of_another_kind_is_400(probe, api, body):
    told(api.raw("POST", "/api/echo", body), 400, "VALIDATION_ERROR")


def test_each_wrong_field_is_named_with_its_place(probe, api):
    body = {"name": "much too long for it", "lines": [{"id": 1, "price": "1.5"}, {"id": "x", "price": {}}]}

    faults = told(api.post("/api/echo", body), 400, "VALIDATION_ERROR")["errors"]

    assert {fault["field"] for fault in faults} == {"name", "lines[1].id", "lines[1].price"}
    assert {fault["code"] for fault in faults} == {"MAX_LENGTH", "INVALID"}


@pytest.mark.parametrize("name", ["a\x00b", {"a": 1}, ["a"], None, True])
def test_a_text_that_is_none_is_400(probe, api, name):
    told(api.post("/api/echo", {"name": name, "lines": []}), 400, "VALIDATION_ERROR")


@pytest.mark.parametrize("number", [2**63, -1, 0, 1.5, "9" * 40, "", None, [], 1e300])
def test_an_id_that_no_row_can_have_is_400(probe, api, number):
    told(api.post("/api/echo", {"name": "a", "lines": [{"id": number, "price": 1}]}), 400, "VALIDATION_ERROR")


@pytest.mark.parametrize("amount", ["", "a", "NaN", "Infinity", -0.01, "1e400", 10**12, None, True])
def test_an_amount_that_is_none_is_400(probe, api, amount):
    told(api.post("/api/echo", {"name": "a", "lines": [{"id": 1, "price": amount}]}), 400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "moment", ["yesterday", "2026-13-01", "0001-01-01T00:00:00+14:00", "", 5, None, "2026-03-02T25:00:00Z"]
)
def test_a_moment_that_is_none_is_400(probe, api, moment):
    body = told(api.post("/api/echo", {"name": "a", "lines": [], "at": moment}), 400, "VALIDATION_ERROR")

    assert body["errors"][0]["field"] == "at"


def test_a_body_that_says_it_is_xml_is_415(probe, api):
    told(api.raw("POST", "/api/echo", b"<body/>", content_type="application/xml"), 415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_body_over_the_limit_is_413(probe, api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    told(api.raw("POST", "/api/echo", b"[" + b" " * 1000 + b"]"), 413, "BODY_TOO_LARGE")


def test_an_error_of_ours_is_500_without_its_traceback_and_logged_with_it(probe, api, caplog):
    with caplog.at_level(logging.ERROR, "marketplace.rest.exceptions"):
        answer = api.get("/api/broken")

    told(answer, 500, "INTERNAL_ERROR")
    assert b"secret" not in answer.content
    assert "the secret of the house" in caplog.text


def test_the_message_speaks_the_language_asked_for(api):
    english = api.get("/api/offers/1", locale="en").json()["message"]

    assert english == "There is no offer 1."
    assert api.get("/api/offers/1", locale="es_ES").status_code == 404


@pytest.mark.parametrize("locale", ["fr_FR", "xx", "../../etc", "e" * 1000])
def test_a_locale_that_is_not_activated_is_400(api, locale):
    assert told(api.get("/api/channels", locale=locale), 400, "VALIDATION_ERROR")["errors"][0]["field"] == "locale"


def test_a_query_that_is_no_utf8_is_an_answer_and_no_fault(api):
    assert api.client.get("/api/offers?sku=%ff%fe", headers={"Authorization": api.key}).status_code == 200


def test_a_host_that_is_not_ours_is_400_in_json(api, settings):
    settings.ALLOWED_HOSTS = ["marketplace.example"]

    answer = api.client.get("/api/channels", headers={"Authorization": api.key, "Host": "evil.example"})

    told(answer, 400, "VALIDATION_ERROR")
