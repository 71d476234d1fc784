"""Lines of a history file, and one import of some of them."""

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management import call_command

LINE: dict[str, Any] = {
    "sku": "MUG-1",
    "title": "Caneca azul",
    "category": "cozinha_e_mesa",
    "quantity": 2,
    "unit_price": "58.90",
    "shipping_price": "13.29",
}
ORDER: dict[str, Any] = {
    "commercial_id": "X1",
    "shop": {"code": "loja-1", "name": "Loja Um", "city": "Recife", "state": "PE"},
    "channel": "BR",
    "created_at": "2018-01-05T10:00:00-02:00",
    "approved_at": "2018-01-05T11:00:00-02:00",
    "shipping_deadline": "2018-01-10T10:00:00-02:00",
    "shipped_at": "2018-01-09T10:00:00-02:00",
    "promised_latest": "2018-01-20T23:59:59-02:00",
    "received_at": "2018-01-22T12:00:00-02:00",
    "state": "RECEIVED",
    "currency": "BRL",
    "payment_type": "credit_card",
    "customer": {"id": "c1", "zip_code": "50000", "city": "olinda", "state": "PE", "country": "BR", "locale": "pt_BR"},
    "lines": [LINE],
    "evaluation": {"grade": 4, "title": None, "comment": "muito bom", "created_at": "2018-01-23T00:00:00-02:00"},
}


def past(commercial_id: str = "X1", **fields: Any) -> dict[str, Any]:
    """A past order, received and rated, with other values for some fields."""
    return {**ORDER, "commercial_id": commercial_id, **fields}


def unfinished(commercial_id: str, state: str, **fields: Any) -> dict[str, Any]:
    """A past order that was under way when the former system ended: nothing has happened unless told."""
    nothing = {"approved_at": None, "shipped_at": None, "received_at": None, "evaluation": None}
    return past(commercial_id, **{"state": state, **nothing, **fields})


def write_history(path: Path, orders: Iterable[dict[str, Any] | str]) -> Path:
    """A file with a line for each; a text stands as it is."""
    path.write_text("".join(f"{order if isinstance(order, str) else json.dumps(order)}\n" for order in orders), "utf-8")
    return path


def run_import(path: Path, *orders: dict[str, Any] | str, shop_map: Iterable[str] = ()) -> dict[str, Any]:
    """Import a file made of these, or the file itself; return the summary, with the refused lines as `refusals`."""
    source = write_history(path / "history.ndjson", orders) if orders else path
    report = source.with_suffix(".refused")
    out = io.StringIO()
    call_command(
        "import_history", str(source), report=report, shop_map=list(shop_map), stdout=out, stderr=io.StringIO()
    )
    summary: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return summary | {"refusals": [json.loads(line) for line in report.read_text("utf-8").splitlines()]}
