"""The OpenAPI document."""

import json
import re

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from marketplace.rest.views import SellerView
from tests.rest.routes import api_routes


@pytest.fixture(scope="module")
def document():
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.fixture(scope="module")
def operations(document):
    return {
        operation["operationId"]: operation for methods in document["paths"].values() for operation in methods.values()
    }


def test_it_is_valid_and_makes_no_warnings(document):
    validate_schema(document)
    assert not GENERATOR_STATS


def test_it_has_every_operation_under_its_code(operations):
    routes = api_routes()

    assert len(operations) == sum(len(route.methods) for route in routes)
    assert {route.view.operation for route in routes} <= set(operations)
    assert {"A01", "CH11", "V01", "SH12", "SH21", "RE01", "OF21", "OF22"} <= set(operations)


def test_every_operation_says_what_it_does_and_what_it_answers(operations):
    for code, operation in operations.items():
        assert operation["summary"], code
        answers = [status for status in operation["responses"] if status.startswith("2")]
        assert answers, code
        assert operation["responses"]["401"]["content"]["application/json"]["schema"] == {
            "$ref": "#/components/schemas/Error"
        }


def test_every_seller_operation_takes_shop_id(operations):
    for route in api_routes():
        names = [each["name"] for each in operations[route.view.operation].get("parameters", [])]
        assert ("shop_id" in names) == issubclass(route.view, SellerView), route


def test_keys_are_told_as_what_they_are(document, operations):
    scheme = document["components"]["securitySchemes"]["ApiKey"]

    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", "Authorization")
    assert operations["A01"]["security"] == [{"ApiKey": []}]
    assert operations["V01"].get("security", [{}]) == [{}]


def test_the_document_is_served_without_a_key(nobody):
    answer = nobody.get("/api/schema")

    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.0")


def test_the_browser_takes_everything_from_here(nobody):
    answer = nobody.get("/api/docs")

    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert b"swagger-ui" in answer.content
    assert b"https://" not in answer.content
    assert "script-src 'self';" in policy + ";"
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "unsafe-inline" not in nobody.get("/api/schema").headers["Content-Security-Policy"]


def test_every_body_is_json_and_shown_by_an_example(operations):
    """R136."""
    bodies = {code: each["requestBody"]["content"] for code, each in operations.items() if "requestBody" in each}
    in_parts = {code for code, content in bodies.items() if "multipart/form-data" in content}

    assert len(bodies) >= 14
    conversations, imports = {"M12", "OR43", "X-THREAD-MESSAGES-WRITE"}, {"P41", "OF01", "PRI01", "STO01"}
    assert in_parts == conversations | {"X-CHARGES-UPLOAD", "X-CONTINGENCY-UPLOAD"} | imports | {"OR74"}
    assert {tuple(bodies[code]) for code in set(bodies) - in_parts} == {("application/json",)}
    assert [code for code, content in bodies.items() for way in content.values() if "examples" not in way] == []


def test_a_body_in_parts_has_its_json_in_one_of_them_and_files_beside_it(operations):
    content = operations["M12"]["requestBody"]["content"]["multipart/form-data"]

    assert content["schema"]["properties"] == {
        "message_input": {"$ref": "#/components/schemas/MessageRequest"},
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
    }
    assert content["encoding"] == {"message_input": {"contentType": "application/json"}}
    assert content["examples"]["InParts"]["value"]["message_input"]["to"] == [{"type": "CUSTOMER"}]


def test_a_file_is_told_as_a_file(operations):
    answer = operations["M13"]["responses"]["200"]["content"]

    assert answer == {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


def test_whatever_the_document_refers_to_is_in_it(document):
    named = set(re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(document)))

    assert named == set(document["components"]["schemas"])
