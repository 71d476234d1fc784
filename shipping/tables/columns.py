"""The columns of a rate table, and its rows as they are written and as they are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from shipping.choices import RANGED, ChargeBasis

# Column -> its header in files, the same in every language so that one seller's file is another's too.
HEADERS: Mapping[str, str] = {
    "zone": "zone",
    "method": "method",
    "logistic_class": "class",
    "postcode_from": "postcode_from",
    "postcode_to": "postcode_to",
    "basis": "basis",
    "at_least": "from",
    "below": "below",
    "price": "price",
    "extra_price": "extra_price",
    "free_from": "free_from",
}
COLUMNS = tuple(HEADERS)
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row as somebody wrote it, all text and empty where nothing stands. `number` is how its writer counts it;
    `excess` what a line has more or fewer than its columns.
    """

    number: int
    excess: int = 0
    zone: str = ""
    method: str = ""
    logistic_class: str = ""
    postcode_from: str = ""
    postcode_to: str = ""
    basis: str = ""
    at_least: str = ""
    below: str = ""
    price: str = ""
    extra_price: str = ""
    free_from: str = ""

    def text(self, column: str) -> str:
        found: str = getattr(self, column)
        return found


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row of a table that holds, with codes for zone, method and class; no class holds for all."""

    zone: str
    method: str
    logistic_class: str
    postcode_from: str
    postcode_to: str
    basis: ChargeBasis
    at_least: Decimal
    below: Decimal | None
    price: Decimal
    extra_price: Decimal
    free_from: Decimal | None

    @property
    def price_list(self) -> tuple[str, str, str, str, str]:
        """What rows of one price list share."""
        return self.zone, self.method, self.logistic_class, self.postcode_from, self.postcode_to

    @property
    def is_general(self) -> bool:
        """Whether it holds for every class and postcode."""
        return not (self.logistic_class or self.postcode_from)

    @property
    def is_simple(self) -> bool:
        """Whether it needs neither ranges, postcodes nor classes to be told."""
        return self.is_general and self.basis not in RANGED

    def values(self) -> dict[str, str | Decimal | None]:
        """By column, as files hold them: nothing where the basis has no use for it."""
        is_ranged = self.basis in RANGED
        return {
            "zone": self.zone,
            "method": self.method,
            "logistic_class": self.logistic_class or None,
            "postcode_from": self.postcode_from or None,
            "postcode_to": self.postcode_to or None,
            "basis": self.basis.value,
            "at_least": short(self.at_least) if is_ranged else None,
            "below": short(self.below) if is_ranged and self.below is not None else None,
            "price": None if self.basis == ChargeBasis.FREE else self.price,
            "extra_price": self.extra_price or None,
            "free_from": self.free_from,
        }

    def given(self, number: int) -> GivenRow:
        """The same, as somebody would write it."""
        texts = {column: "" if value is None else str(value) for column, value in self.values().items()}
        return GivenRow(number, 0, *(texts[column] for column in COLUMNS))


def short(amount: Decimal) -> Decimal:
    """Without the zeros that the database keeps behind it: 2.5 for 2.500, 20 for 20.000."""
    plain = amount.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral() else plain
