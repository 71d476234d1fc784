"""Taking over a marketplace's past."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import DataError, IntegrityError

from marketplace.shops.models import Channel
from orders.history.anomalies import anomalies_of
from orders.history.fields import Refused
from orders.history.loading import House, load_chunk, read_house
from orders.history.past import PastOrder, read_past_order
from orders.history.source import SourceLine

# Lines of one transaction: some megabytes of memory, a second of work lost where it is killed.
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken over."""

    line: SourceLine
    reason: str
    field: str = ""


@dataclass
class Summary:
    """What became of a file."""

    read: int = 0
    imported: int = 0
    known: int = 0
    refused: int = 0
    shops_created: int = 0
    orders_by_state: Counter[str] = field(default_factory=Counter)
    anomalies: Counter[str] = field(default_factory=Counter)


class HistoryImport:
    """One run over a file. A run that was killed is completed by another: what is here is known by its numbers."""

    def __init__(self, *, shop_map: Mapping[str, int], at: datetime, refuse: Callable[[Refusal], None]) -> None:
        self.summary = Summary()
        self._house: House = read_house(shop_map)
        self._channels = {channel.code: channel for channel in Channel.objects.select_related("rules")}
        self._at = at
        self._refuse = refuse

    def run(self, lines: Iterable[SourceLine]) -> Iterator[Summary]:
        """Load chunk after chunk, each in a transaction of its own; yields how far it has come after each."""
        remaining = iter(lines)
        while chunk := list(islice(remaining, CHUNK)):
            self.summary.read += len(chunk)
            self._load([read for line in chunk if (read := self._read(line))])
            yield self.summary

    def _read(self, line: SourceLine) -> tuple[SourceLine, PastOrder] | None:
        try:
            if line.fault:
                raise Refused("", line.fault)
            return line, read_past_order(line.text, self._channels)
        except Refused as refusal:
            self._reject(line, refusal)
            return None

    def _load(self, read: Sequence[tuple[SourceLine, PastOrder]]) -> None:
        """Load a chunk; where the database refuses it, halve it until the line at fault stands alone."""
        if not read:
            return
        try:
            loaded = load_chunk(orders=[order for _line, order in read], house=self._house, at=self._at)
        except (DataError, IntegrityError) as error:
            if len(read) == 1:
                self._reject(read[0][0], Refused("", f"is refused by the database: {str(error).splitlines()[0]}"))
                return
            middle = len(read) // 2
            self._load(read[:middle])
            self._load(read[middle:])
            return
        self.summary.known += loaded.known
        self.summary.shops_created += loaded.shops_created
        for position in loaded.imported:
            self._count(read[position][1])

    def _count(self, order: PastOrder) -> None:
        self.summary.imported += 1
        self.summary.orders_by_state[order.state] += 1
        self.summary.anomalies.update(anomalies_of(order, at=self._at))

    def _reject(self, line: SourceLine, refusal: Refused) -> None:
        self.summary.refused += 1
        self._refuse(Refusal(line, str(refusal), refusal.field))
