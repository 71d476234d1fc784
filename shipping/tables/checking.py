"""Whether rows make a table: every weight and value of a price list in one range, every postcode in one list (R098)."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from shipping.choices import RANGED
from shipping.tables.columns import MOST_ROWS, GivenRow, WrittenRow, short
from shipping.tables.faults import TableFault, TableRefused, too_many_rows
from shipping.tables.reading import RowReader, Vocabulary

# Behind every postcode that begins with a range's end.
_LAST = "\x7f"


class _Placed:
    """A row that could be read, with its place."""

    def __init__(self, reader: RowReader, row: WrittenRow) -> None:
        self.number, self.index, self.row = reader.given.number, reader.index, row

    def fault(self, column: str, code: str, reason: str) -> TableFault:
        return TableFault(self.number, self.index, column, code, reason)


def check_table(rows: Sequence[GivenRow], words: Vocabulary) -> list[WrittenRow]:
    """The rows as they are meant, in their order. Raises TableRefused with every fault, and ValidationFailed for a
    table that is too long before anything of it is read.
    """
    if len(rows) > MOST_ROWS:
        raise too_many_rows()
    readers = [RowReader(row, index, words) for index, row in enumerate(rows)]
    faults = [fault for reader in readers for fault in reader.faults]
    placed = [_Placed(reader, reader.row) for reader in readers if reader.row]
    # A list of which a row could not be read has gaps that its writer did not make.
    torn = {_roughly(reader.given) for reader in readers if reader.row is None}
    lists: dict[tuple[str, ...], list[_Placed]] = {}
    for each in placed:
        lists.setdefault(each.row.price_list, []).append(each)
    for rows_of_list in lists.values():
        if not torn or torn.isdisjoint(_roughly(rows[each.index]) for each in rows_of_list):
            faults.extend(_list_faults(rows_of_list))
    faults.extend(_postcode_faults(found[0] for found in lists.values()))
    if faults:
        raise TableRefused(faults)
    return [each.row for each in placed]


def _roughly(given: GivenRow) -> tuple[str, ...]:
    """What its writer takes for the row's price list."""
    return (given.zone, given.method, given.logistic_class, given.postcode_from, given.postcode_to)


def _list_faults(rows: Sequence[_Placed]) -> Iterator[TableFault]:
    """Faults of the rows of one price list among each other."""
    first = rows[0]
    mixed = [each for each in rows if each.row.basis != first.row.basis]
    if mixed:
        reason = _("Row %(number)d of the same price list is charged by %(basis)s.")
        values = {"number": first.number, "basis": first.row.basis}
        yield from (each.fault("basis", "MIXED_BASES", reason % values) for each in mixed)
    elif first.row.basis in RANGED:
        yield from _range_faults(sorted(rows, key=lambda each: (each.row.at_least, each.index)))
    else:
        yield from (each.fault("zone", "DUPLICATE", _says_the_same(first)) for each in rows[1:])


def _range_faults(rows: Sequence[_Placed]) -> Iterator[TableFault]:
    """Overlaps and gaps of ranges sorted by where they begin."""
    if rows[0].row.at_least > 0:
        yield rows[0].fault("at_least", "FIRST_RANGE", _("The first range begins at 0."))
    last = rows[0]
    for each in rows[1:]:
        end, begin = last.row.below, each.row.at_least
        if end is None or begin < end:
            yield _overlap(each, last)
        elif begin > end:
            reason = _("Nothing holds from %(end)s to %(begin)s.") % {"end": short(end), "begin": short(begin)}
            yield each.fault("at_least", "GAP", reason)
        if end is not None and (each.row.below is None or each.row.below > end):
            last = each


def _overlap(each: _Placed, last: _Placed) -> TableFault:
    later, earlier = (each, last) if each.index > last.index else (last, each)
    if (each.row.at_least, each.row.below) == (last.row.at_least, last.row.below):
        return later.fault("at_least", "DUPLICATE", _says_the_same(earlier))
    return later.fault(
        "at_least", "OVERLAP", _("The range overlaps that of row %(number)d.") % {"number": earlier.number}
    )


def _says_the_same(other: _Placed) -> str:
    return _("Row %(number)d holds for the same destination, method and class already.") % {"number": other.number}


def _postcode_faults(lists: Iterable[_Placed]) -> Iterator[TableFault]:
    """Overlapping postcodes of one zone, method and class; `lists` are a row of each price list."""
    owners: dict[tuple[str, ...], list[_Placed]] = {}
    for each in lists:
        if each.row.postcode_from:
            owners.setdefault((each.row.zone, each.row.method, each.row.logistic_class), []).append(each)
    for found in owners.values():
        found.sort(key=lambda each: each.row.postcode_from)
        last = found[0]
        for each in found[1:]:
            if each.row.postcode_from <= last.row.postcode_to + _LAST:
                later, earlier = (each, last) if each.index > last.index else (last, each)
                reason = _("The postcodes overlap those of row %(number)d.") % {"number": earlier.number}
                yield later.fault("postcode_from", "POSTCODES_OVERLAP", reason)
            if each.row.postcode_to + _LAST > last.row.postcode_to + _LAST:
                last = each
