"""Files in and out in the portal: sent, tried, confirmed, stopped, fetched."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.choices import ImportKind, ImportMode, ImportOrigin, ImportState
from offers.exports.workbooks import WorkbookWriter
from offers.models import ExportRun, ImportRun, Offer
from offers.services.import_running import drain_imports
from offers.services.making_exports import make_export
from tests.factories.offers import make_export as make_export_row
from tests.factories.offers import make_import, make_offer, make_offer_settings
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
REPORT = b'"sku";"price";"error-line";"error-message"\n"A";"x";"2";"The price is no number."\n'


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def visit(signed_in, inventory, shop):
    """Fetches or posts a path below the shop's offers, as the member of the stock room."""

    def go(path="", data=None, member=inventory, **options):
        client, url = signed_in(member), f"/shop/{shop.pk}/offers/{path}"
        return client.get(url, **options) if data is None else client.post(url, data, **options)

    return go


def upload(content=b"sku;price\nA;1\n", **fields):
    return {"kind": "OFFERS", "file": SimpleUploadedFile("my offers.csv", content), **fields}


def runs(shop):
    with shop_scope(shop):
        return list(ImportRun.objects.order_by("pk"))


def tried(shop, **fields):
    """A trial that came to its end."""
    path = default_storage.save("offers.csv", ContentFile(b"sku;price\nA;1\n"))
    values = {"state": ImportState.COMPLETE, "is_dry_run": True, "finished_at": NOON, "path": path}
    return make_import(shop, **{**values, **fields})


def test_a_file_is_taken_for_a_worker(visit, shop, inventory):
    """R004."""
    visit("imports/new", upload())

    (run,) = runs(shop)
    assert (run.kind, run.origin, run.mode, run.is_dry_run) == (ImportKind.OFFERS, ImportOrigin.FRONT, "NORMAL", False)
    assert (run.file_name, run.requested_by) == ("my offers.csv", inventory.user.get_full_name())


def test_replacing_everything_is_only_tried_at_first(visit, shop):
    visit("imports/new", upload(mode="REPLACE"))

    (run,) = runs(shop)
    assert (run.mode, run.is_dry_run) == (ImportMode.REPLACE, True)


def test_what_a_replace_removes_is_typed_before_it_runs(visit, shop):
    trial = tried(shop, mode=ImportMode.REPLACE, deleted=37)

    wrong = visit(f"imports/{trial.pk}/run", {"confirm": "3"})
    assert wrong.status_code == 422
    assert len(runs(shop)) == 1
    visit(f"imports/{trial.pk}/run", {"confirm": "37"})

    real = runs(shop)[-1]
    assert (real.mode, real.is_dry_run, real.size) == (ImportMode.REPLACE, False, 14)


def test_a_trial_is_imported_with_the_same_file(visit, shop):
    trial = tried(shop)

    visit(f"imports/{trial.pk}/run", {})

    real = runs(shop)[-1]
    assert (real.is_dry_run, real.file_name) == (False, "offers.csv")
    with default_storage.open(real.path) as content:
        assert content.read() == b"sku;price\nA;1\n"


def test_what_was_no_trial_is_not_run_again(visit, shop):
    run = tried(shop, is_dry_run=False)

    visit(f"imports/{run.pk}/run", {})

    assert len(runs(shop)) == 1


def test_an_empty_file_is_refused_beside_its_field(visit, shop):
    answer = visit("imports/new", upload(b""))

    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors


def test_a_waiting_import_is_stopped(visit, shop):
    run = make_import(shop)

    visit(f"imports/{run.pk}/cancel", {})

    assert runs(shop)[0].state == ImportState.CANCELLED


def test_a_finished_import_says_that_it_cannot_be_stopped(visit, shop):
    run = make_import(shop, state=ImportState.COMPLETE, finished_at=NOON)

    page = visit(f"imports/{run.pk}/cancel", {}, follow=True)

    assert [str(message) for message in page.context["messages"]] == ["This import is finished already."]


def test_the_first_refused_lines_are_shown_with_their_reasons(visit, shop):
    """R004."""
    path = default_storage.save("errors.csv", ContentFile(REPORT))
    run = tried(shop, is_dry_run=False, error_path=path, lines_in_error=1)

    page = visit(f"imports/{run.pk}/")

    assert page.context["columns"] == ["sku", "price"]
    (line,) = page.context["lines"]
    assert (line.number, line.message) == ("2", "The price is no number.")
    assert line.cells == [("sku", "A"), ("price", "x")]
    assert b"".join(visit(f"imports/{run.pk}/errors").streaming_content) == REPORT


def test_a_running_import_is_asked_for_again_and_a_finished_one_is_not(visit, shop):
    running = make_import(shop, state=ImportState.RUNNING, attempts=2)
    finished = make_import(shop, state=ImportState.COMPLETE, finished_at=NOON)

    text = visit(f"imports/{running.pk}/").content.decode()

    assert "data-poll-seconds" in text
    assert "Started again after an interruption" in text
    assert "data-poll-seconds" not in visit(f"imports/{finished.pk}/").content.decode()


def test_a_poll_that_finds_nothing_new_is_answered_in_short(visit, shop):
    run = make_import(shop, state=ImportState.RUNNING)
    poll = {"HTTP_HX_REQUEST": "true", "HTTP_X_POLL": "true"}
    first = visit(f"imports/{run.pk}/", **poll)

    assert visit(f"imports/{run.pk}/", HTTP_IF_NONE_MATCH=first["ETag"], **poll).status_code == 304


@pytest.mark.parametrize("kind", ["offers", "prices", "stock", "products"])
def test_each_kind_has_a_template(visit, shop, kind):
    content = visit(f"imports/template?kind={kind}").content.decode("utf-8-sig").splitlines()

    assert len(content) == 2
    assert ";" in content[0]


def test_an_integrated_shop_sends_no_files_here(visit, shop):
    """R008."""
    make_offer_settings(shop, is_integrated=True)

    assert visit("imports/new", upload()).status_code == 403
    assert "Send file" not in visit("imports/").content.decode()
    assert runs(shop) == []


def test_an_export_of_what_matches_is_made_and_fetched(visit, shop):
    make_offer(shop, shop_sku="A", price="5.00")
    make_offer(shop, shop_sku="B", price="50.00")

    visit("exports/", {"with_inactive": "on", "price_min": "10"})
    with shop_scope(shop):
        run = ExportRun.objects.get()
    make_export(run.pk)
    content = b"".join(visit(f"exports/{run.pk}/file").streaming_content).decode("utf-8-sig")

    assert [line.split(";")[0].strip('"') for line in content.splitlines()] == ["sku", "B"]


def test_an_exported_workbook_comes_back_in_unchanged(visit, shop):
    """Numbers are numbers, codes are text, and no moment loses a fraction of its seconds."""
    starts_at = NOON - timedelta(days=1, microseconds=123456)
    offer = make_offer(
        shop, shop_sku="0012", price=Decimal("75.79"), quantity=7, description="=1+1", internal_description="'=2",
        discount_price=Decimal("70.00"), discount_starts_at=starts_at, discount_ends_at=NOON + timedelta(days=9),
    )  # fmt: skip
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    visit("exports/", {"with_inactive": "on", "media_type": xlsx})
    with shop_scope(shop):
        run = ExportRun.objects.get()
    make_export(run.pk)

    answer = visit(f"exports/{run.pk}/file")
    content = b"".join(answer.streaming_content)
    head, row = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    told = dict(zip(head, row, strict=True))
    visit("imports/new", {"kind": "OFFERS", "file": SimpleUploadedFile("mine.xlsx", content)})
    drain_imports()

    assert answer["Content-Disposition"] == 'attachment; filename="offers-2026-03-02.xlsx"'
    assert (told["sku"], told["price"], told["quantity"], told["state"]) == ("0012", 75.79, 7, "11")
    (run,) = runs(shop)
    assert (run.lines_in_error, run.updated, run.unchanged) == (0, 0, 1)
    with shop_scope(shop):
        offer.refresh_from_db()
    assert (offer.discount_starts_at, offer.description) == (starts_at, "=1+1")


def test_many_offers_are_several_workbooks():
    saved = []

    def save(file):
        saved.append(CalamineWorkbook.from_filelike(io.BytesIO(file.read())).get_sheet_by_index(0).to_python())
        return str(len(saved))

    writer = WorkbookWriter(save, ["sku", "quantity"], most_rows=2)
    for number in range(3):
        writer.add([f"A{number}", number])

    assert writer.finish() == ["1", "2"]
    assert saved == [[["sku", "quantity"], ["A0", 0.0], ["A1", 1.0]], [["sku", "quantity"], ["A2", 2.0]]]


def test_a_part_that_is_not_there_is_not_found(visit, shop):
    run = make_export_row(shop)

    assert visit(f"exports/{run.pk}/file").status_code == 404
    assert visit(f"exports/{run.pk}/file?part=x").status_code == 404


def test_a_replace_removes_no_more_than_was_confirmed(visit, shop):
    """Offers that came after the trial are not among the number that was typed."""
    for sku in ("KEPT", "GONE"):
        make_offer(shop, shop_sku=sku)
    visit("imports/new", upload(b"sku;price;state;quantity\nKEPT;9.90;11;3\n", mode="REPLACE"))
    drain_imports()
    (trial,) = runs(shop)
    assert trial.deleted == 1
    late = make_offer(shop, shop_sku="LATE")

    visit(f"imports/{trial.pk}/run", {"confirm": "1"})
    drain_imports()

    real = runs(shop)[-1]
    assert (real.state, real.reason) == (
        ImportState.FAILED,
        "2 offers would be removed, more than you confirmed. Nothing was changed: try the file again.",
    )
    with shop_scope(shop):
        assert list(Offer.objects.current().order_by("shop_sku").values_list("shop_sku", flat=True)) == [
            "GONE", "KEPT", "LATE"
        ]  # fmt: skip
        assert Offer.objects.get(pk=late.pk).removed_at is None


def test_the_refused_lines_of_a_workbook_come_back_as_one_that_can_be_imported(visit, shop):
    """R004."""
    make_offer(shop, shop_sku="A")
    make_offer(shop, shop_sku="=B")
    book = workbook(["offer-sku", "price"], ["A", "9.90"], ["=B", "dear"])

    visit("imports/new", {"kind": "PRICES", "file": SimpleUploadedFile("prices.xlsx", book)})
    drain_imports()
    (run,) = runs(shop)
    answer = visit(f"imports/{run.pk}/errors")
    content = b"".join(answer.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

    assert answer["Content-Disposition"] == 'attachment; filename="prices-errors.xlsx"'
    places = {name: rows[0].index(name) for name in ("offer-sku", "price", "error-line")}
    assert {name: rows[1][place] for name, place in places.items()} == {
        "offer-sku": "=B", "price": "dear", "error-line": "3"
    }  # fmt: skip
    rows[1][places["price"]] = "8.80"
    visit("imports/new", {"kind": "PRICES", "file": SimpleUploadedFile("mended.xlsx", workbook(*rows))})
    drain_imports()
    assert runs(shop)[-1].lines_in_success == 1
    with shop_scope(shop):
        assert Offer.objects.get(shop_sku="=B").price == Decimal("8.80")


def workbook(*rows):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows):
        sheet.write_row(number, 0, cells)
    book.close()
    return target.getvalue()


def test_the_list_of_imports_is_brought_up_to_date_while_one_is_open(visit, shop):
    make_import(shop, state=ImportState.COMPLETE, finished_at=NOON)
    assert "data-poll-seconds" not in visit("imports/").content.decode()
    make_import(shop)

    text = visit("imports/").content.decode()
    part = visit("imports/", HTTP_HX_REQUEST="true", HTTP_X_POLL="true").content.decode()

    assert 'id="import-runs" data-poll=' in text
    assert 'id="import-runs" data-poll=' in part
    assert "<h1>" not in part
