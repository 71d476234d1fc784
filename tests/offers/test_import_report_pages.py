"""What the page of an import says of lines, columns and offers."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.choices import ImportKind, ImportState
from offers.models import ImportRun
from offers.services.import_running import drain_imports
from tests.factories.offers import make_import, make_offer, make_product
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def visit(signed_in, inventory, shop):
    """Fetches or posts a path below the shop's offers, as the member of the stock room."""

    def go(path, data=None):
        client, url = signed_in(inventory), f"/shop/{shop.pk}/offers/{path}"
        return client.get(url) if data is None else client.post(url, data)

    return go


@pytest.fixture
def send(visit, shop):
    """Has a file worked off, and returns the page of its import."""

    def go(content, **fields):
        visit("imports/new", {"file": SimpleUploadedFile("file.csv", content), **fields})
        drain_imports()
        with shop_scope(shop):
            run = ImportRun.objects.latest("pk")
        return visit(f"imports/{run.pk}/")

    return go


def test_the_trial_of_a_replace_names_the_offers_that_go(send, visit, shop):
    """R004."""
    make_offer(shop, shop_sku="KEPT")
    for place in range(22):
        make_offer(shop, shop_sku=f"GONE-{place:02}", product=make_product(title=f"Lamp {place}"))

    page = send(b"sku;price;state;quantity\nKEPT;9.90;11;3\n", kind="OFFERS", mode="REPLACE")

    text = page.content.decode()
    assert [offer.shop_sku for offer in page.context["going"]] == [f"GONE-{place:02}" for place in range(20)]
    assert "<b>GONE-00</b> Lamp 0</li>" in text
    assert "20 of 22 are shown." in text
    visit(f"imports/{page.context['run'].pk}/run", {"confirm": "22"})
    with shop_scope(shop):
        assert "removing" not in ImportRun.objects.latest("pk").options


def test_columns_that_no_one_knows_are_named_and_codes_are_not_shown(send):
    """R017."""
    page = send(b"ean;Titel;Farbe\n4006381333931;Lampe;rot\n", kind="PRODUCTS")

    text = page.content.decode()
    assert "These columns were not recognised: Titel, Farbe." in text
    assert 'class="btn" href="' in text
    assert [line.message for line in page.context["lines"]] == ["The category is missing."]
    assert "1002|" not in text


def test_every_code_of_a_line_is_left_out_of_the_page(visit, shop):
    report = b'"ean";"line number";"warnings";"errors"\n"x";"2";"";"1002|No category., 1003|No EAN."\n'
    path = default_storage.save("errors.csv", ContentFile(report))
    run = make_import(
        shop, kind=ImportKind.PRODUCTS, state=ImportState.COMPLETE, finished_at=NOON, error_path=path, lines_in_error=1
    )

    (line,) = visit(f"imports/{run.pk}/").context["lines"]

    assert line.message == "No category., No EAN."


def test_a_failed_trial_speaks_of_no_numbers(visit, shop):
    run = make_import(shop, state=ImportState.FAILED, is_dry_run=True, finished_at=NOON, reason="No file.")

    text = visit(f"imports/{run.pk}/").content.decode()

    assert "This was a trial: nothing was changed." in text
    assert "The numbers show" not in text
