"""Rows of a file into a staging table by COPY, chunk by chunk, what is wrong with others into a table of faults.

COPY cannot write into a table under row-level security, and checks and changes of a whole set are one statement each.
"""

from collections.abc import Collection, Sequence
from contextlib import closing
from typing import Any, BinaryIO, cast

from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext as _

from marketplace.errors import refusal
from offers.imports.cells import copied
from offers.imports.faults import faults_in, has_fault, message
from offers.imports.layout import Layout, Part
from offers.imports.reports import ErrorReport
from offers.imports.sources import Source, open_source
from offers.models import ImportRun
from offers.services.import_progress import Progress

# Rows of one COPY. Between two of them the run looks whether it is cancelled; a larger one gains nothing.
_CHUNK = 5_000
_SKU_KEPT = 64
_TABLES = (
    "import_stage",
    "import_fault",
    "import_checked",
    "import_stock",
    "import_price",
    "import_set",
    "import_merged",
)
_FAULTS = "CREATE TEMP TABLE import_fault (line integer, sku text, code text, detail text) ON COMMIT DROP"
# Faults that files of rows for offers have alike. Where one row of an offer is wrong, none of its others holds; the
# report has all of them.
UNKNOWN = """
    SELECT stage.line, stage.sku, 'OFFER_UNKNOWN', '' FROM import_stage stage
    LEFT JOIN offers_offer offer
        ON offer.shop_id = %(shop)s AND offer.shop_sku = stage.sku AND offer.removed_at IS NULL
    WHERE offer.id IS NULL
"""
WITH_OTHERS = """
    SELECT stage.line, stage.sku, 'OTHER_LINE_WRONG', '' FROM import_stage stage
    WHERE sku IN (SELECT sku FROM import_fault) AND line NOT IN (SELECT line FROM import_fault)
"""


class Staging:
    """The staging tables of one run; they end with its transaction."""

    def __init__(self, run: ImportRun, progress: Progress, cursor: Any) -> None:
        self.run, self.cursor = run, cursor
        self._progress = progress

    def load(self, parts_of: Any, codes: Collection[str], needed: str) -> Layout:
        """Stage the file; sets `lines_read` on the run. `needed` is the column without which it is no such file.

        Raises ValidationFailed, Cancelled.
        """
        with closing(default_storage.open(self.run.path)) as file:
            source = open_source(_stream(file), self.run.path, codes=codes)
            if needed not in source.columns:
                text = _("The column “%(column)s” is missing: is this the right file?") % {"column": needed}
                raise refusal("COLUMN_MISSING", "file", text)
            parts: Sequence[Part] = parts_of(source.columns)
            layout = Layout(source.columns, parts)
            self._create(layout)
            self._copy(source, layout, file)
        self.cursor.execute("ANALYZE import_stage")
        return layout

    def refuse(self, sql: str, values: Any = None) -> None:
        """Write faults that the set has: `sql` selects line, sku, code and detail."""
        self.cursor.execute(f"INSERT INTO import_fault (line, sku, code, detail) {sql}", values)

    def need(self, layout: Layout, name: str) -> None:
        """Raises ValidationFailed where the file has not the column that fills this one of the staging table."""
        if name not in layout:
            text = _("The column “%(column)s” is missing: is this the right file?") % {"column": name}
            raise refusal("COLUMN_MISSING", "file", text)

    def finish(self, codes: Collection[str], *, leading: bool = False) -> None:
        """Count the rows, and write the report where any is wrong."""
        self._progress.reach(85)
        self.run.lines_in_error = self._count_refused()
        self.run.lines_in_success = self.run.lines_read - self.run.lines_in_error
        if self.run.lines_in_error:
            self._save_report(codes, leading=leading)

    def _count_refused(self) -> int:
        """How many rows have any fault."""
        self.cursor.execute("SELECT count(DISTINCT line) FROM import_fault")
        return int(self.cursor.fetchone()[0])

    def _save_report(self, codes: Collection[str], *, leading: bool) -> None:
        """Write the refused rows with their reasons, by a second reading; sets the path on the run."""
        self._progress.reach(90)
        with closing(default_storage.open(self.run.path)) as file:
            source = open_source(_stream(file), self.run.path, codes=codes)
            report = ErrorReport(source.columns, leading=leading)
            faults = _Faults(self.cursor)
            for line, cells in source:
                if found := faults.of(line):
                    report.add(line, cells, [(code, message(code, detail)) for code, detail in found])
            faults.close()
        folder = self.run.path.rpartition("/")[0]
        self.run.error_path = report.save(f"{folder}/errors.csv")

    def _create(self, layout: Layout) -> None:
        columns = ", ".join(f"{name} {kind}" for name, kind in layout.staged)
        # Those of a run before in the same transaction, which only tests have.
        self.cursor.execute(f"DROP TABLE IF EXISTS {', '.join(_TABLES)}")
        self.cursor.execute("SET LOCAL work_mem = '64MB'")
        self.cursor.execute(f"CREATE TEMP TABLE import_stage (line integer, {columns}) ON COMMIT DROP")
        self.cursor.execute(_FAULTS)

    def _copy(self, source: Source, layout: Layout, file: Any) -> None:
        names = ", ".join(name for name, _kind in layout.staged)
        statement = f"COPY import_stage (line, {names}) FROM STDIN"
        count, rows, faults = 0, [], []
        read = layout.read
        for line, cells in source:
            values = read(cells)
            row = "\t".join(values)
            if has_fault(row):
                faults.append(_fault_rows(line, values))
            else:
                rows.append(f"{line}\t{row}\n")
            count += 1
            if count % _CHUNK == 0:
                self._flush(statement, rows, faults)
                self._progress.step(count, file.tell())
        self._flush(statement, rows, faults)
        self.run.lines_read = count

    def _flush(self, statement: str, rows: list[str], faults: list[str]) -> None:
        if rows:
            with self.cursor.copy(statement) as copy:
                copy.write("".join(rows))
        if faults:
            with self.cursor.copy("COPY import_fault FROM STDIN") as copy:
                copy.write("".join(faults))
        rows.clear()
        faults.clear()


def _fault_rows(line: int, values: list[str]) -> str:
    sku = "" if has_fault(values[0]) else values[0][:_SKU_KEPT]
    found = faults_in(values)
    return "".join(f"{line}\t{sku}\t{code}\t{copied(detail)}\n" for code, detail in found)


class _Faults:
    """Faults in the order of the file, read as it is read."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        # Faults of a row in the order of its columns: as they were written.
        ordered = "SELECT line, code, detail FROM import_fault ORDER BY line, ctid"
        cursor.execute(f"DECLARE import_faults NO SCROLL CURSOR FOR {ordered}")
        self._rows: list[tuple[int, str, str]] = []
        self._next = self._fetch()

    def of(self, line: int) -> list[tuple[str, str]]:
        """What is wrong with that row."""
        found = []
        while self._next and self._next[0] <= line:
            if self._next[0] == line:
                found.append(self._next[1:])
            self._next = self._fetch()
        return found

    def close(self) -> None:
        self._cursor.execute("CLOSE import_faults")

    def _fetch(self) -> tuple[int, str, str] | None:
        if not self._rows:
            self._cursor.execute("FETCH 1000 FROM import_faults")
            self._rows = list(reversed(self._cursor.fetchall()))
        return self._rows.pop() if self._rows else None


def _stream(file: Any) -> BinaryIO:
    """A stored file as what it is."""
    return cast(BinaryIO, file)


def open_cursor() -> Any:
    """A cursor of the run's own transaction, which COPY needs below Django's."""
    return connection.cursor()
