"""Which attributes sheets of a category have, and what a sheet lacks."""

import pytest

from offers.choices import AttributeRole, AttributeType, RequirementLevel
from offers.models import AttributeUse, Product
from offers.services import missing
from offers.services.catalogue import (
    attributes_for,
    category_tree,
    merchandise_subtree_ids,
    missing_of,
    subtree_ids,
)
from offers.services.missing import count_refresh_due, refresh_due, refresh_missing
from tests.factories.offers import make_attribute, make_category, make_merchandise, make_product, make_value_list

pytestmark = pytest.mark.django_db


def test_the_nearest_use_says_how_much_an_attribute_is_needed():
    home = make_category(code="HOME")
    lamps = make_category(code="LAMPS", parent=home)
    colour = make_attribute(home, RequirementLevel.OPTIONAL, code="colour")
    AttributeUse.objects.create(attribute=colour, category=lamps, requirement_level=RequirementLevel.REQUIRED)

    assert [(each.code, each.requirement_level) for each in attributes_for(home.pk)] == [("colour", "OPTIONAL")]
    assert [(each.code, each.requirement_level) for each in attributes_for(lamps.pk)] == [("colour", "REQUIRED")]


def test_a_category_takes_an_attribute_out_for_all_below_it():
    home = make_category()
    lamps = make_category(parent=home)
    desk_lamps = make_category(parent=lamps)
    size = make_attribute(home, code="size")
    AttributeUse.objects.create(attribute=size, category=lamps, requirement_level=RequirementLevel.DISABLED)

    assert [each.code for each in attributes_for(home.pk)] == ["size"]
    assert attributes_for(desk_lamps.pk) == []


def test_what_every_sheet_says_belongs_to_every_category_and_comes_in_the_order_of_need():
    lamps = make_category()
    make_attribute(None, RequirementLevel.OPTIONAL, code="weight")
    make_attribute(lamps, RequirementLevel.RECOMMENDED, code="bulb")
    make_attribute(lamps, RequirementLevel.REQUIRED, code="socket")
    make_attribute(make_category(), RequirementLevel.REQUIRED, code="elsewhere")

    assert [each.code for each in attributes_for(lamps.pk)] == ["socket", "bulb", "weight"]


def test_a_list_is_read_with_its_values():
    lamps = make_category()
    colours = make_value_list("RED", "BLUE")
    make_attribute(lamps, code="colour", type=AttributeType.LIST, value_list=colours)

    (colour,) = attributes_for(lamps.pk)

    assert colour.kind.labels == {"RED": "Red", "BLUE": "Blue"}


def test_attributes_are_read_in_three_queries(django_assert_num_queries):
    lamps = make_category(parent=make_category(parent=make_category()))
    for number in range(10):
        values = make_value_list("A", "B")
        make_attribute(lamps, code=f"a{number}", type=AttributeType.LIST, value_list=values)

    with django_assert_num_queries(3):
        assert len(attributes_for(lamps.pk)) == 10


def test_a_tree_is_walked_down():
    """R006."""
    top = make_merchandise(code="D1")
    family = make_merchandise(code="F1", parent=top)
    leaf = make_merchandise(code="S1", parent=family)
    make_merchandise(code="D2")

    assert sorted(merchandise_subtree_ids(top.pk)) == sorted([top.pk, family.pk, leaf.pk])
    assert merchandise_subtree_ids(leaf.pk) == [leaf.pk]


def test_a_cycle_ends_every_walk():
    one = make_category(code="ONE")
    two = make_category(code="TWO", parent=one)
    one.parent = two
    one.save()

    assert sorted(subtree_ids(one.pk)) == sorted([one.pk, two.pk])
    tree = category_tree()
    assert [tree.rows[pk].code for pk in tree.line(two.pk)] == ["ONE", "TWO"]
    assert attributes_for(two.pk) == []


def test_a_sheet_lacks_what_is_needed_and_not_said():
    """R018."""
    lamps = make_category()
    make_attribute(lamps, RequirementLevel.REQUIRED, code="socket")
    make_attribute(lamps, RequirementLevel.RECOMMENDED, code="bulb")
    make_attribute(lamps, RequirementLevel.OPTIONAL, code="weight")
    make_attribute(None, RequirementLevel.REQUIRED, code="marke", role=AttributeRole.BRAND)
    sheet = make_product(category=lamps, attributes={"bulb": "E27"})

    assert missing_of(sheet) == ["socket", "marke"]


def test_what_sheets_lack_is_set_right_for_all_at_once(django_assert_num_queries):
    """R018."""
    lamps, tools = make_category(), make_category()
    make_attribute(lamps, RequirementLevel.REQUIRED, code="socket")
    make_attribute(None, RequirementLevel.RECOMMENDED, code="image", role=AttributeRole.MAIN_IMAGE)
    make_attribute(None, RequirementLevel.RECOMMENDED, code="text", role=AttributeRole.DESCRIPTION)
    bare = make_product(category=lamps)
    full = make_product(
        category=lamps, attributes={"socket": "E27"}, media_urls=["https://pictures.example/1"], description="Lamp"
    )
    tool = make_product(category=tools, description="Saw")

    refresh_missing()
    with django_assert_num_queries(15):
        done = refresh_due()

    assert (done, count_refresh_due()) == (2 + 2, 0)
    told = dict(Product.objects.values_list("pk", "missing_attributes"))
    assert told == {bare.pk: ["socket", "image", "text"], full.pk: [], tool.pk: ["image"]}
    assert refresh_due() == 0


def test_many_sheets_are_set_right_some_at_a_time(monkeypatch):
    """Files of products that hold or want some of them wait for no more than these."""
    monkeypatch.setattr(missing, "_AT_ONCE", 2)
    lamps = make_category()
    make_attribute(lamps, RequirementLevel.REQUIRED, code="socket")
    for _number in range(5):
        make_product(category=lamps)
    refresh_missing()

    assert refresh_due() == 5 + 3  # sheets, and their category each time
    assert set(Product.objects.values_list("missing_attributes__0", flat=True)) == {"socket"}
    assert count_refresh_due() == 0


def test_both_ways_of_telling_what_lacks_agree():
    """R018."""
    lamps = make_category()
    for role in AttributeRole.values:
        make_attribute(lamps, RequirementLevel.REQUIRED, code=f"r_{role.lower()}", role=role)
    make_attribute(lamps, RequirementLevel.REQUIRED, code="socket")
    sheets = [make_product(category=lamps), make_product(category=lamps, brand="B", ean="4006381333931")]

    refresh_missing()
    refresh_due()

    for sheet in sheets:
        sheet.refresh_from_db()
        assert sheet.missing_attributes == missing_of(sheet)
