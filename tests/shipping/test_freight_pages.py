"""What sending costs, on the pages: the simple way, by file, and tried with a parcel (R085, R089, R098, R099)."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import all_shops
from shipping.choices import ChargeBasis
from shipping.models import Charge, ContingencyCharge, ShippingZone
from tests.factories.shipping import make_charge, make_class, make_contingency, make_method, make_zone
from tests.factories.shops import NOON


@pytest.fixture(autouse=True)
def _noon(db):
    with clock.frozen(NOON):
        yield


@pytest.fixture
def network(db):
    return {
        "ES": make_zone(code="ES", label="España", position=1),
        "PT": make_zone(code="PT", label="Portugal", countries=["PT"], position=2),
        "STD": make_method(code="STD", label="Standard"),
    }


@pytest.fixture
def visit(signed_in, owner, shop):
    """Fetches or posts a page below the shop's shipping."""

    def go(path, body=None, **query):
        client, url = signed_in(owner), f"/shop/{shop.pk}/shipping/{path}"
        return client.get(url, query) if body is None else client.post(url, body)

    return go


def rows(*given, version, **more):
    """The form as it is posted; each row is zone, basis, price, extra price, free from."""
    body = {"rows": len(given), "version": version, **more}
    for index, (zone, basis, price, extra, free_from) in enumerate(given):
        body |= {
            f"row-{index}-zone": zone,
            f"row-{index}-method": "STD",
            f"row-{index}-basis": basis,
            f"row-{index}-price": price,
            f"row-{index}-extra_price": extra,
            f"row-{index}-free_from": free_from,
        }
    return body


def version(visit, path="freight"):
    return visit(path).context["version"]


def stored(model=Charge):
    with all_shops("a test looks at every row"):
        found = model.objects.order_by("zone__position", "at_least").values_list(
            "zone__code", "basis", "price", "extra_price", "free_from"
        )
        return [tuple(None if value is None else str(value) for value in row) for row in found]


def upload(content, name="rates.csv"):
    return {"file": SimpleUploadedFile(name, content)}


def test_prices_are_set_per_country(visit, network):
    """R085, R089."""
    given = [("ES", "ORDER", "4.90", "", "60"), ("PT", "LINE", "6,90", "1.20", "")]

    answer = visit("freight", rows(*given, version=version(visit)))

    assert answer.status_code == 302
    assert stored() == [("ES", "ORDER", "4.90", "0.00", "60.00"), ("PT", "LINE", "6.90", "1.20", None)]


def test_the_page_shows_what_holds(visit, shop, network):
    make_charge(shop, network["ES"], network["STD"], free_from=Decimal(60))

    page = visit("freight").content.decode()

    assert 'value="4.90"' in page
    assert 'value="60.00"' in page
    assert "<b>España</b>" in page


def test_amounts_are_written_as_the_reader_writes_them(visit, shop, owner, network):
    owner.user.language = "es"
    owner.user.save()
    make_charge(shop, network["ES"], network["STD"], price=Decimal("1234.50"))

    assert 'value="1234,50"' in visit("freight").content.decode()


def test_free_needs_no_price_and_anything_else_does(visit, network):
    """R089."""
    free = visit("freight", rows(("ES", "FREE", "4.90", "1", "60"), version=version(visit)))
    priceless = visit("freight", rows(("ES", "ORDER", "", "", ""), version=version(visit)))

    assert (free.status_code, priceless.status_code) == (302, 422)
    assert stored() == [("ES", "FREE", "0.00", "0.00", None)]
    assert "España, Standard: Price: Enter a price, or 0." in priceless.content.decode()


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(visit, network):
    answer = visit(
        "freight", rows(("ES", "ORDER", "4.90", "", ""), ("PT", "ORDER", "-6", "", "x"), version=version(visit))
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 things to mend before this can be saved" in page
    assert 'href="#id_row-1-price"' in page
    assert 'value="-6"' in page
    assert 'value="4.90"' in page
    assert stored() == []


@pytest.mark.parametrize("path", ["freight", "contingency"])
def test_a_country_is_added_and_removed_before_anything_is_saved(visit, network, path):
    body = rows(("ES", "ORDER", "4.90", "", ""), version=version(visit, path))

    added = visit(path, {**body, "add": "1", "add-zone": "PT", "add-method": "STD"})
    removed = visit(path, {**body, "remove": "0"})

    shown = [(form["zone"].value(), form["price"].value() or "") for form in added.context["forms"]]
    assert shown == [("ES", "4.90"), ("PT", "")]
    assert "Not saved yet." in added.content.decode()
    assert removed.context["forms"] == []
    assert stored() == []


def test_a_country_is_not_added_twice_nor_one_that_nobody_offers(visit, network):
    body = rows(("ES", "ORDER", "4.90", "", ""), version=version(visit))

    for zone in ("ES", "XX", ""):
        answer = visit("freight", {**body, "add": "1", "add-zone": zone, "add-method": "STD"})
        assert len(answer.context["forms"]) == 1


def test_a_country_that_is_left_out_is_no_longer_delivered_to(visit, shop, network):
    make_charge(shop, network["ES"], network["STD"])
    make_charge(shop, network["PT"], network["STD"])

    visit("freight", rows(("ES", "ORDER", "4.90", "", ""), version=version(visit)))

    assert [zone for zone, *_rest in stored()] == ["ES"]


def test_what_the_form_cannot_show_stays_and_is_listed(visit, shop, network):
    bulky = make_class(code="BULKY", label="Bulky")
    make_charge(shop, network["PT"], network["STD"], basis=ChargeBasis.WEIGHT, below=Decimal(2), price=Decimal(3))
    make_charge(shop, network["PT"], network["STD"], basis=ChargeBasis.WEIGHT, at_least=Decimal(2), price=Decimal(7))
    make_charge(shop, network["PT"], network["STD"], logistic_class=bulky, postcode_from="10", postcode_to="19")

    page = visit("freight").content.decode()
    visit("freight", rows(("ES", "ORDER", "4.90", "", ""), version=version(visit)))

    assert "from 0 kg to below 2 kg: €3.00" in page
    assert "from 2 kg on: €7.00" in page
    assert "postcodes 10–19" in page
    assert len(stored()) == 4


def test_a_simple_price_stays_in_the_form_beside_prices_of_a_class_or_a_postcode(visit, shop, network):
    """R085, R098."""
    bulky = make_class(code="BULKY", label="Bulky")
    make_charge(shop, network["ES"], network["STD"], price=Decimal("4.90"))
    make_charge(shop, network["ES"], network["STD"], logistic_class=bulky, price=Decimal(29))
    make_charge(shop, network["ES"], network["STD"], postcode_from="07", postcode_to="07", price=Decimal(9))
    make_charge(shop, network["PT"], network["STD"], logistic_class=bulky, price=Decimal(39))

    page = visit("freight")
    saved = visit("freight", rows(("ES", "ORDER", "5.20", "", ""), version=page.context["version"]))

    assert [form["price"].value() for form in page.context["forms"]] == ["4.90"]
    assert [(each.zone, each.logistic_class, each.postcodes) for each in page.context["lists"]] == [
        ("España", "Bulky", ""),
        ("España", "", "07"),
        ("Portugal", "Bulky", ""),
    ]
    assert page.context["add_form"].fields["zone"].choices == [("PT", "Portugal")]
    assert saved.status_code == 302
    assert sorted(price for _zone, _basis, price, *_rest in stored()) == ["29.00", "39.00", "5.20", "9.00"]


def test_more_prices_than_a_form_holds_are_listed_and_none_is_lost(visit, shop, network):
    with all_shops("a test makes its rows"):
        zones = ShippingZone.objects.bulk_create(
            ShippingZone(code=f"Z{number}", label=f"Zone {number}", countries=["ES"]) for number in range(101)
        )
        Charge.objects.bulk_create(
            Charge(shop=shop, zone=zone, method=network["STD"], basis=ChargeBasis.ORDER, price=4) for zone in zones
        )

    page = visit("freight")
    visit("freight", rows(("ES", "ORDER", "4.90", "", ""), version=page.context["version"]))

    assert page.context["forms"] == []
    assert "1 row more is in the file." in page.content.decode()
    assert len(stored()) == 102


def test_a_simple_price_beside_a_list_of_the_same_country_is_refused(visit, shop, network):
    make_charge(shop, network["PT"], network["STD"], basis=ChargeBasis.WEIGHT, price=Decimal(3))

    answer = visit("freight", rows(("PT", "ORDER", "4.90", "", ""), version=version(visit)))

    assert answer.status_code == 422
    assert stored() == [("PT", "WEIGHT", "3.00", "0.00", None)]


def test_a_lost_update_shows_both_versions(visit, shop, network):
    seen = version(visit)
    make_charge(shop, network["ES"], network["STD"], price=Decimal("5.55"))
    body = rows(("ES", "ORDER", "4.90", "", ""), version=seen)

    answer = visit("freight", body)
    again = visit("freight", {**body, "version": answer.context["version"]})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "€5.55" in page
    assert 'value="4.90"' in page
    assert (again.status_code, stored()) == (302, [("ES", "ORDER", "4.90", "0.00", None)])


def test_the_contingency_table_has_a_page_of_its_own(visit, shop, network):
    """R099."""
    make_charge(shop, network["ES"], network["STD"])

    visit("contingency", rows(("PT", "ORDER", "9.90", "", ""), version=version(visit, "contingency")))

    assert [zone for zone, *_rest in stored()] == ["ES"]
    assert stored(ContingencyCharge) == [("PT", "ORDER", "9.90", "0.00", None)]


def test_only_what_the_operator_offers_can_be_picked(visit, network):
    """R090."""
    make_method(code="EXPRESS", label="Express", is_active=False)
    assert "Express" not in visit("freight").content.decode()

    make_method(code="OVERNIGHT", label="Overnight")
    assert "Overnight" in visit("freight").content.decode()


def test_the_shop_s_own_country_is_the_first_to_choose(visit, network):
    make_zone(code="DE", label="Deutschland", countries=["DE"], position=0)

    page = visit("freight")

    for form, name in (("trial_form", "zone"), ("add_form", "zone")):
        labels = [label for _value, label in page.context[form].fields[name].choices]
        assert labels == ["España", "Deutschland", "Portugal"]


@pytest.mark.parametrize(("weight", "price"), [("0", "€3.00"), ("1.999", "€3.00"), ("2", "€5.50"), ("9,999", "€5.50")])
def test_a_parcel_shows_its_price_and_the_row_that_holds(visit, shop, network, weight, price):
    """R098: edges included."""
    by_weight = {"basis": ChargeBasis.WEIGHT}
    make_charge(shop, network["ES"], network["STD"], **by_weight, below=Decimal(2), price=Decimal(3))
    make_charge(
        shop, network["ES"], network["STD"], **by_weight, at_least=Decimal(2), below=Decimal(10), price=Decimal("5.50")
    )
    make_contingency(shop, network["ES"], network["STD"], price=Decimal(20))
    asked = {"try-zone": network["ES"].pk, "try-pieces": "1", "try-weight": weight, "try-value": "30"}

    [tried] = visit("freight", **asked).context["tried"]

    assert tried["parts"][0]["row"].endswith(price)
    assert f"€{tried['tried'].price}" == price


def test_a_parcel_too_heavy_for_the_table_takes_the_contingency_price(visit, shop, network):
    """R099."""
    make_charge(shop, network["ES"], network["STD"], basis=ChargeBasis.WEIGHT, below=Decimal(2), price=Decimal(3))
    make_contingency(shop, network["ES"], network["STD"], price=Decimal(20))
    asked = {"try-pieces": "2", "try-weight": "1", "try-value": ""}

    found = visit("freight", **asked, **{"try-zone": network["ES"].pk})
    nowhere = visit("freight", **asked, **{"try-zone": network["PT"].pk})

    assert "€20.00" in found.content.decode()
    assert "Contingency table" in found.content.decode()
    assert "Not delivered" in nowhere.content.decode()


@pytest.mark.parametrize("name", ["zone", "pieces", "weight", "value", "zip_code"])
@pytest.mark.parametrize("text", ["x", "-1", "1e9", "9" * 30, "٣", ""])
def test_any_parcel_is_priced_or_told_what_is_wrong(visit, network, name, text):
    asked = {"try-zone": network["ES"].pk, "try-pieces": "1", "try-weight": "1", "try-value": "1"}

    assert visit("freight", **{**asked, f"try-{name}": text}).status_code == 200


def test_a_file_is_looked_at_first_and_then_replaces_the_table(visit, shop, network):
    """R098."""
    make_charge(shop, network["ES"], network["STD"])
    content = b"zone;method;basis;from;below;price\nES;STD;WEIGHT;0;2;4,90\nES;STD;WEIGHT;2;;7,50\n"

    looked = visit("freight/file", upload(content))

    assert looked.status_code == 200
    assert "The file is right: it has 2 rows. It would take the place of 1 row." in looked.content.decode()
    assert len(stored()) == 1
    done = visit("freight/file", {"kept": looked.context["kept"], "replace": "1"})
    assert done.status_code == 302
    assert [(basis, price) for _zone, basis, price, *_rest in stored()] == [("WEIGHT", "4.90"), ("WEIGHT", "7.50")]


def test_a_file_tells_what_it_would_change_and_which_codes_it_may_name(visit, shop, network):
    """R098: zones and methods that come and go, and how many prices."""
    express = make_method(code="EXP", label="Express")
    make_charge(shop, network["ES"], network["STD"])
    make_charge(shop, network["ES"], express, price=Decimal(9))
    content = b"zone;method;basis;from;below;price\nES;STD;ORDER;;;5,90\nPT;STD;WEIGHT;0;2;5\nPT;STD;WEIGHT;2;;8\n"

    looked = visit("freight/file", upload(content))
    same = visit("freight/file", upload(b"zone;method;basis;price\nES;STD;ORDER;4,90\nES;EXP;ORDER;9\n"))

    assert looked.context["changes"] == [
        ("Destinations added", "Portugal, Standard"),
        ("Destinations dropped", "España, Express"),
        ("Prices changed", "1"),
        ("New prices", "2"),
        ("Prices dropped", "1"),
    ]
    assert "Both say the same: nothing would change." in same.content.decode()
    assert "<code>PT</code> Portugal" in same.content.decode()
    assert "<code>EXP</code> Express" in same.content.decode()


def test_of_many_destinations_ten_are_named(visit, network):
    """R098."""
    lines = [f"{make_zone(code=f'Z{number}').code};STD;ORDER;4,90" for number in range(12)]
    content = "\n".join(["zone;method;basis;price", *lines]).encode()

    [(_term, named), *_rest] = visit("freight/file", upload(content)).context["changes"]

    assert named.count("Standard") == 10
    assert named.endswith(" and 2 more")


def test_a_faulty_file_changes_nothing_and_comes_back_with_its_faults(visit, shop, network):
    make_charge(shop, network["ES"], network["STD"])

    answer = visit("freight/file", upload(b"zone;method;basis;price\nES;STD;ORDER;-1\nXX;STD;ORDER;4,90\n"))
    file = visit("freight/file", {"kept": answer.context["kept"], "faults": "1"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The table has 2 faults. Nothing was changed." in page
    assert "“XX” is none of ES, PT." in page
    assert file.headers["Content-Disposition"] == 'attachment; filename="freight-faults.csv"'
    assert "price: A number here is never below 0." in file.content.decode("utf-8-sig")
    assert stored() == [("ES", "ORDER", "4.90", "0.00", None)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00", b"zone\n", b"zone;method;basis;price\n" * 30_000])
def test_what_is_no_table_is_told_beside_the_file(visit, network, content):
    answer = visit("freight/file", upload(content))

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


@pytest.mark.parametrize("kept", ["", "x", "!!", "eJwDAAAAAAE=", "AAAA"])
def test_a_kept_table_that_nobody_kept_is_refused(visit, network, kept):
    assert visit("freight/file", {"kept": kept, "replace": "1"}).status_code == 422


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_download_uploads_unchanged(visit, shop, network, kind):
    """R098."""
    make_contingency(shop, network["ES"], network["STD"], free_from=Decimal("59.90"))
    make_contingency(shop, network["PT"], network["STD"], postcode_from="10", postcode_to="19")
    before = stored(ContingencyCharge)

    file = visit("contingency/file", format=kind)
    content = b"".join(file) if file.streaming else file.content
    looked = visit("contingency/file", upload(content, f"contingency.{kind}"))
    visit("contingency/file", {"kept": looked.context["kept"], "replace": "1"})

    assert stored(ContingencyCharge) == before


@pytest.mark.parametrize("path", ["freight", "contingency", "freight/file"])
def test_roles_without_the_right_have_no_page(request, signed_in, shop, path):
    """R120."""
    for role in ("sales", "inventory", "accountancy", "support"):
        client = signed_in(request.getfixturevalue(role))
        assert client.get(f"/shop/{shop.pk}/shipping/{path}").status_code == 403


def queries(visit):
    visit("freight")
    with CaptureQueriesContext(connection) as captured:
        assert visit("freight").status_code == 200
    return len(captured)


def test_ten_rows_cost_the_queries_of_one(visit, shop, network):
    make_charge(shop, network["ES"], network["STD"])
    few = queries(visit)
    for _ in range(9):
        make_charge(shop, make_zone(), network["STD"])
        make_charge(shop, network["PT"], make_method(), basis=ChargeBasis.WEIGHT)

    assert queries(visit) == few
