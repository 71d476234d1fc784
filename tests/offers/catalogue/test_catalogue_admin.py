"""The operator's catalogue: trees without cycles, typed sheets, files taken whole."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.tenancy import all_shops
from offers.choices import AttributeType, RequirementLevel
from offers.defaults import install_defaults
from offers.models import Attribute, AttributeUse, Category, MerchandiseNode, Product, ValueListItem
from offers.services.catalogue import attributes_for
from offers.services.missing import refresh_due
from tests.factories.offers import make_attribute, make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(operator, signed_in):
    return signed_in(operator)


def typed(page):
    """What the form would send as it stands."""
    form = page.context["adminform"].form
    sent = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    for name, value in re.findall(r'name="([a-z_]+-(?:TOTAL|INITIAL)_FORMS)" value="(\d+)"', page.content.decode()):
        sent[name] = value
    return sent


def send(office, model, text, name="file.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return office.post(reverse(f"admin:offers_{model}_import_file"), {"file": SimpleUploadedFile(name, content)})


def test_a_category_is_not_put_below_itself(office):
    home = make_category(code="HOME")
    lamps = make_category(code="LAMPS", parent=home)
    url = reverse("admin:offers_category_change", args=[home.pk])

    answer = office.post(url, typed(office.get(url)) | {"parent": str(lamps.pk), "translations": "{}"})

    assert answer.status_code == 200
    home.refresh_from_db()
    assert home.parent is None


def test_the_list_shows_the_way_to_each_category(office):
    make_category(code="LAMPS", label="Lamps", parent=make_category(label="Home"))

    assert "Home › Lamps" in office.get(reverse("admin:offers_category_changelist")).content.decode()


def test_the_list_has_each_category_below_its_parent(office):
    """R006."""
    home, garden = make_category(code="Z", label="Home"), make_category(code="G", label="Garden")
    make_category(code="L", label="Lamps", parent=home)
    make_category(code="B", label="Benches", parent=garden)

    page = office.get(reverse("admin:offers_category_changelist"))

    assert [node.code for node in page.context["cl"].result_list] == ["G", "B", "Z", "L"]


def test_the_operator_s_sheet_is_typed_and_its_ean_kept_plain(office):
    """R016."""
    lamps = make_category()
    make_attribute(lamps, RequirementLevel.REQUIRED, code="height", type=AttributeType.INTEGER)
    sheet = make_product(category=lamps)
    url = reverse("admin:offers_product_change", args=[sheet.pk])
    with all_shops("the page is read"):
        form = typed(office.get(url)) | {"media_urls": "", "ean": "036000291452"}

    wrong = office.post(url, form | {"attributes": '{"height": "tall", "unheard": 1}'})
    right = office.post(url, form | {"attributes": '{"height": "12"}'})

    assert (wrong.status_code, right.status_code) == (200, 302)
    sheet.refresh_from_db()
    assert (sheet.ean, sheet.attributes, sheet.missing_attributes) == ("0036000291452", {"height": 12}, [])


@pytest.mark.parametrize("number", ["AB/1", ".."])
def test_a_number_that_parts_addresses_is_refused(office, number):
    """A sheet's number stands in the address of its page."""
    product = make_product(product_sku="AB-1")
    url = reverse("admin:offers_product_change", args=[product.pk])
    sent = typed(office.get(url)) | {"product_sku": number, "attributes": "{}", "media_urls": ""}

    page = office.post(url, sent)

    assert "product_sku" in page.context["adminform"].form.errors
    product.refresh_from_db()
    assert product.product_sku == "AB-1"


def test_a_tree_comes_in_from_a_file_in_any_order_and_again_changes_nothing(office):
    send(office, "merchandisenode", "code;label;parent\nF;Light;D\nD;House;\n")
    file = "code;label;label[es];parent;merchandise\nLAMPS;Lamps;Lámparas;HOME;F\nHOME;Home;Hogar;;\n"

    answer = send(office, "category", file)
    send(office, "category", file)

    assert answer.status_code == 302
    assert MerchandiseNode.objects.get(code="F").parent == MerchandiseNode.objects.get(code="D")
    lamps = Category.objects.get(code="LAMPS")
    assert (lamps.parent, lamps.name_in("es")) == (Category.objects.get(code="HOME"), "Lámparas")
    assert lamps.merchandise == MerchandiseNode.objects.get(code="F")
    assert Category.objects.count() == 2


def test_a_tree_of_many_rows_takes_no_query_for_each(office):
    """A marketplace has thousands of categories."""
    counts = []
    for rows in (10, 400):
        lines = [
            f"C{number};Category {number};{f'C{number + 1}' if number + 1 < rows else ''};" for number in range(rows)
        ]
        with CaptureQueriesContext(connection) as queries:
            answer = send(office, "category", "\n".join(["code;label;parent;merchandise", *lines]))
        assert answer.status_code == 302
        counts.append(len(queries))

    assert Category.objects.count() == 400
    assert Category.objects.get(code="C8").parent == Category.objects.get(code="C9")
    assert counts[0] == counts[1]


def test_a_file_with_a_fault_is_taken_not_at_all_and_each_is_told_by_line(office):
    file = "code;label;parent\nA;One;B\nB;Two;A\nC;;\nD;Four;NONE\n"

    answer = send(office, "category", file)

    assert answer.status_code == 422
    assert not Category.objects.exists()
    lines = [line for line, _message in answer.context["faults"]]
    assert lines == [2, 3, 4, 5]


def test_attributes_come_in_with_lists_and_uses_and_sheets_lack_them_at_once(office):
    """R018."""
    lamps = make_category(code="LAMPS")
    sheet = make_product(category=lamps)
    send(
        office, "valuelist", "list;list_label;code;label;label[de]\ncolours;Colours;RED;Red;Rot\ncolours;;BLUE;Blue;\n"
    )
    file = (
        "code;label;type;list;unit;category;level;position\n"
        "colour;Colour;LIST;colours;;LAMPS;REQUIRED;1\nheight;Height;MEASUREMENT;;cm;;OPTIONAL;2\n"
    )

    answer = send(office, "attribute", file)

    assert answer.status_code == 302
    assert ValueListItem.objects.count() == 2
    assert [(each.code, each.requirement_level) for each in attributes_for(lamps.pk)] == [
        ("colour", "REQUIRED"),
        ("height", "OPTIONAL"),
    ]
    refresh_due()
    sheet.refresh_from_db()
    assert sheet.missing_attributes == ["colour"]


@pytest.mark.parametrize(
    "row",
    [
        "a;A;SHAPE;;;;;",
        "a;A;LIST;;;;;",
        "a;A;LIST;none;;;;",
        "a;A;TEXT;;;NONE;OPTIONAL;",
        "a;A;TEXT;;;;MUST;",
        ";A;;;;;;",
    ],
)
def test_a_wrong_attribute_is_refused(office, row):
    answer = send(office, "attribute", f"code;label;type;list;unit;category;level;position\n{row}\n")

    assert answer.status_code == 422
    assert not Attribute.objects.exists()


def test_what_is_no_table_is_refused(office):
    assert send(office, "category", b"%PDF-1.7 not a table").status_code == 422


def test_a_seller_imports_no_catalogue(signed_in, owner):
    answer = send(signed_in(owner), "category", "code;label\nA;One\n")

    assert answer.status_code in (302, 403)
    assert not Category.objects.exists()


def test_a_use_that_the_operator_changes_changes_what_sheets_lack(office):
    """R018."""
    lamps = make_category()
    socket = make_attribute(lamps, RequirementLevel.OPTIONAL, code="socket")
    sheet = make_product(category=lamps)
    url = reverse("admin:offers_attribute_change", args=[socket.pk])
    use = AttributeUse.objects.get()
    form = typed(office.get(url)) | {
        "translations": "{}",
        "uses-0-id": str(use.pk),
        "uses-0-attribute": str(socket.pk),
        "uses-0-category": str(lamps.pk),
        "uses-0-requirement_level": "REQUIRED",
        "uses-0-position": "0",
    }

    answer = office.post(url, form)

    assert answer.status_code == 302
    refresh_due()
    sheet.refresh_from_db()
    assert sheet.missing_attributes == ["socket"]


@pytest.mark.parametrize("way", ["one", "list"])
def test_sheets_no_longer_miss_what_the_operator_deleted(office, way):
    """R018."""
    lamps = make_category(code="LAMPS")
    socket = make_attribute(lamps, RequirementLevel.REQUIRED, code="socket")
    sheet = make_product(category=lamps, missing_attributes=["socket"])

    if way == "one":
        office.post(reverse("admin:offers_attribute_delete", args=[socket.pk]), {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": [socket.pk], "post": "yes"}
        office.post(reverse("admin:offers_attribute_changelist"), chosen)

    refresh_due()
    sheet.refresh_from_db()
    assert not Attribute.objects.filter(code="socket").exists()
    assert sheet.missing_attributes == []


def test_a_new_marketplace_has_an_attribute_for_each_field_and_keeps_what_was_changed():
    assert install_defaults() == 7
    Attribute.objects.filter(code="title").update(label="Name")

    assert install_defaults() == 0
    assert Attribute.objects.get(code="title").label == "Name"
    assert Product.objects.count() == 0
