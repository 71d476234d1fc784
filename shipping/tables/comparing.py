"""What sets one state of a table apart from another, for whoever is about to replace it (R098)."""

from collections.abc import Iterable
from dataclasses import dataclass

from shipping.tables.columns import WrittenRow


@dataclass(frozen=True)
class TableChange:
    """Pairs of zone and method that get their first price and that lose their last, by code; and how many prices are
    new, other and gone.
    """

    added: tuple[tuple[str, str], ...]
    dropped: tuple[tuple[str, str], ...]
    new: int
    changed: int
    gone: int

    @property
    def is_none(self) -> bool:
        """Whether the two tables say the same."""
        return not (self.new or self.changed or self.gone)


def compare_tables(before: Iterable[WrittenRow], after: Iterable[WrittenRow]) -> TableChange:
    """What the second table changes of the first. A price is the same one where its list and its range's begin are."""
    old, new = ({(*row.price_list, row.at_least): row for row in rows} for rows in (before, after))
    formerly, then = ({(row.zone, row.method): None for row in rows.values()} for rows in (old, new))
    return TableChange(
        added=tuple(pair for pair in then if pair not in formerly),
        dropped=tuple(pair for pair in formerly if pair not in then),
        new=sum(key not in old for key in new),
        changed=sum(key in new and new[key] != row for key, row in old.items()),
        gone=sum(key not in new for key in old),
    )
