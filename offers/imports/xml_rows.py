"""XML as the seller API has it: `<import><offers><offer>` with a child for each column. Streamed; no entity is read."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import orjson
from django.utils.translation import gettext as _
from lxml import etree

from marketplace.errors import refusal
from offers.imports.limits import LONGEST_CELL, cell_too_long, check_row, file_empty, read_header, unreadable

_ROWS = ("offer", "product", "{*}offer", "{*}product")
_FIELDS, _DISCOUNT = "offer-additional-fields", "discount"
# All prices of an offer, with a child for each, whose children have OF24's names; the column that they become.
_LISTS = ("all-prices", "prices")
NESTED_PRICES = "nested-prices"
# Children that are lists of the same.
_SEVERAL = ("volume-prices", "channel-codes", "ranges")


class XmlSource:
    """Read twice: the columns are all the names that any row has."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        names: dict[str, None] = {}
        for number, (_line, cells) in enumerate(self._rows(), start=1):
            check_row(number)
            names.update(dict.fromkeys(cells))
        if not names:
            raise file_empty()
        self.columns = read_header(list(names))

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        for line, cells in self._rows():
            yield line, [cells.get(column, "") for column in self.columns]

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        self._stream.seek(0)
        line = number = 0
        try:
            for _event, element in etree.iterparse(
                self._stream, tag=_ROWS, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
            ):
                _refuse_doctype(element)
                number += 1
                # Several rows may stand in one line; each needs a number of its own, the line where there is one.
                line = max(element.sourceline or 0, line + 1)
                yield line, _cells(element, line)
                _forget(element)
        except etree.XMLSyntaxError as error:
            raise unreadable(error.lineno or line + 1, _("it is no well-formed XML.")) from error


def _refuse_doctype(element: Any) -> None:
    if element.getroottree().docinfo.doctype:
        raise refusal("FILE_UNREADABLE", "file", _("XML with a document type is not taken."))


def _cells(element: Any, line: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in element:
        if not isinstance(child.tag, str):
            continue  # a comment
        name = etree.QName(child).localname
        if name == _FIELDS:
            found.update(_additional(child))
        elif name == _DISCOUNT and len(child):
            found.update(_discount(child))
        elif name in _LISTS and len(child):
            found[NESTED_PRICES] = orjson.dumps([_told(each) for each in child if isinstance(each.tag, str)]).decode()
        else:
            found[name] = "".join(child.itertext()).strip()
    if any(len(cell) > LONGEST_CELL for cell in found.values()):
        raise cell_too_long(line)
    return found


def _additional(element: Any) -> dict[str, str]:
    """Custom fields, each with its code and value."""
    pairs = ((each.findtext("{*}code"), each.findtext("{*}value")) for each in element)
    return {code.strip(): (value or "").strip() for code, value in pairs if code}


def _discount(element: Any) -> dict[str, str]:
    """OF24's `discount`, as the cells that it would be."""
    told = _told(element)
    ranges = [each for each in told.get("ranges") or [] if isinstance(each, dict)]
    return {
        "discount-price": told.get("price") or "",
        "discount-start-date": told.get("start_date") or "",
        "discount-end-date": told.get("end_date") or "",
        "discount-ranges": ",".join(f"{each.get('quantity_threshold')}|{each.get('price')}" for each in ranges),
    }


def _told(element: Any) -> Any:
    """An element as JSON has it: a text, a list, or an object."""
    children = [child for child in element if isinstance(child.tag, str)]
    if etree.QName(element).localname in _SEVERAL:
        return [_told(child) for child in children]
    if children:
        return {etree.QName(child).localname.replace("-", "_"): _told(child) for child in children}
    return (element.text or "").strip()


def _forget(element: Any) -> None:
    """Give back the memory of the row and of what stands before it."""
    element.clear()
    with suppress(TypeError):
        while element.getprevious() is not None:
            del element.getparent()[0]
