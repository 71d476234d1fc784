"""An import that is killed half-way is completed by running it again."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from marketplace.deadlines.models import Deadline
from marketplace.search.models import SearchEntry
from marketplace.tenancy import all_shops
from offers.models import Offer
from orders.models import Order, OrderEvent, OrderLine
from tests.factories.history import LINE, past, run_import, unfinished, write_history
from tests.factories.processes import start_command
from tests.factories.shops import make_channel

ORDERS = 2_200


def _orders() -> list[dict[str, Any]]:
    return [
        (past if number % 7 else lambda name, **fields: unfinished(name, "SHIPPING", **fields))(
            f"K{number}", shop={"code": f"loja-{number % 50}"}, lines=[{**LINE, "sku": f"S{number % 300}"}]
        )
        for number in range(ORDERS)
    ]


def _start(path: Path) -> subprocess.Popen[str]:
    return start_command("import_history", "--skip-checks", str(path))


def _counts() -> dict[str, int]:
    tables = (Order, OrderLine, OrderEvent, Offer, Deadline, SearchEntry)
    with all_shops("the test counts every row"):
        return {table.__name__: table.objects.count() for table in tables}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_import_is_completed_by_the_next_one(tmp_path):
    make_channel(code="BR", country="BR", currency="BRL", timezone="America/Sao_Paulo")
    path = write_history(tmp_path / "history.ndjson", _orders())

    with _start(path) as process:
        assert process.stderr is not None
        first_chunk = process.stderr.readline()
        process.kill()
    killed = _counts()
    summary = run_import(path)

    assert "imported" in first_chunk
    assert process.returncode == -9
    assert 1_000 <= killed["Order"] < ORDERS
    assert killed["Order"] == killed["OrderLine"]
    assert (summary["known"], summary["imported"]) == (killed["Order"], ORDERS - killed["Order"])
    assert _counts()["Order"] == _counts()["OrderLine"] == ORDERS
    assert _counts()["SearchEntry"] == ORDERS + _counts()["Offer"]
    whole = _counts()
    assert run_import(path)["known"] == ORDERS
    assert _counts() == whole


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_load_it_once(tmp_path):
    make_channel(code="BR", country="BR", currency="BRL", timezone="America/Sao_Paulo")
    path = write_history(tmp_path / "history.ndjson", _orders()[:1_100])

    processes = [_start(path), _start(path)]
    for process in processes:
        process.communicate(timeout=120)

    assert [process.returncode for process in processes] == [0, 0]
    assert _counts()["Order"] == _counts()["OrderLine"] == 1_100
