"""`manage.py import_history FILE`: take over the orders of a former system."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace import clock
from orders.history.report import RefusalReport
from orders.history.services import HistoryImport
from orders.history.shopmap import ShopMapInvalid, read_shop_map
from orders.history.source import SourceBroken, open_source, read_lines


class Command(BaseCommand):
    """The last line printed is a JSON summary. Refused lines stop nothing: they go into the report."""

    help = "Take over past orders from a file with one order of one shop a line (docs/history-import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="NDJSON, plain or gzipped; - for standard input")
        parser.add_argument(
            "--shop-map",
            nargs="+",
            action="extend",
            default=[],
            metavar="OLD=NEW|FILE.csv",
            help="shops with another code here: pairs, or CSV files of two columns; NEW is a code or an id",
        )
        parser.add_argument(
            "--report", type=Path, help="where refused lines go (default: history-refused-<moment>.ndjson in DATA_DIR)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        try:
            shop_map = read_shop_map(options["shop_map"])
            # Named by its moment, so that the next import does not write over what this one has refused.
            usual = settings.DATA_DIR / f"history-refused-{clock.real():%Y%m%dT%H%M%S}.ndjson"
            with (
                open_source(options["file"]) as stream,
                RefusalReport(options["report"] or usual, at_once=bool(options["report"])) as report,
            ):
                history = HistoryImport(shop_map=shop_map, at=clock.now(), refuse=report.write)
                for progress in history.run(read_lines(stream)):
                    self.stderr.write(f"{progress.read} read, {progress.imported} imported")
        except (ShopMapInvalid, SourceBroken, OSError) as error:
            raise CommandError(str(error)) from error
        summary = vars(history.summary) | {"seconds": round(time.perf_counter() - started, 2), "report": report.path}
        self.stdout.write(json.dumps(summary, ensure_ascii=False))
