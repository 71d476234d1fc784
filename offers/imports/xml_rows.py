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
    for child in _children(element):
        name = etree.QName(child).localname
        if name == _FIELDS:
            found.update(_additional(child))
        elif name == _DISCOUNT:
            found.update(_discount(child))
        elif name in _LISTS:
            found[NESTED_PRICES] = _listed(child)
        else:
            found[name] = "".join(child.itertext()).strip()
    if any(len(cell) > LONGEST_CELL for cell in found.values()):
        raise cell_too_long(line)
    return found


def _additional(element: Any) -> dict[str, str]:
    """Custom fields, each with its code and value."""
    pairs = ((each.findtext("{*}code"), each.findtext("{*}value")) for each in _children(element))
    return {code.strip(): (value or "").strip() for code, value in pairs if code}


def _discount(element: Any) -> dict[str, str]:
    """OF24's `discount`, as the cells that it would be; what it must not hold stays, to be refused with them."""
    told = _told(element)
    if isinstance(told, str):
        told = {"price": f"{_DISCOUNT}: {told}"} if told else {}
    return {
        "discount-price": _text(told.get("price")),
        "discount-start-date": _text(told.get("start_date")),
        "discount-end-date": _text(told.get("end_date")),
        "discount-ranges": _ranges(told.get("ranges")),
    }


def _ranges(told: Any) -> str:
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        return _text(told)
    return ",".join(f"{_text(each.get('quantity_threshold'))}|{_text(each.get('price'))}" for each in told)


def _listed(element: Any) -> str:
    """All prices of an offer as JSON; empty where there is none."""
    prices = [_told(each) for each in _children(element)]
    return orjson.dumps(prices).decode() if prices else (element.text or "").strip()


def _told(element: Any) -> Any:
    """An element as JSON has it: a text, a list, or an object."""
    children = _children(element)
    text = (element.text or "").strip()
    if etree.QName(element).localname in _SEVERAL and (children or not text):
        return [_told(child) for child in children]
    if children:
        return {etree.QName(child).localname.replace("-", "_"): _told(child) for child in children}
    return text


def _text(told: Any) -> str:
    return told if isinstance(told, str) else orjson.dumps(told).decode() if told else ""


def _children(element: Any) -> list[Any]:
    """Without comments."""
    return [child for child in element if isinstance(child.tag, str)]


def _forget(element: Any) -> None:
    """Give back the memory of the row and of what stands before it."""
    element.clear()
    with suppress(TypeError):
        while element.getprevious() is not None:
            del element.getparent()[0]
