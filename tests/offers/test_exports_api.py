"""OF51 to OF54: files of offers."""

import csv
import io
from datetime import timedelta

import orjson
import pytest
from django.core.files.storage import default_storage

from marketplace import clock
from marketplace.sweeping import drain_everything
from marketplace.tenancy import all_shops, shop_scope
from offers.choices import ImportState
from offers.models import ExportRun, OfferField
from offers.services.making_exports import MOST_ATTEMPTS, count_open_exports, forget_exports, make_export, make_exports
from offers.services.selling import change_offer, remove_offer
from tests.factories.offers import make_export as an_export
from tests.factories.offers import make_import, make_offer, make_product
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
ASYNC = "/api/offers/export/async"


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(LATER):
        yield


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def fetch(api, url):
    return api.get(url.removeprefix("http://testserver"))


def test_what_is_on_sale_is_told_and_with_a_word_everything(api, shop):
    """OF51 in full mode."""
    make_offer(shop, shop_sku="A", product=make_product(product_sku="P-1"))
    make_offer(shop, shop_sku="B", quantity=0)
    make_offer(shop, shop_sku="C", removed_at=NOON)

    on_sale = rows_of(api.get("/api/offers/export"))
    everything = rows_of(api.get("/api/offers/export", include_inactive_offers="true"))

    assert [row["shop-sku"] for row in on_sale] == ["A"]
    assert [(row["shop-sku"], row["active"], row["deleted"]) for row in everything] == [
        ("A", "true", "false"),
        ("B", "false", "false"),
    ]
    wanted = {"product-sku": "P-1", "price": "12.30", "origin-price": "12.30", "quantity": "10", "channels": "ES"}
    assert {name: on_sale[0][name] for name in wanted} == wanted
    assert on_sale[0]["date-created"] == "2026-03-02T12:00:00Z"


def test_the_difference_has_what_changed_and_of_removed_offers_their_ids_alone(api, shop):
    make_offer(shop, shop_sku="OLD")
    changed, gone = make_offer(shop, shop_sku="CHANGED"), make_offer(shop, shop_sku="GONE")
    with shop_scope(shop):
        change_offer(offer_id=changed.pk, changes={"quantity": 0}, at=LATER)
        remove_offer(offer_id=gone.pk, at=LATER)

    rows = rows_of(api.get("/api/offers/export", last_request_date=LATER.isoformat()))

    assert [(row["shop-sku"], row["active"], row["deleted"]) for row in rows] == [
        ("CHANGED", "false", "false"),
        ("GONE", "false", "true"),
    ]
    filled = {name for name, cell in rows[1].items() if cell}
    assert filled == {"offer-id", "product-sku", "shop-id", "shop-sku", "active", "deleted"}


def test_the_difference_has_what_an_import_wrote_before_and_showed_after_the_last_one(api, shop):
    """Rows bear the moment of the write; they are to be seen when the import ends, which may be minutes later."""
    make_offer(shop, shop_sku="BEFORE", updated_at=NOON - timedelta(minutes=30))
    make_offer(shop, shop_sku="WRITTEN", updated_at=NOON - timedelta(minutes=5))
    make_import(
        shop, state="COMPLETE", started_at=NOON - timedelta(minutes=10), finished_at=NOON + timedelta(minutes=1)
    )

    seen = rows_of(api.get("/api/offers/export", last_request_date=NOON.isoformat()))
    listed = api.get("/api/x/offers", updated_since=NOON.isoformat()).json()["data"]
    later = rows_of(api.get("/api/offers/export", last_request_date=(NOON + timedelta(minutes=3)).isoformat()))

    assert [row["shop-sku"] for row in seen] == ["WRITTEN"]
    assert [row["shop_sku"] for row in listed] == ["WRITTEN"]
    assert later == []


def test_inactive_offers_cannot_be_asked_for_in_differential_mode(api, shop):
    answer = api.get("/api/offers/export", last_request_date="2026-03-02", include_inactive_offers="true")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "include_inactive_offers")


def test_fields_are_chosen_and_unknown_ones_refused(api, shop):
    make_offer(shop, shop_sku="A")

    (row,) = rows_of(api.get("/api/offers/export", include_fields="shop-sku,price"))
    refused = api.get("/api/offers/export", include_fields="shop-sku,colour")

    assert row == {"shop-sku": "A", "price": "12.30"}
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "UNKNOWN_FIELD")


def test_offers_of_a_channel_that_the_shop_does_not_sell_on_are_none(api, shop):
    make_offer(shop)

    assert len(rows_of(api.get("/api/offers/export", channel_codes="ES,XX"))) == 1
    assert rows_of(api.get("/api/offers/export", channel_codes="XX")) == []


def test_prices_of_channels_ranges_and_custom_fields_have_columns(api, shop):
    OfferField.objects.create(code="colour", label="Colour")
    make_offer(
        shop,
        additional_fields={"colour": "red"},
        volume_prices=[{"quantity": 5, "price": "11.00", "discount_price": None}],
        other_prices=[{"channel": "ES", "price": "10.50", "volumes": []}],
    )

    (row,) = rows_of(api.get("/api/offers/export"))

    assert (row["colour"], row["price-ranges"], row["price[channel=ES]"]) == ("red", "5|11.00", "10.50")


def test_a_worker_makes_chunks_that_only_the_shop_fetches(api, stranger_api, shop):
    """OF52, OF53, OF54."""
    for number in range(5):
        make_offer(shop, shop_sku=f"S{number}")
    asked = api.post(ASYNC, {"export_type": "application/json", "items_per_chunk": 2}).json()["tracking_id"]
    pending = api.get(f"{ASYNC}/status/{asked}").json()

    assert (make_exports(), count_open_exports()) == (1, 0)

    done = api.get(f"{ASYNC}/status/{asked}").json()
    chunks = [fetch(api, url) for url in done["urls"]]
    assert pending == {"error": None, "last_updated": "2026-03-02T13:00:00Z", "status": "PENDING", "urls": []}
    assert (done["status"], [chunk["Content-Type"] for chunk in chunks]) == ("COMPLETED", ["application/json"] * 3)
    assert [[offer["shop_sku"] for offer in json_of(chunk)] for chunk in chunks] == [["S0", "S1"], ["S2", "S3"], ["S4"]]
    assert fetch(stranger_api, done["urls"][0]).status_code in (403, 404)
    assert stranger_api.get(f"{ASYNC}/status/{asked}").status_code == 404


def json_of(chunk):
    return orjson.loads(b"".join(chunk.streaming_content))


def test_nothing_on_sale_is_an_empty_file(api, shop):
    for media_type, content in (("application/json", b"[]"), ("text/csv", b"shop-sku\n")):
        fields = ["shop-sku"] if media_type == "text/csv" else []
        asked = api.post(ASYNC, {"export_type": media_type, "include_fields": fields}).json()["tracking_id"]
        make_exports()

        (url,) = api.get(f"{ASYNC}/status/{asked}").json()["urls"]

        assert b"".join(fetch(api, url).streaming_content) == content


def test_a_chunk_is_no_larger_than_asked(api, shop):
    for number in range(3):
        make_offer(shop, shop_sku=f"S{number}", description="x" * 600_000)
    asked = api.post(ASYNC, {"megabytes_per_chunk": 1}).json()["tracking_id"]

    make_exports()

    sizes = [len(b"".join(fetch(api, url).streaming_content)) for url in status_of(api, asked)["urls"]]
    assert len(sizes) == 3
    assert max(sizes) <= 1 << 20


def status_of(api, tracking_id):
    return api.get(f"{ASYNC}/status/{tracking_id}").json()


def test_a_run_whose_worker_was_killed_is_made_again(shop):
    run = an_export(shop, state=ImportState.RUNNING, attempts=1)

    assert make_export(run.pk)

    assert reread(run).state == ImportState.COMPLETE


def test_one_that_a_worker_has_just_begun_is_left_to_it(shop):
    run = an_export(shop, state=ImportState.RUNNING, attempts=1, claimed_until=clock.real() + timedelta(seconds=5))

    assert (make_export(run.pk), make_exports()) == (False, 0)
    assert (reread(run).state, reread(run).attempts) == (ImportState.RUNNING, 1)

    with all_shops("time goes by, and nobody makes it"):
        ExportRun.objects.update(claimed_until=clock.real())
    assert make_exports() == 1


def test_one_that_cannot_be_made_holds_up_no_other_and_ends_as_failed(shop):
    broken, whole = an_export(shop, options={"no such option": 1}, language="es"), an_export(shop)

    assert make_exports() == 1

    assert (reread(broken).attempts, reread(whole).state) == (1, ImportState.COMPLETE)
    assert (reread(whole).attempts, reread(whole).claimed_until) == (1, None)
    while count_open_exports():
        make_exports()
    assert (reread(broken).state, reread(broken).attempts) == (ImportState.FAILED, MOST_ATTEMPTS + 1)
    assert reread(broken).reason == "El archivo no se ha podido crear tras varios intentos."


def test_a_run_that_kills_every_worker_ends_as_failed(api, shop):
    run = an_export(shop, state=ImportState.RUNNING, attempts=MOST_ATTEMPTS)

    drain_everything()

    status = status_of(api, run.tracking_id)
    assert (status["status"], status["error"]["code"], status["urls"]) == ("FAILED", "EXPORT_FAILED", [])


def test_files_are_forgotten_after_a_week(api, shop):
    run = an_export(shop)
    make_export(run.pk)
    (path,) = reread(run).paths

    with clock.frozen(LATER + timedelta(days=7, seconds=-1)):
        assert forget_exports() == 0
    assert default_storage.exists(path)
    with clock.frozen(LATER + timedelta(days=7)):
        assert forget_exports() == 1

    assert not default_storage.exists(path)
    assert api.get(f"{ASYNC}/status/{run.tracking_id}").status_code == 404


def reread(run):
    with all_shops("a test reads what was made"):
        return ExportRun.objects.get(pk=run.pk)
