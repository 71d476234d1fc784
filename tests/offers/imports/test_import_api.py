"""OF01 to OF04, OF24, PRI01 to PRI03, STO01 to STO03, as connectors call them."""

from decimal import Decimal
from io import BytesIO

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace import clock
from offers.models import ImportRun, Offer
from offers.services.import_running import drain_imports
from tests.factories.offers import make_offer, make_product
from tests.factories.shops import NOON

EAN = "8412345678905"
OFFERS = f"sku;product-id;product-id-type;price;quantity;state\nA-1;{EAN};EAN;10.64;7;11\n"


@pytest.fixture
def product(db):
    return make_product(ean=EAN)


@pytest.fixture
def offer(shop, product):
    return make_offer(shop, product=product, shop_sku="A-1", quantity=1)


def send(api, path, text, **fields):
    body = {"file": SimpleUploadedFile("offers.csv", text.encode()), **fields}
    return api.client.post(path, body, headers={"Authorization": api.key})


def work():
    with clock.frozen(NOON):
        while drain_imports():
            pass


def text_of(answer):
    return b"".join(answer.streaming_content).decode()


def test_of01_answers_at_once_and_of02_tells_of_it(api, shop, product, in_all_shops):
    answer = send(api, "/api/offers/imports", OFFERS, import_mode="NORMAL", operator_format="false")

    assert answer.status_code == 201
    number = answer.json()["import_id"]
    assert answer.json() == {"import_id": number, "product_import_id": None}
    assert answer["Location"] == f"http://testserver/api/offers/imports/{number}?shop_id={shop.pk}"
    assert api.get(f"/api/offers/imports/{number}").json()["status"] == "WAITING"

    work()

    told = api.get(f"/api/offers/imports/{number}").json()
    assert told | {"date_created": ""} == {
        "date_created": "", "has_error_report": False, "import_id": number, "lines_in_error": 0,
        "lines_in_pending": 0, "lines_in_success": 1, "lines_read": 1, "mode": "NORMAL", "offer_deleted": 0,
        "offer_inserted": 1, "offer_updated": 0, "reason_status": None, "status": "COMPLETE", "type": "MIRAKL",
    }  # fmt: skip
    assert api.get(f"/api/offers/imports/{number}/error_report").status_code == 404
    assert Offer.objects.get().price == Decimal("10.64")


@pytest.mark.parametrize(("sent", "mode"), [("REPLACE", "REPLACE"), ("PARTIAL_UPDATE", "NORMAL"), ("", "NORMAL")])
def test_the_mode_may_stand_in_the_query(api, db, in_all_shops, sent, mode):
    """Trap 8."""
    answer = send(api, f"/api/offers/imports?import_mode={sent}", OFFERS)

    assert ImportRun.objects.get(pk=answer.json()["import_id"]).mode == mode


def test_the_same_file_again_while_it_waits_is_the_same_import(api, db, in_all_shops):
    first, second = (send(api, "/api/offers/imports", OFFERS).json() for _ in range(2))

    assert first == second
    assert ImportRun.objects.count() == 1


def test_offers_that_come_with_products_wait_for_them(api, db, in_all_shops):
    answer = send(api, "/api/offers/imports", OFFERS, with_products="true").json()

    run = ImportRun.objects.get(pk=answer["import_id"])
    assert (run.kind, run.waits_for_id) == ("OFFERS", answer["product_import_id"])
    assert api.get(f"/api/offers/imports/{run.pk}").json()["status"] == "WAITING_SYNCHRONIZATION_PRODUCT"


@pytest.mark.parametrize("body", [{}, {"file": ""}])
def test_of01_without_a_file_is_refused(api, db, body):
    answer = api.client.post("/api/offers/imports", body, headers={"Authorization": api.key})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "file")


def test_of01_with_an_empty_file_is_refused(api, db):
    answer = send(api, "/api/offers/imports", "")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "FILE_EMPTY")


def test_a_body_that_claims_five_gigabytes_is_refused_unread(api, db):
    answer = api.client.generic(
        "POST", "/api/offers/imports", b"x", content_type="multipart/form-data; boundary=b",
        headers={"Authorization": api.key}, CONTENT_LENGTH=str(5 * 1024**3), **{"wsgi.input": BytesIO(b"x")},
    )  # fmt: skip

    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


def test_of03_gives_the_refused_rows_back(api, product, in_all_shops):
    number = send(api, "/api/offers/imports", OFFERS + "A-2;x;SKU;1;1;11\n").json()["import_id"]
    work()

    answer = api.client.get(
        f"/api/offers/imports/{number}/error_report",
        headers={"Authorization": api.key, "Accept": "application/json"},
    )

    assert answer.status_code == 200
    assert text_of(answer).splitlines()[1] == '"A-2";"x";"SKU";"1";"1";"11";"3";"There is no product “x”."'


def test_of04_lists_the_newest_first_and_goes_on_by_token(api, db, in_all_shops):
    numbers = [send(api, "/api/offers/imports", f"sku;price\nA-{n};1\n").json()["import_id"] for n in range(3)]

    first = api.get("/api/offers/imports", limit=2).json()
    second = api.get("/api/offers/imports", page_token=first["next_page_token"]).json()

    assert [each["import_id"] for each in first["data"]] == numbers[:0:-1]
    assert [each["import_id"] for each in second["data"]] == numbers[:1]
    assert api.get("/api/offers/imports", status="COMPLETE").json()["data"] == []
    assert api.get("/api/offers/imports", origins="FRONT").json()["data"] == []


def test_another_shops_import_is_not_there(api, stranger_api, db):
    number = send(api, "/api/offers/imports", OFFERS).json()["import_id"]

    assert stranger_api.get(f"/api/offers/imports/{number}").status_code == 404
    assert stranger_api.get(f"/api/offers/imports/{number}/error_report").status_code == 404


def of24(**fields):
    return {"offers": [{"shop_sku": "A-1", "state_code": "11", "price": 12.5, **fields}]}


def test_of24_makes_an_offer(api, product, in_all_shops):
    volumes = [{"quantity_threshold": 5, "unit_origin_price": 11, "unit_discount_price": None}]
    prices = [
        {"channel_code": None, "unit_origin_price": 12.5, "volume_prices": volumes},
        {"channel_code": "ES", "unit_origin_price": "13", "unit_discount_price": 12},
    ]
    body = of24(
        product_id=EAN, product_id_type="EAN", quantity=3, description="Nice; and \"quoted\"\nline", all_prices=prices,
        discount={"price": 10, "start_date": "2026-03-01T00:00:00Z", "end_date": None},
        update_delete="",
    )  # fmt: skip

    answer = api.post("/api/offers", body)
    work()

    assert (answer.status_code, set(answer.json())) == (201, {"import_id"})
    assert api.get(f"/api/offers/imports/{answer.json()['import_id']}").json()["lines_in_error"] == 0
    offer = Offer.objects.get()
    assert (offer.price, offer.quantity, offer.discount_price) == (Decimal("12.5"), 3, Decimal(10))
    assert offer.description == 'Nice; and "quoted"\nline'
    assert offer.volume_prices == [{"quantity": 5, "price": "11.00", "discount_price": None}]
    assert [(each["channel"], each["price"]) for each in offer.other_prices] == [("ES", "13.00")]


def test_of24_resets_what_is_not_sent(api, offer, in_all_shops):
    """Trap 11."""
    Offer.objects.update(description="Old", lead_time_days=3, discount_price=5, favorite_rank=1)

    api.post("/api/offers", of24())
    work()

    offer.refresh_from_db()
    assert (offer.price, offer.quantity, offer.description, offer.lead_time_days) == (Decimal("12.5"), 0, "", None)
    assert (offer.discount_price, offer.favorite_rank) == (None, None)


def test_of24_takes_offers_out(api, offer, in_all_shops):
    api.post("/api/offers", of24(update_delete="delete"))
    work()

    assert Offer.objects.get().removed_at == NOON


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400), ({"offers": []}, 400), ({"offers": [1]}, 400), ({"offers": [{}]}, 400), ([], 400),
        ({"offers": [{"shop_sku": "A"}, {"shop_sku": "A"}]}, 400), ({"offers": [{"shop_sku": "x" * 11_000_000}]}, 413),
    ],
)  # fmt: skip
def test_of24_refuses_what_is_no_list_of_offers(api, db, in_all_shops, body, status):
    answer = api.post("/api/offers", body)

    assert (answer.status_code, ImportRun.objects.count()) == (status, 0)
    assert answer.json()["message"]


def test_of24_tells_an_offers_own_faults_by_of03(api, offer, in_all_shops):
    body = orjson.loads(orjson.dumps(of24(price={"a": 1}, quantity=[1], all_prices="x", offer_additional_fields=5)))

    number = api.post("/api/offers", body).json()["import_id"]
    work()

    assert api.get(f"/api/offers/imports/{number}").json()["lines_in_error"] == 1


def test_sto01_sets_stock(api, offer, shop, in_all_shops):
    number = send(api, "/api/offers/stock/imports", "offer-sku;quantity\nA-1;42\nA-9;1\n").json()["import_id"]
    work()

    offer.refresh_from_db()
    assert (offer.quantity, offer.updated_at) == (42, NOON)
    told = api.get(f"/api/offers/stock/imports/{number}/status").json()
    assert (told["status"], told["lines_in_success"], told["lines_in_error"]) == ("COMPLETE", 1, 1)
    report = text_of(api.get(f"/api/offers/stock/imports/{number}/error_report"))
    assert report.splitlines() == [
        '"error-line";"error-message";"offer-sku";"quantity"',
        '"3";"You have no offer with this SKU.";"A-9";"1"',
    ]
    again = send(api, "/api/offers/stock/imports", report.replace("A-9", "A-1")).json()["import_id"]
    work()
    assert api.get(f"/api/offers/stock/imports/{again}/status").json()["lines_in_success"] == 1


def test_stock_of_several_warehouses_is_their_sum(api, offer, in_all_shops):
    rows = "offer-sku;quantity;warehouse-code;update-delete\nA-1;4;north;\nA-1;3;south;\nA-1;9;west;delete\n"
    send(api, "/api/offers/stock/imports", rows)
    work()

    offer.refresh_from_db()
    assert offer.quantity == 7


def test_the_stock_of_an_offer_in_two_rows_is_refused(api, offer, in_all_shops):
    number = send(api, "/api/offers/stock/imports", "offer-sku;quantity\nA-1;4\nA-1;3\n").json()["import_id"]
    work()

    assert api.get(f"/api/offers/stock/imports/{number}/status").json()["lines_in_error"] == 2
    offer.refresh_from_db()
    assert offer.quantity == 1


def test_pri01_replaces_all_prices_of_an_offer(api, offer, in_all_shops):
    rows = (
        "offer-sku;price;discount-price;discount-start-date;discount-end-date;channels;start-date;end-date;price-ranges\n"
        "A-1;20;15;2026-03-01;2026-03-09;;;;5|18\nA-1;22;;;;ES;;;\nA-1;25;;;;ES;2026-03-01;2026-03-02;\n"
    )
    number = send(api, "/api/offers/pricing/imports", rows).json()["import_id"]
    work()

    offer.refresh_from_db()
    assert (offer.price, offer.discount_price) == (Decimal(20), Decimal(15))
    assert offer.volume_prices == [{"quantity": 5, "price": "18.00", "discount_price": None}]
    assert [(each["channel"], each["price"], each["starts_at"]) for each in offer.other_prices] == [
        ("ES", "22.00", None), ("ES", "25.00", "2026-02-28T23:00:00+00:00"),
    ]  # fmt: skip
    told = api.get("/api/offers/pricing/imports", import_id=number).json()["data"]
    assert [(each["import_id"], each["status"], each["offers_updated"]) for each in told] == [(number, "COMPLETE", 1)]
    send(api, "/api/offers/pricing/imports", "offer-sku;price\nA-1;20\n")
    work()
    offer.refresh_from_db()
    assert (offer.discount_price, offer.volume_prices, offer.other_prices) == (None, [], [])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("A-1;20;\nA-1;-1;ES", "is no price above 0"),
        ("A-1;20;ES", "one price that names neither"),
        ("A-1;20;\nA-1;21;", "Two prices hold for the same channel"),
        ("A-1;20;XX", "You do not sell on the channel “XX”."),
        ("A-9;20;", "You have no offer with this SKU."),
    ],
)
def test_an_offer_with_a_wrong_price_keeps_all_that_it_had(api, offer, in_all_shops, rows, said):
    number = send(api, "/api/offers/pricing/imports", f"offer-sku;price;channels\n{rows}\n").json()["import_id"]
    work()

    report = text_of(api.get(f"/api/offers/pricing/imports/{number}/error_report"))
    assert said in report
    assert len(report.splitlines()) == 1 + len(rows.splitlines())
    offer.refresh_from_db()
    assert offer.price == Decimal("12.30")
    assert api.get("/api/offers/pricing/imports").json()["data"][0]["offers_in_error"] == 1
