"""Products by file: P41 and the portal (R004, R017). Good rows go in although others fail; existing EANs are linked."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import refusal
from offers.choices import ImportKind
from offers.imports.sources import Source, open_source
from offers.models import ImportRun
from offers.services.import_progress import Progress
from offers.services.import_running import register_importer
from offers.services.missing import refresh_missing_of
from offers.services.product_columns import PRODUCT_ID, ColumnPlan, known_targets, plan_columns
from offers.services.product_reports import RefusedFile, RowsFile
from offers.services.product_rows import RowReader, SheetRow
from offers.services.product_staging import (
    Brought,
    bring_in,
    create_stage,
    linked_rows,
    new_rows,
    refused_rows,
    stage_rows,
)
from offers.services.sheets import reindex_products
from offers.sheets.values import write_value

CHUNK = 2_000  # rows between two looks at the progress
_FIELDS = ("category", "shop_sku", "ean", "title", "brand", "description", "media_urls")


@dataclass
class _Counts:
    read: int = 0
    refused: int = 0
    warned: int = 0


class ProductImport:
    """One run, in its transaction."""

    def __init__(self, run: ImportRun, progress: Progress) -> None:
        self.run, self.progress = run, progress
        self.counts = _Counts()
        # Every row that did not go in, at whichever stage: what is mended and sent again.
        self.errors = RefusedFile([])

    def work(self, source: Source) -> None:
        """Read, stage, bring in; a trial leaves no sheet behind."""
        run = self.run
        plan = plan_columns(source.columns, run.shop_id)
        check_plan(plan)
        reader = RowReader(plan, shop_id=run.shop_id, default_category=str(run.options.get("category") or ""))
        refused, self.errors = RefusedFile(source.columns), RefusedFile(source.columns)
        transformed = _Transformed(plan, reader)
        with transaction.atomic():
            create_stage()
            self._stage(source, reader, refused, transformed)
            brought = bring_in(run.shop_id, clock.now())
            self.progress.reach(90, self.counts.read)
            self._finish(brought)
            if run.is_dry_run:
                transaction.set_rollback(True)
        run.transformation_error_path = refused.save(self._path("transformation-errors"))
        run.transformed_path = transformed.save(self._path("transformed"))
        run.options = {
            **run.options,
            "unknown_columns": list(plan.unknown),
            "unknown_categories": list(reader.unknown_categories),
        }

    def _stage(self, source: Source, reader: RowReader, refused: RefusedFile, transformed: "_Transformed") -> None:
        """Copy the rows that can be brought in, a chunk at a time; the others go to their report."""
        counts, good = self.counts, list[SheetRow]()
        for line, cells in source:
            row = reader.read(line, cells)
            counts.read += 1
            counts.warned += bool(row.warnings)
            if row.faults:
                counts.refused += 1
                refused.refuse(line, cells, row.faults, row.warnings)
                self.errors.refuse(line, cells, row.faults, row.warnings)
            else:
                transformed.write(row)
                good.append(row)
            if counts.read % CHUNK == 0:
                stage_rows(good)
                good = []
                self.progress.step(counts.read, _share(counts.read, self.run))
        stage_rows(good)

    def _finish(self, brought: Brought) -> None:
        run, counts, errors = self.run, self.counts, self.errors
        for line, cells, fault in refused_rows():
            errors.refuse(line, cells, [fault])
        for line, cells, warning, is_warned in linked_rows():
            errors.refuse(line, cells, [], [warning])
            counts.warned += not is_warned
        added = RowsFile(["product-sku", "ean", "shop-sku", "title"])
        for new in new_rows():
            added.add(new)
        if not run.is_dry_run:
            refresh_missing_of(brought.touched)
            reindex_products(brought.changed)
        run.error_path = errors.save(self._path("not-integrated"))
        run.new_products_path = "" if run.is_dry_run else added.save(self._path("new-products"))
        run.lines_read = counts.read
        run.lines_in_error = counts.refused + brought.refused
        run.lines_in_success = counts.read - run.lines_in_error
        run.lines_with_warning = counts.warned
        run.inserted, run.updated = brought.new, len(brought.changed)
        run.unchanged = run.lines_in_success - run.inserted - run.updated

    def _path(self, what: str) -> str:
        return str(PurePosixPath(self.run.path).parent / f"{what}.csv")


class _Transformed(RowsFile):
    """What was read of the good rows, under the marketplace's own names (P46)."""

    def __init__(self, plan: ColumnPlan, reader: RowReader) -> None:
        taken = dict.fromkeys(target for target in plan.targets if target)
        self._codes = [target for target in taken if target not in (*_FIELDS, "merchandise", PRODUCT_ID)]
        self._reader = reader
        super().__init__([*_FIELDS, *self._codes])

    def write(self, row: SheetRow) -> None:
        """One row of typed values."""
        fields = {
            **row.fields,
            "category": self._reader.category_code(row),
            "media_urls": "|".join(row.media_urls),
        }
        attributes = (row.attributes.get(code) for code in self._codes)
        texts = ("" if value is None else write_value(value) for value in attributes)
        self.add([*(str(fields.get(name, "")) for name in _FIELDS), *texts])


def import_products(run: ImportRun, progress: Progress) -> None:
    """Work off a file of products; the counts and reports stand on the run afterwards. Raises ValidationFailed for a
    file that cannot be read or of which no column is known.
    """
    with default_storage.open(run.path) as file:
        source = open_source(cast(BinaryIO, file.file), run.file_name, codes=set(known_targets().values()))
        ProductImport(run, progress).work(source)


def check_plan(plan: ColumnPlan) -> None:
    """Whether anything can be told apart by it. Raises ValidationFailed."""
    if not {"ean", "shop_sku", PRODUCT_ID} & set(plan.targets):
        message = _("No column is known as EAN or as your product number: say what the columns of the file are.")
        raise refusal("COLUMNS_UNKNOWN", "file", message)


def register() -> None:
    """Let files of products be worked off; called at start."""
    register_importer(ImportKind.PRODUCTS, import_products)


def _share(lines: int, run: ImportRun) -> int:
    """About how many bytes so many lines are, where nobody counted them."""
    return min(lines * 200, run.size)
