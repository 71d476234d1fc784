"""Files of offers against the least that the database must do for them, and against django-import-export.

The limit takes rows that are typed and resolved already: COPY into a staging table and one upsert into the same table,
with its indexes, its history and its policy; where nothing changes the upsert passes over equal rows. Ours is the time
from `start_import` to COMPLETE, the reading of the CSV and all checks of it. In turns, medians. Starts its own durable
server; `OFFERS=50000` makes fewer, `ROUNDS=1` goes once, `VERBOSE=1` names
the slow statements of ours.
"""

import os
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django
from django.core.files import File
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils.module_loading import import_string

from marketplace.stack.postgres import EmbeddedPostgres
from marketplace.tenancy import all_shops, shop_scope

OFFERS = int(os.environ.get("OFFERS", "200000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
VERBOSE = os.environ.get("VERBOSE") == "1"
FEW = min(2_000, OFFERS)  # rows for django-import-export, which goes row by row
GOALS = {"new": 0.60, "changed": 0.60, "nothing changed": 0.45}
HEADER = "sku;product-id;product-id-type;price;quantity;state\n"

STAGE = """
    CREATE TEMP TABLE stage (sku text, product_id bigint, price numeric, quantity integer, condition text)
    ON COMMIT DROP
"""
UPSERT = """
    INSERT INTO offers_offer AS old (
        shop_id, shop_sku, product_id, price, quantity, condition, currency, description, internal_description,
        tax_code, is_active, created_at, updated_at
    )
    SELECT %(shop)s, sku, product_id, price, quantity, condition, 'EUR', '', '', '', true, %(at)s, %(at)s FROM stage
    ON CONFLICT (shop_id, shop_sku) DO UPDATE SET
        price = excluded.price, quantity = excluded.quantity, condition = excluded.condition,
        updated_at = excluded.updated_at
"""
UNEQUAL = """
    WHERE (old.price, old.quantity, old.condition) IS DISTINCT FROM
        (excluded.price, excluded.quantity, excluded.condition)
"""


class Scene:
    """Two shops that sell the same products: the limit's and ours. Files and rows lie ready."""

    def __init__(self, folder: Path) -> None:
        shops, offers = (_module(f"tests.factories.{name}") for name in ("shops", "offers"))
        channel = shops.make_channel(code="ES")
        self.now = shops.NOON
        self.theirs, self.ours = (shops.make_shop(code=code, channels=(channel,)) for code in ("limit", "ours"))
        template = offers.make_product(product_sku="P")
        import_string("bench._filling.multiply")(
            "offers_product", template=template.pk, rows=OFFERS, changes={"product_sku": "'P' || n"}
        )
        self.products = self._number()
        self.files = {name: self._write(folder, name, seed) for name, seed in (("new", 1), ("changed", 2))}
        self.files["nothing changed"] = self.files["changed"]

    def _number(self) -> list[tuple[int, str]]:
        check_digit = import_string("offers.gtin.check_digit")
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM offers_product WHERE product_sku <> 'P' ORDER BY id")
            numbered = [(row[0], f"84{place:010d}") for place, row in enumerate(cursor.fetchall())]
            products = [(key, digits + check_digit(digits)) for key, digits in numbered]
            cursor.execute(
                "UPDATE offers_product SET ean = given.ean FROM unnest(%s::bigint[], %s::text[]) AS given (id, ean)"
                " WHERE given.id = offers_product.id",
                [[key for key, _ean in products], [ean for _key, ean in products]],
            )
            cursor.execute("VACUUM ANALYZE")
        return products

    def _write(self, folder: Path, name: str, seed: int) -> tuple[Path, Path]:
        """The file, and the same as rows for COPY."""
        chance = random.Random(seed)  # noqa: S311
        file, rows = folder / f"{name}.csv", folder / f"{name}.copy"
        with file.open("w") as told, rows.open("w") as typed:
            told.write(HEADER)
            for place, (key, ean) in enumerate(self.products):
                price, quantity = f"{chance.randint(100, 99_999) / 100:.2f}", chance.randint(0, 500)
                told.write(f"SKU-{place:07d};{ean};EAN;{price};{quantity};11\n")
                typed.write(f"SKU-{place:07d}\t{key}\t{price}\t{quantity}\t11\n")
        return file, rows


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="trastienda-bench-", dir="/tmp"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder / "pg", log=folder / "postgres.log")
    try:
        os.environ["DATABASE_URL"] = server.start()
        os.environ["DATA_DIR"] = str(folder / "data")
        os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings.test"
        django.setup()
        _module("marketplace.celery").app.conf.broker_url = "memory://"
        import_string("django.conf.settings").CACHES["default"] = {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        }
        call_command("migrate", verbosity=0)
        scene = Scene(folder)
        with _module("marketplace.clock").frozen(scene.now):
            measure(scene)
            measure_memory(scene, folder)
    finally:
        connections.close_all()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(scene: Scene) -> None:
    seconds: dict[str, dict[str, list[float]]] = {name: {"limit": [], "ours": []} for name in GOALS}
    for number in range(ROUNDS):
        _empty()
        for name in GOALS:
            turns = [
                ("limit", lambda name=name: run_limit(scene, name)),
                ("ours", lambda name=name: run_ours(scene, name)),
            ]
            for side, act in turns if number % 2 else reversed(turns):
                seconds[name][side].append(_timed(act))
    for name, sides in seconds.items():
        limit, ours = (statistics.median(sides[side]) for side in ("limit", "ours"))
        print(
            f"{OFFERS:,} {name}: limit {limit:.2f} s, ours {ours:.2f} s ({OFFERS / ours:,.0f} rows a second), "
            f"{limit / ours:.0%} of the limit (asked: {GOALS[name]:.0%})",
            flush=True,
        )
    measure_package(scene, statistics.median(seconds["changed"]["ours"]) / OFFERS)


def run_limit(scene: Scene, name: str) -> None:
    text = scene.files[name][1].read_text()
    upsert = UPSERT + (UNEQUAL if name == "nothing changed" else "")
    with shop_scope(scene.theirs), connection.cursor() as cursor:
        cursor.execute(STAGE)
        with cursor.copy("COPY stage FROM STDIN") as copy:
            copy.write(text)
        cursor.execute(upsert, {"shop": scene.theirs.pk, "at": scene.now})


def run_ours(scene: Scene, name: str, path: Path | None = None) -> None:
    choices, running = _module("offers.choices"), _module("offers.services.import_running")
    with shop_scope(scene.ours), (path or scene.files[name][0]).open("rb") as stream:
        run = _module("offers.services.importing").start_import(
            shop_id=scene.ours.pk,
            kind=choices.ImportKind.OFFERS,
            origin=choices.ImportOrigin.API,
            content=File(stream, name="offers.csv"),
            file_name="offers.csv",
            actor=_module("marketplace.actors").SYSTEM,
            at=scene.now,
        )
    with connection.execute_wrapper(_watched if VERBOSE else _plain):
        running.settle(running.claim_next())
    with shop_scope(scene.ours):
        run.refresh_from_db()
    counts = {"new": run.inserted, "changed": run.updated, "nothing changed": run.unchanged}
    assert (run.state, run.lines_in_error) == ("COMPLETE", 0), (run.state, run.reason, run.lines_in_error)
    assert path or counts[name] > 0.99 * OFFERS, counts


def _plain(execute: Callable[..., Any], *call: Any) -> Any:
    return execute(*call)


def _watched(execute: Callable[..., Any], sql: str, *call: Any) -> Any:
    """Names each statement that takes long."""
    started = perf_counter()
    try:
        return execute(sql, *call)
    finally:
        if (spent := perf_counter() - started) > 0.1:
            print(f"    {spent:.2f} s {' '.join(sql.split())[:90]}", flush=True)


def measure_package(scene: Scene, ours: float) -> None:
    """The same changes row by row, as django-import-export makes them; its bulk mode as well."""
    try:
        import_export, tablib = import_module("import_export.resources"), import_module("tablib")
    except ImportError:
        print("django-import-export is not installed: not compared")
        return
    offer_model = import_string("offers.models.Offer")
    for label, options in (("row by row", {}), ("in bulk", {"use_bulk": True, "batch_size": 1000})):
        meta = type("Meta", (), {
            "model": offer_model, "import_id_fields": ("shop_sku",), "skip_unchanged": True, "report_skipped": False,
            "fields": ("shop_sku", "price", "quantity"), "use_transactions": True, **options,
        })  # fmt: skip
        resource = type("OfferResource", (import_export.ModelResource,), {"Meta": meta})
        rows = [(f"SKU-{place:07d}", Decimal(place % 90 + 1), place % 40) for place in range(FEW)]
        table = tablib.Dataset(*rows, headers=["shop_sku", "price", "quantity"])

        def act(resource: Any = resource, table: Any = table) -> None:
            with shop_scope(scene.theirs):
                result = resource().import_data(table, raise_errors=True)
                assert not result.has_errors()
                transaction.set_rollback(True)

        spent = _timed(act) / FEW
        print(
            f"django-import-export {label}, {FEW:,} changed: {1 / spent:,.0f} rows a second; ours is "
            f"{spent / ours:.0f} times as fast (asked: 50)",
            flush=True,
        )


def measure_memory(scene: Scene, folder: Path) -> None:
    """The most that a worker held, for a quarter of the rows and for all."""
    whole = scene.files["new"][0].read_text().splitlines(keepends=True)
    part = folder / "part.csv"
    part.write_text("".join(whole[: OFFERS // 4 + 1]))
    del whole
    for rows, path in ((OFFERS // 4, part), (OFFERS, scene.files["new"][0])):
        print(
            f"{rows:,} rows: a worker grows by {_growth(lambda path=path: run_ours(scene, 'new', path)):.1f} MB at most"
        )


def _growth(act: Callable[[], None]) -> float:
    """How many MB a process of its own held more at its height than at its start."""
    connections.close_all()
    reading, writing = os.pipe()
    if not os.fork():
        Path("/proc/self/clear_refs").write_text("5")
        start = _status("VmRSS")
        act()
        os.write(writing, str(_status("VmHWM") - start).encode())
        os._exit(0)
    os.wait()
    return int(os.read(reading, 100)) / 1024


def _status(name: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1])


def _empty() -> None:
    with all_shops("a benchmark empties its own table"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE offers_offer, offers_offerchange CASCADE")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE offers_offer")


def _timed(act: Callable[[], None]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started


def _module(name: str) -> Any:
    return import_module(name)


if __name__ == "__main__":
    main()
