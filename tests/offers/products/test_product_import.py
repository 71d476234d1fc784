"""Products by file (R004, R017): what goes in, what is told of the others, what is linked and filled in."""

import csv
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.actors import SYSTEM
from marketplace.search.services import search
from marketplace.tenancy import all_shops, shop_scope
from offers.choices import AttributeRole, AttributeType, ImportKind, ImportOrigin, ImportState, RequirementLevel
from offers.models import CategoryMapping, ColumnMapping, ImportRun, Product, SellerProduct
from offers.search import KIND
from offers.services.import_running import drain_imports
from offers.services.importing import start_import
from tests.factories.offers import make_attribute, make_category, make_offer, make_product, make_value_list
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
EAN, EAN2, EAN3, EAN4, EAN5 = "4006381333931", "2000000001012", "2000000001029", "2000000001036", "2000000001043"


@pytest.fixture
def lamps(db):
    return make_category(code="LAMPS", label="Lamps", translations={"es": "Lámparas"})


def taken(shop, text, name="products.csv", **options):
    """The run of a file, worked off."""
    content = text if isinstance(text, bytes) else text.encode()
    with shop_scope(shop):
        run = start_import(
            shop_id=shop.pk,
            kind=ImportKind.PRODUCTS,
            origin=ImportOrigin.API,
            content=ContentFile(content),
            file_name=name,
            actor=SYSTEM,
            at=NOON,
            **options,
        )
    drain_imports()
    with all_shops("a test looks at what became of it"):
        return ImportRun.objects.get(pk=run.pk)


def rows_of(path):
    with default_storage.open(path) as file:
        return list(csv.DictReader(io.StringIO(file.read().decode()), delimiter=";"))


def links(shop):
    with shop_scope(shop):
        return {each.shop_product_sku: each.product for each in SellerProduct.objects.select_related("product")}


def test_good_rows_go_in_and_the_report_of_the_others_is_mended_and_sent_again(shop, lamps):
    """R004."""
    file = (
        "shop_sku;ean;title;category\n"
        f"A;{EAN};Lamp A;LAMPS\nB;{EAN2};Lamp B;Lámparas\nC;{EAN3};Lamp C;lamps\n"
        f"D;{EAN4};Lamp D;NONE\nE;{EAN5[:-1]}9;Lamp E;LAMPS\n"
    )

    run = taken(shop, file)

    assert (run.state, run.lines_read, run.lines_in_success, run.lines_in_error) == (ImportState.COMPLETE, 5, 3, 2)
    assert (run.inserted, run.updated, run.unchanged) == (3, 0, 0)
    assert sorted(Product.objects.values_list("title", flat=True)) == ["Lamp A", "Lamp B", "Lamp C"]
    refused = rows_of(run.transformation_error_path)
    assert [(row["shop_sku"], row["line number"], row["errors"].split("|")[0]) for row in refused] == [
        ("D", "5", "1001"),
        ("E", "6", "1003"),
    ]

    with default_storage.open(run.transformation_error_path) as report:
        mended = report.read().decode().replace("NONE", "LAMPS").replace(f"{EAN5[:-1]}9", EAN5)
    again = taken(shop, mended)

    assert (again.lines_read, again.inserted, again.lines_in_error) == (2, 2, 0)
    assert Product.objects.count() == 5
    assert set(links(shop)) == {"A", "B", "C", "D", "E"}


def test_22_attributes_come_in_with_their_types_and_unknown_columns_are_kept_for_mapping(shop, lamps):
    """R016, R017."""
    colours = make_value_list("RED", "BLUE")
    kinds = [
        (AttributeType.TEXT, "Brass", "Brass"),
        (AttributeType.INTEGER, "12", 12),
        (AttributeType.DECIMAL, "1,50", "1.5"),
        (AttributeType.MEASUREMENT, "40 cm", "40"),
        (AttributeType.BOOLEAN, "ja", True),
        (AttributeType.DATE, "31.03.2026", "2026-03-31"),
        (AttributeType.LIST, "blue", "BLUE"),
        (AttributeType.LIST_MULTIPLE_VALUES, "red|blue", ["RED", "BLUE"]),
    ]
    sent = [kinds[number % len(kinds)] for number in range(22)]
    for number, (kind, _text, _value) in enumerate(sent):
        listed = colours if kind.startswith("LIST") else None
        unit = "cm" if kind == AttributeType.MEASUREMENT else ""
        make_attribute(lamps, code=f"a{number}", type=kind, value_list=listed, unit=unit)
    head = ";".join(["ean", "title", "category", "Farbe", *(f"a{number}" for number in range(22))])
    row = ";".join([EAN, "Lamp", "LAMPS", "rot", *(text for _kind, text, _value in sent)])

    run = taken(shop, f"{head}\n{row}\n")

    assert run.lines_in_error == 0
    assert Product.objects.get().attributes == {f"a{n}": value for n, (_kind, _text, value) in enumerate(sent)}
    assert run.options["unknown_columns"] == ["Farbe"]


def test_a_mapped_column_and_a_mapped_category_are_read(shop, lamps):
    """R017."""
    make_attribute(lamps, code="colour")
    with all_shops("a test makes its rows"):
        ColumnMapping.objects.create(shop=shop, column="Farbe", target="colour")
        ColumnMapping.objects.create(shop=shop, column="barcode", target="ean")
        ColumnMapping.objects.create(shop=shop, column="junk", target="")
        CategoryMapping.objects.create(shop=shop, text="Leuchten", category=lamps)

    run = taken(shop, f"barcode,title,category,Farbe,junk\n{EAN},Lamp,Leuchten,rot,x\n")

    assert (run.inserted, run.options["unknown_columns"], run.options["unknown_categories"]) == (1, [], [])
    assert Product.objects.get().attributes == {"colour": "rot"}


def test_a_file_without_categories_takes_the_one_that_is_given_for_all(shop, lamps):
    run = taken(shop, f"ean;title\n{EAN};Lamp\n", options={"category": "LAMPS"})

    assert run.inserted == 1
    assert Product.objects.get().category == lamps


def test_an_ean_that_is_there_is_linked_and_what_its_sheet_lacks_filled_in(shop, other_shop, lamps):
    """R001."""
    make_attribute(lamps, code="colour")
    make_attribute(lamps, RequirementLevel.REQUIRED, code="socket")
    sheet = make_product(
        category=lamps, owner=other_shop, ean=EAN, title="Theirs", attributes={"colour": "red"}, description=""
    )
    make_offer(shop, product=sheet)

    file = f"shop_sku;ean;title;description;category;colour;socket\nA;{EAN};Mine;Text;LAMPS;blue;E27\n"
    run = taken(shop, file)

    assert (run.inserted, run.updated) == (0, 1)
    sheet.refresh_from_db()
    assert (sheet.title, sheet.description) == ("Theirs", "Text")
    assert sheet.attributes == {"colour": "red", "socket": "E27"}
    assert sheet.missing_attributes == []
    assert links(shop) == {"A": sheet}


@pytest.mark.parametrize("owner", ["other_shop", None])
def test_the_sheet_of_a_product_that_the_shop_does_not_sell_is_linked_and_left_as_it_is(
    shop, lamps, request, owner, other_shop
):
    """R001: nobody writes on what customers of others read."""
    make_attribute(lamps, code="colour")
    owner = owner and request.getfixturevalue(owner)
    bare = make_product(category=lamps, owner=owner, ean=EAN, title="Bare", description="", attributes={})
    whole = make_product(category=lamps, owner=owner, ean=EAN2, title="Whole", description="x", brand="y")
    make_offer(other_shop, product=bare)
    make_offer(shop, product=bare, removed_at=NOON)

    head = "shop_sku;ean;title;description;brand;category;colour\n"
    run = taken(shop, f"{head}A;{EAN};Mine;Text;Acme;LAMPS;blue\nB;{EAN2};Mine;Text;Acme;LAMPS;\n")

    assert (run.lines_in_success, run.lines_in_error, run.lines_with_warning, run.updated) == (2, 0, 1, 0)
    bare.refresh_from_db()
    assert (bare.description, bare.brand, bare.attributes) == ("", "", {})
    assert links(shop) == {"A": bare, "B": whole}
    [told] = rows_of(run.error_path)
    assert (told["shop_sku"], told["line number"], told["errors"]) == ("A", "2", "")
    assert told["warnings"] == (
        "3006|You neither made this sheet nor sell the product: only your number was linked to it."
    )


def test_a_line_without_a_number_for_a_sheet_of_others_is_told_that_nothing_was_taken(shop, lamps, other_shop):
    """R001."""
    bare = make_product(category=lamps, owner=other_shop, ean=EAN, title="Bare", description="")

    run = taken(shop, f"ean;title;description;category\n{EAN};Mine;Text;LAMPS\n")

    assert (run.lines_in_success, run.lines_with_warning, run.updated) == (1, 1, 0)
    bare.refresh_from_db()
    assert (bare.description, links(shop)) == ("", {})
    [told] = rows_of(run.error_path)
    assert told["warnings"] == (
        "3006|You neither made this sheet nor sell the product: nothing was taken from this line."
    )


def test_a_shop_s_own_sheets_are_as_its_newest_file_says(shop, lamps):
    make_attribute(lamps, code="colour")
    head = "shop_sku;ean;title;category;colour\n"
    taken(shop, f"{head}A;{EAN};Old;LAMPS;red\n")

    second = taken(shop, f"{head}A;{EAN};New;LAMPS;\n")
    third = taken(shop, f"{head}A;{EAN};New;LAMPS;\n")

    sheet = Product.objects.get()
    assert (sheet.title, sheet.attributes, sheet.owner_id) == ("New", {"colour": "red"}, shop.pk)
    assert [(run.inserted, run.updated, run.unchanged) for run in (second, third)] == [(0, 1, 0), (0, 0, 1)]


def test_a_number_of_another_product_is_refused_in_the_report_of_what_was_not_integrated(shop, lamps):
    head = "shop_sku;ean;title;category\n"
    taken(shop, f"{head}A;{EAN};One;LAMPS\nB;{EAN2};Two;LAMPS\n")

    run = taken(shop, f"{head}A;{EAN2};One;LAMPS\n;{EAN3};;LAMPS\nC;{EAN4};Four;LAMPS\n")

    assert (run.lines_in_error, run.inserted) == (2, 1)
    assert [(row["line number"], row["errors"].split("|")[0]) for row in rows_of(run.error_path)] == [
        ("2", "3002"),
        ("3", "3001"),
    ]
    assert [row["title"] for row in rows_of(run.new_products_path)] == ["Four"]


def test_products_come_in_with_their_offers(shop, lamps):
    """The offers' own columns are no unknown ones (OF01, with_products)."""
    head = "sku;product-id;product-id-type;price;quantity;state;title;category"
    run = taken(shop, f"{head}\nS1;{EAN};EAN;9.90;3;11;Lamp;LAMPS\nS2;OWN-2;SHOP_SKU;9.90;3;11;Saw;LAMPS\n")

    assert (run.inserted, run.options["unknown_columns"]) == (2, [])
    assert Product.objects.filter(ean=EAN).count() == 1
    assert set(links(shop)) == {"OWN-2"}


def test_entities_are_decoded_and_a_lost_zero_is_put_back(shop, lamps):
    run = taken(shop, 'ean;title;category\n36000291452;"Ham &amp; eggs &quot;Caf&eacute;&quot;";LAMPS\n')

    sheet = Product.objects.get()
    assert (sheet.ean, sheet.title) == ("0036000291452", 'Ham & eggs "Café"')
    assert run.lines_with_warning == 1


def test_a_product_stands_once_in_a_file(shop, lamps):
    run = taken(shop, f"ean;title;category\n{EAN};One;LAMPS\n{EAN};Two;LAMPS\n")

    assert (run.inserted, run.lines_in_error) == (1, 1)
    assert rows_of(run.transformation_error_path)[0]["errors"].startswith("1004|")


def test_a_trial_tells_what_would_be_and_changes_nothing(shop, lamps):
    run = taken(shop, f"ean;title;category\n{EAN};One;LAMPS\n123;Two;LAMPS\n", is_dry_run=True)

    assert (run.state, run.inserted, run.lines_in_error) == (ImportState.COMPLETE, 1, 1)
    assert run.transformation_error_path
    assert not Product.objects.exists()


def test_roles_name_columns_and_the_file_in_the_operator_s_format_has_our_names(shop, lamps):
    make_attribute(None, code="libelle", role=AttributeRole.TITLE)
    make_attribute(None, code="photo", role=AttributeRole.MAIN_IMAGE)
    make_attribute(lamps, code="watts", type=AttributeType.INTEGER)

    run = taken(shop, f"ean;libelle;category;photo;watts\n{EAN};Lamp;lamps;https://pictures.example/1;12.0\n")

    assert Product.objects.get().media_urls == ["https://pictures.example/1"]
    assert rows_of(run.transformed_path) == [
        {
            "category": "LAMPS",
            "shop_sku": "",
            "ean": EAN,
            "title": "Lamp",
            "brand": "",
            "description": "",
            "media_urls": "https://pictures.example/1",
            "watts": "12",
        }
    ]


@pytest.mark.parametrize("file", ["title;colour\nLamp;red\n", "x\n1\n"])
def test_a_file_of_which_no_number_is_known_fails_whole(shop, file):
    run = taken(shop, file)

    assert run.state == ImportState.FAILED
    assert run.reason.startswith("No column is known as EAN")


def test_a_file_of_many_products_asks_no_more_of_the_database_than_one_of_few(shop, lamps):
    def count(first, last):
        rows = "".join(f";OWN-{number};Lamp {number};LAMPS\n" for number in range(first, last))
        with CaptureQueriesContext(connection) as queries:
            run = taken(shop, f"ean;shop_sku;title;category\n{rows}")
        assert run.inserted == last - first
        return len(queries)

    assert count(0, 10) == count(10, 60)


def test_offers_are_found_by_the_words_of_a_sheet_that_a_file_changed(shop, lamps):
    sheet = make_product(category=lamps, owner=shop, ean=EAN, title="Old")
    offer = make_offer(shop, product=sheet)

    taken(shop, f"ean;title;category\n{EAN};Quinqué;LAMPS\n")

    with shop_scope(shop):
        assert search(shop_id=shop.pk, kind=KIND, text="quinque", limit=5) == [offer.pk]
