"""The life of an import: its turn, its end, its being cancelled, interrupted, forgotten."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import DataError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from marketplace import clock
from marketplace.errors import Conflict, NotFound, ValidationFailed
from marketplace.search.models import SearchEntry
from marketplace.tenancy import shop_scope
from offers.choices import ImportKind, ImportState
from offers.models import ImportRun, Offer
from offers.services import import_running
from offers.services.import_aftercare import count_unindexed, forget_imports, index_imported
from offers.services.import_progress import Cancelled, Progress
from offers.services.import_running import MOST_ATTEMPTS, Claim, claim_next, count_pending, drain_imports, settle
from offers.services.importing import cancel_import, find_import, progress_of
from tests.factories.imports import import_file, send_file
from tests.factories.offers import make_product
from tests.factories.shops import NOON

EAN = "8412345678905"
FILE = f"sku;product-id;product-id-type;price;quantity;state\nA-1;{EAN};EAN;10;7;11\n"


@pytest.fixture
def product(db):
    return make_product(ean=EAN, title="Lamp Dune")


def claimed() -> Claim:
    claim = claim_next()
    assert claim is not None
    return claim


def test_a_shops_files_go_in_their_order_and_two_shops_side_by_side(shop, other_shop, db):
    first = send_file(shop, "sku;price\nA-1;1\n")
    send_file(shop, "sku;price\nA-1;2\n")
    theirs = send_file(other_shop, "sku;price\nA-1;1\n")

    claims = [claim_next(), claim_next(), claim_next()]

    assert [claim.run_id if claim else None for claim in claims] == [first.pk, theirs.pk, None]


def test_a_run_whose_worker_died_starts_again_when_its_lease_ends(in_shop, product):
    run = send_file(in_shop, FILE)
    assert claimed().attempt == 1
    assert claim_next() is None
    ImportRun.objects.update(claimed_until=clock.real() - timedelta(seconds=1))

    with clock.frozen(NOON):
        assert drain_imports() == 1

    run.refresh_from_db()
    assert (run.state, run.attempts, run.inserted) == (ImportState.COMPLETE, 2, 1)


def test_a_run_that_kills_its_workers_comes_to_an_end(in_shop, product):
    run = send_file(in_shop, FILE)
    ImportRun.objects.update(attempts=MOST_ATTEMPTS)

    drain_imports()

    run.refresh_from_db()
    assert (run.state, run.reason) == (
        ImportState.FAILED,
        "It was interrupted 3 times and nothing of it was taken: send it again.",
    )


def test_its_sender_is_told_so_in_the_senders_language(in_shop, product):
    with translation.override("es"):
        run = send_file(in_shop, FILE)
    ImportRun.objects.update(attempts=MOST_ATTEMPTS)

    drain_imports()

    run.refresh_from_db()
    assert run.reason == "Se ha interrumpido 3 veces y no se ha aceptado nada: vuelva a enviarlo."


def test_a_file_sent_twice_is_one_import_while_it_waits(in_shop, product):
    run = send_file(in_shop, FILE)

    assert send_file(in_shop, FILE) == run
    assert send_file(in_shop, FILE, is_dry_run=True) != run
    assert send_file(in_shop, FILE) == run


@pytest.mark.parametrize(
    ("other", "kind"), [(FILE + " ", ImportKind.OFFERS), ("offer-sku;quantity\n", ImportKind.STOCK)]
)
def test_a_file_sent_again_after_another_goes_after_that(in_shop, product, other, kind):
    """12, 0, 12: in the end it is 12."""
    first = send_file(in_shop, FILE)
    between = send_file(in_shop, other, kind)

    again = send_file(in_shop, FILE)

    assert again.pk > between.pk > first.pk
    assert send_file(in_shop, FILE) == again


def test_a_file_sent_again_after_one_that_was_called_off_is_the_same(in_shop, product):
    run = send_file(in_shop, FILE)
    cancel_import(run_id=send_file(in_shop, FILE + " ").pk, at=NOON)

    assert send_file(in_shop, FILE) == run


def test_offers_that_wait_for_their_products_do_not_part_them_from_the_same_call(in_shop, product):
    products = send_file(in_shop, FILE, ImportKind.PRODUCTS)
    offers = send_file(in_shop, FILE, waits_for=products)

    assert send_file(in_shop, FILE, ImportKind.PRODUCTS) == products
    assert send_file(in_shop, FILE, waits_for=products) == offers


def test_it_ends_when_its_work_ends(in_shop, product):
    run = send_file(in_shop, FILE)

    drain_imports()

    run.refresh_from_db()
    assert run.started_at
    assert run.finished_at
    assert run.started_at < Offer.objects.get().updated_at < run.finished_at


def test_without_a_cache_nobody_sees_how_far_it_is_and_all_is_taken(in_shop, product, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    run = send_file(in_shop, FILE)
    assert progress_of(run) == 0

    drain_imports()

    run.refresh_from_db()
    assert (run.state, run.inserted) == (ImportState.COMPLETE, 1)


def broken(error):
    """An importer that fails so."""

    def fail(run, progress):
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "attempts"), [(DataError("numeric field overflow"), 1), (OperationalError("deadlock detected"), 3)]
)
def test_what_would_fail_again_is_not_tried_again(in_shop, db, monkeypatch, error, attempts):
    run = send_file(in_shop, FILE)
    monkeypatch.setitem(import_running._importers, ImportKind.OFFERS, broken(error))

    while drain_imports():
        pass

    run.refresh_from_db()
    assert (run.state, run.attempts) == (ImportState.FAILED, attempts)


def test_a_worker_that_lost_its_lease_takes_everything_back(in_shop, product):
    run = send_file(in_shop, FILE)
    late = claimed()
    ImportRun.objects.update(claimed_until=clock.real() - timedelta(seconds=1))
    settle(claimed())

    Offer.objects.update(quantity=1)
    settle(late)

    run.refresh_from_db()
    assert (run.state, run.attempts) == (ImportState.COMPLETE, 2)
    assert Offer.objects.get().quantity == 1


def test_a_waiting_import_is_cancelled_at_once(in_shop, product):
    run = cancel_import(run_id=send_file(in_shop, FILE).pk, at=NOON)

    assert (run.state, run.finished_at) == (ImportState.CANCELLED, NOON)
    assert drain_imports() == 0
    with pytest.raises(Conflict):
        cancel_import(run_id=run.pk, at=NOON)


def test_a_running_import_that_is_cancelled_leaves_nothing(in_shop, product):
    run = send_file(in_shop, FILE)
    claim = claimed()
    cancel_import(run_id=run.pk, at=NOON)

    settle(claim)

    run.refresh_from_db()
    assert (run.state, Offer.objects.count()) == (ImportState.CANCELLED, 0)


def test_progress_is_told_and_stops_who_is_cancelled(in_shop, db):
    run = send_file(in_shop, FILE)
    Progress(run).reach(85)
    assert progress_of(run) == 85

    with pytest.raises(Cancelled):
        Progress(run, lambda: True).reach(90)


def test_lines_that_were_read_are_told_while_it_is_worked_on(api, shop, product):
    """OF02."""
    run = send_file(shop, FILE)
    claimed()

    progress = Progress(run)
    progress.reach(85, 3)
    progress.reach(90)

    told = api.get(f"/api/offers/imports/{run.pk}").json()
    assert (told["status"], told["lines_read"]) == ("RUNNING", 3)


def test_another_shops_import_is_not_there(shop, other_shop, db):
    run = send_file(other_shop, FILE)

    with shop_scope(shop):
        with pytest.raises(NotFound):
            cancel_import(run_id=run.pk, at=NOON)
        with pytest.raises(NotFound):
            find_import(kind=ImportKind.OFFERS, run_id=run.pk)


def test_new_offers_are_found_by_their_words_soon_after(in_shop, product):
    import_file(in_shop, FILE)
    assert (SearchEntry.objects.count(), count_unindexed()) == (0, 1)

    while index_imported():
        pass

    assert list(SearchEntry.objects.values_list("subject_id", flat=True)) == [Offer.objects.get().pk]
    assert count_unindexed() == 0


def test_a_run_that_waits_is_pending_for_the_sweep(in_shop, db):
    send_file(in_shop, FILE)

    assert count_pending() == 1


def test_old_files_are_forgotten(in_shop, product):
    run = import_file(in_shop, FILE + "A-2;x;EAN;1;1;11\n")
    assert default_storage.exists(run.error_path)

    with clock.frozen(NOON + timedelta(days=89)):
        assert forget_imports() == 0
    with clock.frozen(NOON + timedelta(days=91)):
        assert forget_imports() == 1

    assert not default_storage.exists(run.path)
    assert not default_storage.exists(run.error_path)


def test_a_file_that_is_too_large_is_refused(in_shop, settings):
    settings.IMPORT_MOST_BYTES = 10

    with pytest.raises(ValidationFailed) as refused:
        send_file(in_shop, FILE)

    assert refused.value.code == "FILE_TOO_LARGE"


def test_a_hundred_rows_take_as_many_queries_as_one(in_shop, product):
    counts = []
    for name, size in (("B", 1), ("C", 100)):
        rows = "".join(f"{name}-{number};{EAN};EAN;10;7;11\n" for number in range(size))
        with CaptureQueriesContext(connection) as queries:
            run = import_file(in_shop, FILE.splitlines(keepends=True)[0] + rows)
        counts.append(len(queries))
        assert run.inserted == size

    assert counts[0] == counts[1]
