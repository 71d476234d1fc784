"""Product sheets in the portal: list, sheet, new sheet, mappings."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.actors import SYSTEM
from marketplace.tenancy import all_shops, shop_scope
from offers.choices import AttributeType, ImportKind, ImportOrigin, RequirementLevel
from offers.models import ColumnMapping, ImportRun, OfferSettings, Product
from offers.services.import_running import drain_imports
from offers.services.importing import start_import
from offers.services.sheets import change_sheet
from tests.factories.offers import (
    make_attribute,
    make_category,
    make_merchandise,
    make_offer,
    make_product,
    make_value_list,
)
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
EAN = "4006381333931"


@pytest.fixture
def browser(owner, signed_in):
    return signed_in(owner)


@pytest.fixture
def lamps(db):
    """A category whose sheets need a socket, and may say colour and height."""
    lamps = make_category(code="LAMPS", label="Lamps")
    make_attribute(lamps, RequirementLevel.REQUIRED, code="socket", label="Socket")
    colours = make_value_list("RED", "BLUE")
    make_attribute(lamps, code="colour", type=AttributeType.LIST, value_list=colours, label="Colour")
    make_attribute(lamps, code="height", type=AttributeType.MEASUREMENT, unit="cm", label="Height")
    return lamps


def url(name, shop, **more):
    return reverse(f"offers:{name}", kwargs={"shop_id": shop.pk, **more})


def titles(page):
    return [row.row.title for row in page.context["rows"]]


def test_a_sheet_is_made_in_the_form_and_stands_in_the_list(browser, shop, lamps):
    """R001, R003."""
    typed = {
        "title": "Duna lamp",
        "brand": "Alcolea",
        "ean": EAN,
        "category": "LAMPS",
        "media_urls": "https://pictures.example/1.jpg\nhttps://pictures.example/2.jpg",
        "attribute-colour": "RED",
        "attribute-height": "40,5",
    }

    answer = browser.post(url("product-new", shop), typed, follow=True)

    sheet = Product.objects.get()
    assert (sheet.title, sheet.ean, sheet.owner_id, len(sheet.media_urls)) == ("Duna lamp", EAN, shop.pk, 2)
    assert sheet.attributes == {"colour": "RED", "height": "40.5"}
    assert sheet.missing_attributes == ["socket"]
    assert answer.redirect_chain[-1][0] == url("product", shop, product_sku=sheet.product_sku)
    assert titles(browser.get(url("products", shop))) == ["Duna lamp"]


def test_the_form_s_attributes_follow_the_category_with_and_without_script(browser, shop, lamps):
    """R003."""
    here = url("product-new", shop)

    empty = browser.get(here).content.decode()
    plain = browser.post(here, {"category": "LAMPS", "title": "Kept", "show_fields": "1"})
    swapped = browser.post(here, {"category": "LAMPS", "show_fields": "1"}, headers={"HX-Request": "true"})

    assert "attribute-socket" not in empty
    assert 'value="Kept"' in plain.content.decode()
    assert 'name="attribute-socket"' in plain.content.decode()
    assert swapped.content.decode().strip().startswith('<div class="form" id="sheet-attributes"')
    assert not Product.objects.exists()


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(browser, shop, lamps):
    typed = {"title": "Lamp", "category": "LAMPS", "ean": "4006381333932", "attribute-height": "tall"}

    answer = browser.post(url("product-new", shop), typed)

    form = answer.context["form"]
    assert answer.status_code == 422
    assert set(form.errors) == {"ean", "attribute-height"}
    assert 'value="tall"' in answer.content.decode()


def test_an_ean_that_is_there_is_refused_with_the_sheet_s_number(browser, shop, lamps):
    """R001."""
    other = make_product(ean=EAN)

    answer = browser.post(url("product-new", shop), {"title": "Lamp", "category": "LAMPS", "ean": EAN})

    assert answer.status_code == 422
    assert other.product_sku in answer.context["form"].errors["ean"][0]


def test_the_owner_saves_a_sheet_and_empties_a_field(browser, shop, lamps):
    sheet = make_product(owner=shop, category=lamps, title="Old", attributes={"socket": "E14", "colour": "RED"})
    here = url("product", shop, product_sku=sheet.product_sku)
    version = browser.get(here).context["form"].initial["version"]
    typed = {"title": "New", "category": "LAMPS", "attribute-socket": "E27", "attribute-colour": "", "version": version}

    answer = browser.post(url("product-save", shop, product_sku=sheet.product_sku), typed)

    assert (answer.status_code, answer["Location"]) == (302, here)
    sheet.refresh_from_db()
    assert (sheet.title, sheet.attributes) == ("New", {"socket": "E27"})

    late = browser.post(url("product-save", shop, product_sku=sheet.product_sku), typed | {"title": "Late"})
    assert late.status_code == 409
    both = [(each.label, each.theirs, each.yours) for each in late.context["differences"]]
    assert both == [("Title", "New", "Late")]
    assert late.context["form"]["title"].value() == "Late"
    sheet.refresh_from_db()
    assert sheet.title == "New"


def test_a_seller_of_another_s_sheet_fills_in_what_is_empty(browser, shop, other_shop, lamps):
    """R001."""
    sheet = make_product(owner=other_shop, category=lamps, title="Theirs", attributes={"colour": "RED"})
    make_offer(shop, product=sheet)
    make_offer(other_shop, product=sheet)

    page = browser.get(url("product", shop, product_sku=sheet.product_sku))
    typed = {"title": "Mine", "brand": "Alcolea", "attribute-colour": "BLUE", "attribute-socket": "E27"}
    browser.post(url("product-save", shop, product_sku=sheet.product_sku), typed)

    assert page.context["selling"].others == 1
    assert "1 other shop sells it." in page.content.decode()
    sheet.refresh_from_db()
    assert (sheet.title, sheet.brand) == ("Theirs", "Alcolea")
    assert sheet.attributes == {"colour": "RED", "socket": "E27"}


def test_what_another_fills_in_first_is_told_beside_what_was_typed(browser, shop, other_shop, lamps):
    """R001: it stays, and the rest can still be saved."""
    sheet = make_product(owner=other_shop, category=lamps, title="Theirs", brand="")
    make_offer(shop, product=sheet)
    here = url("product", shop, product_sku=sheet.product_sku)
    version = browser.get(here).context["form"].initial["version"]
    with all_shops("the owner fills in the brand"):
        change_sheet(
            product_id=sheet.pk, shop_id=other_shop.pk, changes={"brand": "Owner"}, at=NOON + timedelta(hours=1)
        )

    typed = {"brand": "Mine", "attribute-socket": "E27", "version": version}
    late = browser.post(url("product-save", shop, product_sku=sheet.product_sku), typed)

    assert late.status_code == 409
    both = [(each.label, each.theirs, each.yours, each.stays) for each in late.context["differences"]]
    assert both == [("Brand", "Owner", "Mine", True), ("Socket", "—", "E27", False)]
    assert "This was filled in meanwhile and stays as it is." in late.content.decode()


def test_a_sheet_that_the_shop_does_not_sell_is_read_and_can_be_sold(browser, shop, lamps):
    """R001."""
    sheet = make_product(category=lamps, ean=EAN, attributes={"colour": "RED", "height": "40"})

    page = browser.get(url("product", shop, product_sku=sheet.product_sku))

    assert page.context["form"] is None
    assert page.context["said"] == [("Colour", "Red"), ("Height", "40 cm")]
    assert f"{url('new', shop)}?product={EAN}" in page.content.decode()


def test_an_integrated_shop_reads_alone(browser, shop, lamps):
    """R008."""
    sheet = make_product(owner=shop, category=lamps, title="Kept")
    with all_shops("a test sets the flag"):
        OfferSettings.objects.create(shop=shop, is_integrated=True)

    page = browser.get(url("product", shop, product_sku=sheet.product_sku))
    saved = browser.post(url("product-save", shop, product_sku=sheet.product_sku), {"title": "New"})

    assert page.context["form"] is None
    assert browser.get(url("product-new", shop)).status_code == 403
    assert saved.status_code == 403
    sheet.refresh_from_db()
    assert sheet.title == "Kept"


def test_the_list_filters_by_both_trees_and_by_what_lacks(browser, shop):
    """R005, R006, R018."""
    home = make_category(code="HOME")
    light = make_merchandise(code="LIGHT")
    lamps = make_category(code="LAMPS", parent=home, merchandise=make_merchandise(code="INDOOR", parent=light))
    make_product(title="Lamp", owner=shop, category=lamps, missing_attributes=["socket"])
    make_product(title="Rug", owner=shop, category=home, media_urls=["https://pictures.example/1"])
    make_product(title="Of nobody")

    def found(**query):
        return titles(browser.get(url("products", shop), query))

    assert found() == ["Lamp", "Rug"]
    assert found(category="LAMPS") == ["Lamp"]
    assert found(category="HOME") == ["Lamp", "Rug"]
    assert found(merchandise="LIGHT") == ["Lamp"]
    assert found(missing="attributes") == ["Lamp"]
    assert found(tab="incomplete") == ["Lamp"]
    assert found(q="rug") == ["Rug"]
    assert found(tab="catalogue", q="nobody") == ["Of nobody"]


def test_the_list_is_a_file_too(browser, shop):
    make_product(title="Lamp", owner=shop, ean=EAN)

    answer = browser.get(url("products", shop), {"format": "csv"})

    assert EAN in b"".join(answer.streaming_content).decode()


def test_the_list_asks_no_more_of_the_database_for_more_sheets(browser, shop):
    def count():
        with CaptureQueriesContext(connection) as queries:
            browser.get(url("products", shop))
        return len(queries)

    make_offer(shop, product=make_product(owner=shop))
    count()
    one = count()
    for _number in range(9):
        make_offer(shop, product=make_product(owner=shop, category=make_category(parent=make_category())))

    assert count() == one


def test_unknown_columns_are_said_on_a_page_and_the_file_goes_in(browser, shop, lamps):
    """R017."""
    with shop_scope(shop):
        start_import(
            shop_id=shop.pk,
            kind=ImportKind.PRODUCTS,
            origin=ImportOrigin.FRONT,
            content=ContentFile(f"barcode;name;Fassung\n{EAN};Lamp;E27\n".encode()),
            file_name="mine.csv",
            actor=SYSTEM,
            at=NOON,
        )
    drain_imports()

    page = browser.get(url("mappings", shop))
    assert [row.name for row in page.context["column_rows"]] == ["barcode", "name", "Fassung"]
    typed = {
        "column-name": ["barcode", "name", "Fassung"],
        "column-target": ["ean", "title", "socket"],
        "default_category": "LAMPS",
        "again": "1",
    }
    answer = browser.post(url("mappings", shop), typed)
    drain_imports()

    with all_shops("a test looks"):
        assert answer["Location"] == url("import", shop, import_id=ImportRun.objects.latest("pk").pk)
        assert ColumnMapping.objects.count() == 3
    sheet = Product.objects.get()
    assert (sheet.title, sheet.category, sheet.attributes) == ("Lamp", lamps, {"socket": "E27"})


def tried(shop, header, name):
    """An import of products with one row under this header."""
    with shop_scope(shop):
        run = start_import(
            shop_id=shop.pk,
            kind=ImportKind.PRODUCTS,
            origin=ImportOrigin.FRONT,
            content=ContentFile(f"{header}\n{EAN};Lamp\n".encode()),
            file_name=name,
            actor=SYSTEM,
            at=NOON,
        )
    drain_imports()
    return run


def test_an_older_import_leads_to_its_own_unknown_names_and_stays_with_them(browser, shop, lamps):
    """R017."""
    older = tried(shop, "barcode;Fassung", "older.csv")
    tried(shop, "barcode;Farbe", "newer.csv")
    here = f"{url('mappings', shop)}?run={older.pk}"

    page = browser.get(url("import", shop, import_id=older.pk))
    mappings = browser.get(here)
    answer = browser.post(
        url("mappings", shop), {"run": older.pk, "column-name": ["barcode"], "column-target": ["ean"]}
    )

    assert page.context["mappings_url"] == here
    assert [row.name for row in mappings.context["column_rows"]] == ["barcode", "Fassung"]
    assert answer["Location"] == here


def test_what_was_chosen_stays_when_a_mapping_is_refused(browser, shop, lamps):
    """R017."""
    tried(shop, "barcode;Fassung", "mine.csv")
    with all_shops("a test makes its rows"):
        ColumnMapping.objects.create(shop=shop, column="name", target="title")

    answer = browser.post(
        url("mappings", shop),
        {
            "column-name": ["barcode", "Fassung", "name"],
            "column-target": ["gone", "socket", "brand"],
            "default_category": "LAMPS",
        },
    )

    rows = {row.name: row.chosen for row in answer.context["column_rows"]}
    assert answer.status_code == 422
    assert (rows["Fassung"], rows["name"]) == ("socket", "brand")
    assert answer.context["default_category"] == "LAMPS"


def test_who_only_reads_is_not_led_to_mappings(signed_in, sales, shop, lamps):
    run = tried(shop, "barcode;Fassung", "mine.csv")
    reader = signed_in(sales)

    pages = [reader.get(url("imports", shop)), reader.get(url("import", shop, import_id=run.pk))]

    assert all("mappings" not in page.content.decode() for page in pages)


def test_a_sheet_whose_number_has_a_slash_is_listed_read_and_saved(browser, shop, lamps):
    sheet = make_product(product_sku="AB/1", category=lamps, owner=shop)
    make_offer(shop, product=sheet)
    page = browser.get(url("product", shop, product_sku="AB/1"))
    typed = {"title": "Mended", "category": "LAMPS", "version": page.context["form"].initial["version"]}

    answer = browser.post(url("product-save", shop, product_sku="AB/1"), typed)

    assert browser.get(url("products", shop)).status_code == 200
    assert browser.get(url("completeness", shop)).status_code == 200
    assert answer["Location"] == url("product", shop, product_sku="AB/1")
    sheet.refresh_from_db()
    assert sheet.title == "Mended"


def test_a_mapping_is_forgotten_and_a_column_not_read(browser, shop):
    """R017."""
    with all_shops("a test makes its rows"):
        ColumnMapping.objects.create(shop=shop, column="a", target="title")

    browser.post(url("mappings", shop), {"column-name": ["a", "b"], "column-target": ["", "-"]})

    with all_shops("a test looks"):
        assert list(ColumnMapping.objects.values_list("column", "target")) == [("b", "")]
