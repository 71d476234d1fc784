"""PDF files of invoices: one worker against bare WeasyPrint on the same static page, two workers against one, and the
memory of a worker over many documents.

Needs no server. ROUNDS, DOCUMENTS and STEADY make it smaller.
"""

import logging
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.test")

import django

django.setup()
logging.disable(logging.INFO)  # WeasyPrint tells each of its steps

import weasyprint  # noqa: E402  # ours needs Django set up

from invoices.rendering import Party, PrintedInvoice, PrintedLine, invoice_html, invoice_pdf  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "5"))  # of each, in turns; the median counts
DOCUMENTS = int(os.environ.get("DOCUMENTS", "40"))  # a round
STEADY = int(os.environ.get("STEADY", "2000"))  # documents over which the memory is watched
WARM_UP = 50
WORKER = "worker"
_PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")
_STYLE = Path(__file__).parent.parent / "invoices" / "rendering" / "paper.css"


def main() -> None:
    """Measure and print."""
    invoice = make_invoice()
    # The page as a file would hold it, with its style in it: what somebody without any of our code would print.
    page = invoice_html(invoice).replace("</head>", f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head>")
    _against_bare(invoice, page)
    _two_against_one()
    _memory(invoice)


def make_invoice(number: int = 1) -> PrintedInvoice:
    """Three articles with freight, of two rates."""
    goods = PrintedLine("Lámpara de mesa", "LAMP-1", 2, *map(Decimal, ("60.50", "100.00", "21", "21.00", "121.00")))
    book = PrintedLine("Libro de cocina", "BOOK-1", 1, *map(Decimal, ("10.40", "10.00", "4", "0.40", "10.40")))
    freight = PrintedLine("Envío", "", 1, *map(Decimal, ("4.84", "4.00", "21", "0.84", "4.84")))
    lines = (goods, freight, book, freight, goods, freight)
    return PrintedInvoice(
        kind="FULL",
        invoice_number=f"F2026-{number:06}",
        issued_on=date(2026, 5, 4),
        issued_at=datetime(2026, 5, 4, 10, tzinfo=UTC),
        language="es",
        currency="EUR",
        order_id=f"B{number:06}-A",
        ordered_on=date(2026, 5, 2),
        supplied_on=date(2026, 5, 4),
        issuer=Party("Casa Norte, S.L.", ("Calle Inventada 2", "33001 Oviedo", "España"), "B00000001"),
        recipient=Party("Lucía Ejemplo", ("Calle Inventada 1", "28001 Madrid", "España")),
        lines=lines,
        total_net=sum((line.net for line in lines), Decimal(0)),
        total_tax=sum((line.tax_amount for line in lines), Decimal(0)),
        total=sum((line.gross for line in lines), Decimal(0)),
    )


def _against_bare(invoice: PrintedInvoice, page: str) -> None:
    """In turns, so that what else the machine does touches both alike."""
    ours: list[float] = []
    bare: list[float] = []
    _rate(lambda: weasyprint.HTML(string=page).write_pdf(), 3)
    _rate(lambda: invoice_pdf(invoice), 3)
    for _round in range(ROUNDS):
        bare.append(_rate(lambda: weasyprint.HTML(string=page).write_pdf(), DOCUMENTS))
        ours.append(_rate(lambda: invoice_pdf(invoice), DOCUMENTS))
    share = statistics.median(ours) / statistics.median(bare)
    print(
        f"documents a second a core: {statistics.median(ours):.1f}, bare WeasyPrint {statistics.median(bare):.1f}: "
        f"{share:.0%} (asked: at least 85 %)",
        flush=True,
    )


def _two_against_one() -> None:
    """Workers as Celery has them: processes that share nothing."""
    rates: dict[int, list[float]] = {1: [], 2: []}
    for count in (1, 2) * max(1, ROUNDS // 2):
        workers = [_start_worker() for _each in range(count)]
        for worker in workers:
            worker.stdout.readline()  # it is warm
        started = perf_counter()
        for worker in workers:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        for worker in workers:
            worker.stdout.readline()
        rates[count].append(count * DOCUMENTS / (perf_counter() - started))
        for worker in workers:
            worker.communicate()
    one, two = statistics.median(rates[1]), statistics.median(rates[2])
    print(
        f"two workers: {two:.1f} documents a second, one {one:.1f}: {two / one:.2f} times (asked: at least 1.8)",
        flush=True,
    )


def _start_worker() -> Any:
    command = [sys.executable, str(Path(__file__).resolve()), WORKER]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _work() -> None:
    """One worker: warms up, says so, waits for the word, prints its documents, says so."""
    invoice = make_invoice()
    _rate(lambda: invoice_pdf(invoice), 3)
    print("warm", flush=True)
    sys.stdin.readline()
    _rate(lambda: invoice_pdf(invoice), DOCUMENTS)
    print("done", flush=True)


def _memory(invoice: PrintedInvoice) -> None:
    """Each document another, as in life; the first ones fill caches that are meant to be filled."""
    for number in range(WARM_UP):
        invoice_pdf(replace(invoice, invoice_number=f"F2026-{number:06}"))
    before = _resident()
    marks = []
    for number in range(STEADY):
        invoice_pdf(replace(invoice, invoice_number=f"F2027-{number:06}", order_id=f"B{number:06}-A"))
        if (number + 1) % max(1, STEADY // 4) == 0:
            marks.append(_resident())
    told = ", ".join(f"{mark / 2**20:.0f}" for mark in marks)
    print(
        f"resident memory: {before / 2**20:.0f} MB after {WARM_UP} documents, then at each quarter of {STEADY}: "
        f"{told} MB; the last half grew by {(marks[-1] - marks[len(marks) // 2 - 1]) / 2**20:.1f} MB",
        flush=True,
    )


def _rate(act: Callable[[], object], count: int) -> float:
    started = perf_counter()
    for _each in range(count):
        act()
    return count / (perf_counter() - started)


def _resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_SIZE


if __name__ == "__main__":
    _work() if sys.argv[1:] == [WORKER] else main()
