"""Which shops of the file are which shops here, where their codes differ."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops


class ShopMapInvalid(Exception):
    """The map cannot be read, or names a shop that does not exist."""


def read_shop_map(entries: Iterable[str]) -> dict[str, int]:
    """Shop ids by the file's codes, from `old=new` pairs and CSV files of two columns. Raises ShopMapInvalid.

    `new` is a code or an id.
    """
    pairs = [pair for entry in entries for pair in ([_pair(entry)] if "=" in entry else _rows(entry))]
    with all_shops("the operator names any shop"):
        return {old: _find_shop(new) for old, new in pairs}


def _pair(entry: str) -> tuple[str, str]:
    old, _equals, new = entry.partition("=")
    return old.strip(), new.strip()


def _rows(path: str) -> Iterator[tuple[str, str]]:
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.reader(file), start=1):
                if not any(cell.strip() for cell in row):
                    continue
                if len(row) != 2:
                    raise ShopMapInvalid(
                        f"{path}, line {number}: must have two columns, the file's code and the shop here."
                    )
                yield row[0].strip(), row[1].strip()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ShopMapInvalid(f"{path} cannot be read: {error}") from error


def _find_shop(name: str) -> int:
    """A code goes before an id, since codes may be numbers too."""
    pk: int | None = Shop.objects.filter(code=name).values_list("pk", flat=True).first()
    if pk is None and name.isdecimal() and len(name) < 19:
        pk = Shop.objects.filter(pk=int(name)).values_list("pk", flat=True).first()
    if pk is None:
        raise ShopMapInvalid(f"There is no shop {name!r}.")
    return pk
