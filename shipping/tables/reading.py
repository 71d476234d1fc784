"""One row of a table, from what somebody wrote to what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shipping.choices import EXTRA, RANGED, ChargeBasis
from shipping.freight import plain_postcode
from shipping.tables.amounts import decimals_of, read_amount
from shipping.tables.columns import GivenRow, WrittenRow
from shipping.tables.faults import TableFault

HIGHEST = Decimal(10) ** 7  # of prices, order values and kilograms
_WEIGHT_DECIMALS = 3
_PRICE_DECIMALS = 2  # what the table's columns hold
_NAMED = 20  # codes that a fault lists
_SEPARATORS = str.maketrans("", "", " -.")


@dataclass(frozen=True)
class Vocabulary:
    """What a shop's rows may name: codes of zones, methods and classes in their order. Amounts are in `currency`."""

    zones: Mapping[str, int]
    methods: Mapping[str, int]
    classes: Mapping[str, int]
    currency: str


class RowReader:
    """Reads one row; `faults` are all of its faults, and `row` is there where it has none."""

    def __init__(self, given: GivenRow, index: int, words: Vocabulary) -> None:
        self.given, self.index, self.words = given, index, words
        self.faults: list[TableFault] = []
        self.row = self._read()

    def _read(self) -> WrittenRow | None:
        self._check_length()
        zone = self._code("zone", self.words.zones)
        method = self._code("method", self.words.methods)
        logistic_class = self._code("logistic_class", self.words.classes, is_needed=False)
        postcode_from, postcode_to = self._postcodes()
        basis = self._basis()
        if basis is None:
            return None
        at_least, below = self._range(basis)
        price, extra_price, free_from = self._prices(basis)
        if self.faults:
            return None
        return WrittenRow(
            *(zone, method, logistic_class, postcode_from, postcode_to, basis),
            *(at_least, below, price, extra_price, free_from),
        )

    def _fault(self, column: str, code: str, reason: str) -> None:
        self.faults.append(TableFault(self.given.number, self.index, column, code, reason))

    def _check_length(self) -> None:
        excess = self.given.excess
        if excess > 0:
            self._fault(
                "",
                "CELLS",
                _(
                    "There are more cells than the header has columns. "
                    "Amounts with a comma stand in quotes, or use a point."
                ),
            )
        elif excess < 0:
            reason = ngettext("%(n)d cell is missing.", "%(n)d cells are missing.", -excess) % {"n": -excess}
            self._fault("", "CELLS", reason)

    def _code(self, column: str, known: Mapping[str, int], *, is_needed: bool = True) -> str:
        text = self.given.text(column).strip()
        if text in known or not (text or is_needed):
            return text
        found = next((code for code in known if code.upper() == text.upper()), "")
        if found:
            return found
        listed = ", ".join([*list(known)[:_NAMED], *(["…"] if len(known) > _NAMED else [])])
        reason = _("“%(text)s” is none of %(known)s.") if text else _("Missing: one of %(known)s.")
        self._fault(column, f"UNKNOWN_{column.upper()}", reason % {"text": text[:30], "known": listed})
        return ""

    def _basis(self) -> ChargeBasis | None:
        text = self.given.basis.strip().upper()
        if text in ChargeBasis.values:
            return ChargeBasis(text)
        known = ", ".join(ChargeBasis.values)
        reason = _("“%(text)s” is none of %(known)s.") if text else _("Missing: one of %(known)s.")
        self._fault("basis", "UNKNOWN_BASIS", reason % {"text": text[:30], "known": known})
        return None

    def _postcodes(self) -> tuple[str, str]:
        begin, end = (self._postcode(name) for name in ("postcode_from", "postcode_to"))
        if bool(begin) is not bool(end):
            missing = "postcode_to" if begin else "postcode_from"
            self._fault(missing, "POSTCODES", _("A range has both ends; for one beginning write it twice."))
        elif len(begin) != len(end):
            self._fault("postcode_to", "POSTCODES", _("Both ends of a range are equally long."))
        elif end < begin:
            self._fault("postcode_to", "POSTCODES", _("The range ends before it begins."))
        return begin, end

    def _postcode(self, column: str) -> str:
        text = self.given.text(column).translate(_SEPARATORS).upper()
        plain = plain_postcode(text)
        if plain != text or not text.isascii():
            self._fault(column, "POSTCODES", _("A postcode has at most 10 letters and digits."))
            return ""
        return plain

    def _range(self, basis: ChargeBasis) -> tuple[Decimal, Decimal | None]:
        decimals = _WEIGHT_DECIMALS if basis == ChargeBasis.WEIGHT else self._money_decimals
        at_least = self._amount("at_least", decimals) or Decimal(0)
        below = self._amount("below", decimals)
        if basis not in RANGED:
            for column, amount in (("at_least", at_least), ("below", below)):
                if amount:
                    self._fault(column, "NO_RANGES", _("Ranges go with WEIGHT and VALUE alone."))
        elif below is not None and below <= at_least:
            self._fault("below", "RANGE_ORDER", _("The range ends where it begins, or before."))
        return at_least, below

    def _prices(self, basis: ChargeBasis) -> tuple[Decimal, Decimal, Decimal | None]:
        before = len(self.faults)
        price = self._amount("price", self._money_decimals)
        extra = self._amount("extra_price", self._money_decimals) or Decimal(0)
        free_from = self._amount("free_from", self._money_decimals)
        if price is None and basis != ChargeBasis.FREE and len(self.faults) == before:
            self._fault("price", "PRICE_MISSING", _("Enter a price, or 0."))
        if price and basis == ChargeBasis.FREE:
            self._fault("price", "PRICE_OF_FREE", _("What is free has no price."))
        if extra and basis not in EXTRA:
            self._fault("extra_price", "NO_EXTRA_PRICE", _("A price for each further goes with LINE and UNIT alone."))
        if free_from is not None and basis in (ChargeBasis.FREE, ChargeBasis.VALUE):
            self._fault("free_from", "NO_FREE_FROM", _("“Free from” goes with neither FREE nor VALUE."))
        return price or Decimal(0), extra, free_from

    @property
    def _money_decimals(self) -> int:
        return min(_PRICE_DECIMALS, get_currency_precision(self.words.currency))

    def _amount(self, column: str, decimals: int) -> Decimal | None:
        text = self.given.text(column).strip()
        if not text:
            return None
        amount = read_amount(text)
        if amount is None:
            self._fault(column, "NO_AMOUNT", _("“%(text)s” is no number, such as 4.90 or 4,90.") % {"text": text[:30]})
            return None
        if amount < 0:
            self._fault(column, "NEGATIVE", _("A number here is never below 0."))
        elif amount >= HIGHEST:
            self._fault(column, "TOO_HIGH", _("A number here is below %(highest)s.") % {"highest": HIGHEST})
        elif decimals_of(amount) > decimals:
            reason = ngettext("At most %(n)d decimal.", "At most %(n)d decimals.", decimals) % {"n": decimals}
            self._fault(column, "DECIMALS", reason)
        else:
            return amount
        return None
