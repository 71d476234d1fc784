"""Real history files (`*.ndjson`, `*.ndjson.gz`) in the folder REAL_DATA load whole, fast and only once."""

import json
import os
from pathlib import Path

import pytest
from django.db.models import F, Sum

from marketplace.outbox.models import OutboxMessage
from marketplace.search.models import SearchEntry
from offers.models import Offer
from orders.history.source import open_source, read_lines
from orders.models import Order, OrderEvent
from tests.factories.history import run_import
from tests.factories.shops import make_channel

FOLDER = os.environ.get("REAL_DATA", "")
FILES = sorted(Path(FOLDER).glob("*.ndjson*")) if FOLDER else []
# On two cores that others use too; 15,000 orders have a minute.
SECONDS_PER_ORDER = 60 / 15_000
ZONES = {"BR": "America/Sao_Paulo", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "DE": "Europe/Berlin"}

pytestmark = [
    pytest.mark.real,
    pytest.mark.usefixtures("in_all_shops"),
]


def _make_channels(path: Path) -> int:
    """The channels that the file names; returns how many orders it has."""
    with open_source(str(path)) as stream:
        sold = [
            (order["channel"], order["currency"]) for line in read_lines(stream) if (order := json.loads(line.text))
        ]
    for code, currency in dict(sold).items():
        make_channel(code=code, country=code[:2], currency=currency, timezone=ZONES.get(code, "UTC"))
    return len(sold)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_history_loads_whole_in_time_and_only_once(path, tmp_path):
    expected = _make_channels(path)
    link = tmp_path / path.name
    link.symlink_to(path.resolve())

    first = run_import(link)
    second = run_import(link)

    assert (first["read"], first["imported"] + first["known"], first["refused"]) == (expected, expected, 0)
    assert first["seconds"] < max(10, expected * SECONDS_PER_ORDER)
    assert (second["imported"], second["known"], second["shops_created"]) == (0, expected, 0)
    assert Order.objects.count() == first["imported"] == sum(first["orders_by_state"].values())
    assert OrderEvent.objects.filter(kind="IMPORTED").count() == first["imported"]
    assert SearchEntry.objects.count() == first["imported"] + Offer.objects.count()
    assert not Order.objects.exclude(total_price=F("price") + F("shipping_price")).exists()
    sums = Order.objects.annotate(of_lines=Sum("lines__total_price"))
    assert not sums.exclude(total_price=F("of_lines")).exists()
    assert not OutboxMessage.objects.exists()
