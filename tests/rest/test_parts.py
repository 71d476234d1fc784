"""Bodies in parts: JSON in one of them, files in the others (trap 6)."""

import orjson
import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from marketplace.models import IdempotencyRecord
from marketplace.rest import multipart
from offers.models import Category
from tests.factories.parts import Part, content_type, in_parts

pytestmark = pytest.mark.usefixtures("probe")

JSON = '{"body": "Mañana sale", "to": ["CUSTOMER"]}'.encode()
SAID = {"body": "Mañana sale", "to": ["CUSTOMER"]}
KEY = {"Idempotency-Key": "answer-1"}
PHOTO = Part("files", b"a photo", "photo.jpg", "image/jpeg")


def send(api, *parts, boundary="b0", is_closed=True, headers=None, kind=None):
    body = in_parts(*parts, boundary=boundary, is_closed=is_closed)
    return api.raw("POST", "/api/parts", body, kind or content_type(boundary), headers=headers)


@pytest.mark.parametrize(
    "part",
    [
        Part("message_input", JSON, None, "application/json"),
        Part("message_input", JSON, None, "application/json;charset=utf-8"),
        Part("message_input", JSON, "blob", "application/json"),
        Part("message_input", JSON, "message.json", "application/octet-stream"),
        Part("message_input", JSON),
        Part("message_input", JSON, None, "text/plain; charset=UTF-8"),
        Part("thread_input", JSON, None, "application/json"),
    ],
    ids=["PHP", "PHP SDK", "JavaScript", "curl with a file", "Python", "Java", "other name"],
)
def test_the_json_is_found_however_it_was_sent(api, part):
    answer = send(api, part, PHOTO)

    assert answer.status_code == 201
    assert answer.json() == {"body": SAID, "files": [{"name": "photo.jpg", "text": "a photo", "size": 7}]}


@pytest.mark.parametrize("body", [SAID, {"message_input": SAID}, {"thread_input": SAID}])
@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "text/plain", ""])
def test_plain_json_is_taken_too(api, body, kind):
    content = orjson.dumps(body)

    assert api.raw("POST", "/api/parts", content, kind).json() == {"body": SAID, "files": []}


@pytest.mark.parametrize("name", ["files", "files[]", "files[0]", "file", "temp", "anything"])
def test_files_may_stand_under_any_name(api, name):
    answer = send(api, Part(name, b"one", "1.txt"), Part("message_input", JSON), Part(name, b"two", "2.txt"))

    assert [file["name"] for file in answer.json()["files"]] == ["1.txt", "2.txt"]


def test_fields_that_nobody_asks_for_are_passed_over(api):
    """Trap 8."""
    answer = send(api, Part("shop", b"2000"), Part("message_input", JSON), Part("files", b"", ""))

    assert answer.json() == {"body": SAID, "files": []}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("caf\u00e9.txt", "caf\u00e9.txt"), ("../../etc/passwd", "passwd"), ("C:\\\\a\\\\b.txt", "b.txt")],
)
def test_names_of_files_lose_their_folders(api, sent, kept):
    answer = send(api, Part("message_input", JSON), Part("files", b"x", sent))

    assert [file["name"] for file in answer.json()["files"]] == [kept]


@pytest.mark.parametrize(
    "kind", ["multipart/form-data;boundary=b0", 'Multipart/Form-Data; charset=utf-8; boundary="b0"']
)
def test_the_content_type_may_be_written_in_other_ways(api, kind):
    assert send(api, Part("message_input", JSON), kind=kind).status_code == 201


def test_a_large_file_lies_on_the_disk_and_not_in_memory(api, monkeypatch):
    kept = []
    receive = TemporaryFileUploadHandler.receive_data_chunk

    def watched(handler, chunk, start):
        kept.append(len(chunk))
        return receive(handler, chunk, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", watched)

    answer = send(api, Part("message_input", JSON), Part("files", b"x" * 3_000_000, "large.txt"))

    assert answer.json()["files"][0]["size"] == 3_000_000
    assert sum(kept) == 3_000_000
    assert max(kept) <= 64 * 1024


WHOLE = in_parts(Part("message_input", JSON), PHOTO, boundary="b0")
B0 = content_type("b0")


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (in_parts(Part("message_input", JSON), boundary="b0", is_closed=False), B0, "MALFORMED_MULTIPART"),
        (WHOLE[:-12], B0, "MALFORMED_MULTIPART"),
        (WHOLE, content_type("other"), "MALFORMED_MULTIPART"),
        (WHOLE, "multipart/form-data", "MALFORMED_MULTIPART"),
        (WHOLE, "multipart/form-data; boundary=\x00", "MALFORMED_MULTIPART"),
        (b"nonsense", B0, "MALFORMED_MULTIPART"),
        (b"\xff\xfe" * 5000, B0, "MALFORMED_MULTIPART"),
        (in_parts(PHOTO, boundary="b0"), B0, "VALIDATION_ERROR"),
        (in_parts(Part("message_input", b'{"body":'), boundary="b0"), B0, "MALFORMED_JSON"),
        (in_parts(Part("message_input", b"\xff", "blob"), boundary="b0"), B0, "MALFORMED_JSON"),
        (in_parts(Part("message_input", b"[" * 5000), boundary="b0"), B0, "MALFORMED_JSON"),
        (in_parts(*[Part(f"f{n}", b"") for n in range(1100)], boundary="b0"), B0, "TOO_MANY_PARTS"),
        (in_parts(*[Part("f", b"x", "a") for _ in range(101)], boundary="b0"), B0, "TOO_MANY_PARTS"),
    ],
)
def test_what_is_no_such_body_is_refused_and_nothing_done(api, body, kind, code):
    answer = api.raw("POST", "/api/parts", body, kind)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not Category.objects.exists()


def test_other_bodies_of_several_parts_are_415(api):
    assert api.raw("POST", "/api/parts", WHOLE, "multipart/mixed; boundary=b0").status_code == 415


def test_a_part_that_is_missing_is_named(api):
    assert send(api, PHOTO).json()["errors"][0]["field"] == "message_input"


def test_a_call_over_the_limit_is_413(api, monkeypatch):
    monkeypatch.setattr(multipart.PartsParser, "most_bytes", 2000)

    answer = send(api, Part("message_input", JSON), Part("files", b"x" * 2000, "large.txt"))

    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize("filename", [None, "blob"])
def test_json_over_its_limit_is_413_in_parts_too(api, settings, filename):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = send(api, Part("message_input", b'{"body": "' + b"x" * 1000 + b'"}', filename), PHOTO)

    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


def test_a_repeat_with_another_boundary_is_the_same_call(api):
    first = send(api, Part("message_input", JSON), PHOTO, boundary="first", headers=KEY)
    second = send(api, Part("message_input", JSON), PHOTO, boundary="second", headers=KEY)

    assert (second.status_code, second.json()) == (201, first.json())
    assert first.json()["files"] == [{"name": "photo.jpg", "text": "a photo", "size": 7}]
    assert Category.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        [Part("message_input", b'{"body": "Hoy"}'), PHOTO],
        [Part("message_input", JSON)],
        [Part("message_input", JSON), Part("files", b"other!!", "photo.jpg", "image/jpeg")],
        [Part("message_input", JSON), Part("files", b"a photo", "other.jpg", "image/jpeg")],
    ],
)
def test_the_same_key_with_other_parts_is_409(api, other):
    send(api, Part("message_input", JSON), PHOTO, headers=KEY)

    assert send(api, *other, headers=KEY).status_code == 409
    assert Category.objects.count() == 1


def test_a_broken_body_with_a_key_may_be_repeated_whole(api):
    assert send(api, Part("message_input", JSON), is_closed=False, headers=KEY).status_code == 400
    assert not IdempotencyRecord.objects.exists()

    assert send(api, Part("message_input", JSON), headers=KEY).status_code == 201


def test_an_operation_without_parts_says_so_with_a_key_too(api):
    body = in_parts(Part("label", b"Garden"))

    answer = api.raw("POST", "/api/x/making", body, content_type(), headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_plain_json_over_its_limit_with_a_key_is_413(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = api.raw("POST", "/api/x/making", b"[" + b" " * 1000 + b"]", headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
