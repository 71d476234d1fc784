"""H11, PM11, VL11 and the trees."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from offers.choices import AttributeRole, AttributeType, RequirementLevel
from tests.factories.offers import make_attribute, make_category, make_merchandise, make_value_list

pytestmark = pytest.mark.django_db

ATTRIBUTE_KEYS = {
    "channels", "code", "default_value", "description", "description_translations", "example", "hierarchy_code",
    "label", "label_translations", "locale", "required", "requirement_level", "roles", "transformations", "type",
    "type_parameter", "type_parameters", "unique_code", "validations", "values", "values_list", "variant",
}  # fmt: skip


@pytest.fixture
def tree(db):
    """HOME > LAMPS > DESK, HOME > GARDEN, and TOOLS."""
    home = make_category(code="HOME", label="Home", translations={"es": "Hogar"})
    lamps = make_category(code="LAMPS", parent=home)
    return {
        "HOME": home,
        "LAMPS": lamps,
        "DESK": make_category(code="DESK", parent=lamps),
        "GARDEN": make_category(code="GARDEN", parent=home),
        "TOOLS": make_category(code="TOOLS"),
    }


def codes(answer, name):
    return [row["code"] for row in answer.json()[name]]


def test_h11_tells_the_whole_tree_with_levels_and_parents(api, tree):
    rows = api.get("/api/hierarchies").json()["hierarchies"]

    assert {(row["code"], row["level"], row["parent_code"]) for row in rows} == {
        ("HOME", 1, ""),
        ("LAMPS", 2, "HOME"),
        ("DESK", 3, "LAMPS"),
        ("GARDEN", 2, "HOME"),
        ("TOOLS", 1, ""),
    }
    assert rows[0]["label_translations"] == [{"locale": "es", "value": "Hogar"}]


def test_h11_tells_what_is_above_and_below_a_category(api, tree):
    assert codes(api.get("/api/hierarchies", hierarchy="LAMPS"), "hierarchies") == ["HOME", "LAMPS", "DESK"]
    assert codes(api.get("/api/hierarchies", hierarchy="HOME", max_level=1), "hierarchies") == [
        "HOME", "GARDEN", "LAMPS",
    ]  # fmt: skip
    assert codes(api.get("/api/hierarchies", hierarchy="LAMPS", max_level=0), "hierarchies") == ["HOME", "LAMPS"]
    assert api.get("/api/hierarchies", hierarchy="NONE").status_code == 404


def test_labels_come_in_the_language_asked_for(api, tree):
    (row,) = api.get("/api/hierarchies", hierarchy="HOME", max_level=0, locale="es_ES").json()["hierarchies"]

    assert row["label"] == "Hogar"


def test_pm11_tells_every_key(api, tree):
    colours = make_value_list("RED", "BLUE", code="colours")
    make_attribute(tree["LAMPS"], RequirementLevel.REQUIRED, code="colour", type=AttributeType.LIST, value_list=colours)

    (row,) = api.get("/api/products/attributes").json()["attributes"]

    assert set(row) == ATTRIBUTE_KEYS
    assert (row["hierarchy_code"], row["required"], row["requirement_level"]) == ("LAMPS", True, "REQUIRED")
    assert (row["type"], row["values_list"], row["type_parameter"]) == ("LIST", "colours", "colours")
    assert row["values"] == [{"code": "RED"}, {"code": "BLUE"}]
    assert row["type_parameters"] == [{"name": "LIST_CODE", "value": "colours"}]


def test_pm11_tells_what_a_category_takes_from_above_and_what_is_below(api, tree):
    for code in ("HOME", "LAMPS", "DESK", "GARDEN"):
        make_attribute(tree[code], code=f"of_{code.lower()}")
    make_attribute(None, code="title", role=AttributeRole.TITLE)

    asked = api.get("/api/products/attributes", hierarchy="LAMPS")
    assert codes(asked, "attributes") == ["title", "of_home", "of_lamps", "of_desk"]
    asked = api.get("/api/products/attributes", hierarchy="LAMPS", max_level=0)
    assert codes(asked, "attributes") == ["title", "of_home", "of_lamps"]
    asked = api.get("/api/products/attributes", with_roles="true")
    assert [(row["code"], row["roles"]) for row in asked.json()["attributes"]] == [
        ("title", [{"type": "TITLE", "parameters": []}])
    ]
    asked = api.get("/api/products/attributes", hierarchy="TOOLS", all_operator_attributes="true")
    assert codes(asked, "attributes") == ["title", "of_desk", "of_garden", "of_home", "of_lamps"]


def test_pm11_is_a_file_where_one_is_asked_for(api, tree):
    make_attribute(tree["LAMPS"], code="height", type=AttributeType.MEASUREMENT, unit="cm", translations={"es": "Alto"})

    answer = api.client.get("/api/products/attributes", headers={"Authorization": api.key, "Accept": "text/csv"})

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    head, row = answer.content.decode().splitlines()
    assert head.startswith('"channels";"code";"label";"default-value"') is False
    cells = dict(zip(head.replace('"', "").split(";"), row.replace('"', "").split(";"), strict=True))
    assert (cells["code"], cells["hierarchy-code"], cells["type-parameter"]) == ("height", "LAMPS", "cm")
    assert (cells["required"], cells["label[es]"]) == ("false", "Alto")


def test_pm11_asks_no_more_of_the_database_for_more_attributes(api, tree):
    def add(count):
        for _number in range(count):
            colours = make_value_list("RED")
            make_attribute(tree["LAMPS"], type=AttributeType.LIST, value_list=colours)

    add(1)
    api.get("/api/products/attributes")  # the first call writes that the key is in use
    with CaptureQueriesContext(connection) as one:
        api.get("/api/products/attributes")
    add(9)
    with CaptureQueriesContext(connection) as ten:
        api.get("/api/products/attributes")

    assert len(ten) == len(one)


def test_vl11_tells_lists_with_their_values(api):
    make_value_list("RED", "BLUE", code="colours", label="Colours")
    make_value_list("S", code="sizes")

    (one,) = api.get("/api/values_lists", code="colours").json()["values_lists"]

    assert one == {
        "code": "colours",
        "label": "Colours",
        "label_translations": [],
        "values": [
            {"code": "RED", "label": "Red", "label_translations": []},
            {"code": "BLUE", "label": "Blue", "label_translations": []},
        ],
    }
    assert codes(api.get("/api/values_lists"), "values_lists") == ["colours", "sizes"]
    assert api.get("/api/values_lists", code="none").json() == {"values_lists": []}


def test_both_trees_are_told_with_the_way_to_each_node(api, tree):
    """R005, R006."""
    department = make_merchandise(code="D", label="House")
    make_merchandise(code="F", label="Light", parent=department)

    categories = api.get("/api/x/categories").json()["categories"]
    merchandise = api.get("/api/x/merchandise").json()["merchandise"]

    assert [row["code"] for row in categories] == ["HOME", "GARDEN", "LAMPS", "DESK", "TOOLS"]
    assert categories[3]["path"] == "Home › Lamps › Desk"
    assert merchandise[1] == {"code": "F", "label": "Light", "level": 2, "parent_code": "D", "path": "House › Light"}
