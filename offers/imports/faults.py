"""What can be wrong with a row, as a code and in words. A cell that cannot be read is its fault in place of a value."""

from django.utils.translation import gettext, gettext_noop

from offers.gtin import is_gtin
from offers.imports.limits import LONGEST_CELL

_MARK, _GAP = "\x00", "\x01"
_DETAIL_KEPT = 100
# A number of no product: only now is its last digit looked at, for a wrong one is found nowhere.
GTIN_UNKNOWN = "GTIN_UNKNOWN"

MESSAGES = {
    "SKU_MISSING": gettext_noop("The SKU is missing."),
    "SKU_TOO_LONG": gettext_noop("A SKU has at most 64 characters."),
    "DUPLICATE_SKU": gettext_noop("The SKU stands in line %(detail)s already."),
    "OFFER_UNKNOWN": gettext_noop("You have no offer with this SKU."),
    "OFFER_REMOVED": gettext_noop("This offer was removed. To sell it again, name its product and its price."),
    "PRODUCT_MISSING": gettext_noop("A new offer needs its product: fill in product-id and product-id-type."),
    "PRODUCT_TYPE_UNKNOWN": gettext_noop(
        "product-id-type “%(detail)s” is none of EAN, UPC, ISBN, GTIN, SKU, SHOP_SKU."
    ),
    "PRODUCT_UNKNOWN": gettext_noop("There is no product “%(detail)s”."),
    "PRODUCT_NUMBER_WRONG": gettext_noop("“%(detail)s” is no valid product number: look at its last digit."),
    "SKU_TAKEN": gettext_noop("This SKU belongs to another product; past orders may name it. Take another SKU."),
    "PRICE_MISSING": gettext_noop("The price is missing."),
    "STATE_MISSING": gettext_noop("The state is missing: 11 is new."),
    "STATE_UNKNOWN": gettext_noop("There is no state “%(detail)s”: 11 is new."),
    "NO_AMOUNT": gettext_noop("“%(detail)s” is no price above 0 with at most 2 decimals."),
    "NO_AMOUNT_WHOLE": gettext_noop("“%(detail)s” is no price above 0 without decimals."),
    "NO_STOCK": gettext_noop("“%(detail)s” is no whole number from 0 to a million."),
    "NO_QUANTITY": gettext_noop("“%(detail)s” is no whole number from 1 to a million."),
    "NO_SAFETY_STOCK": gettext_noop("“%(detail)s” is no whole number from 0 to 10000."),
    "NO_LEAD_TIME": gettext_noop("“%(detail)s” is no number of working days from 0 to 60."),
    "NO_WEIGHT": gettext_noop("“%(detail)s” is no weight in grams."),
    "NO_DATE": gettext_noop("“%(detail)s” is no date such as 2026-03-31."),
    "NO_BOOLEAN": gettext_noop("“%(detail)s” is neither true nor false."),
    "NO_RANGES": gettext_noop("“%(detail)s” is no list of quantities and prices such as 5|9.50,10|8."),
    "RANGES_WRONG": gettext_noop("Volume prices: %(detail)s"),
    "PRICES_DIFFER": gettext_noop("The row names two prices for the same quantity: %(detail)s."),
    "DISCOUNTS_DIFFER": gettext_noop("The row names two different reductions: %(detail)s."),
    "CUSTOMER_PRICES": gettext_noop("Prices for single customers or groups of them are not taken: leave that empty."),
    "PRICE_TYPE": gettext_noop("Only prices of the type PRICE are taken."),
    "NO_DELETE": gettext_noop("update-delete “%(detail)s” is none of update, delete, or empty."),
    "LOGISTIC_CLASS_UNKNOWN": gettext_noop("There is no logistic class “%(detail)s”."),
    "LOGISTIC_CLASS_OFF": gettext_noop("This logistic class is switched off: take another."),
    "TAX_CODE_UNKNOWN": gettext_noop("None of your channels has the tax code “%(detail)s”."),
    "CHANNEL_UNKNOWN": gettext_noop("You do not sell on the channel “%(detail)s”."),
    "CHANNEL_PRICE_MISSING": gettext_noop("The channel “%(detail)s” has no price."),
    "PERIOD_PRICE_MISSING": gettext_noop("The period %(detail)s has no price."),
    "FIELD_MISSING": gettext_noop("A new offer needs a value for “%(detail)s”."),
    "FIELD_WRONG": gettext_noop("%(detail)s"),
    "TEXT_TOO_LONG": gettext_noop("The text is longer than %(detail)s characters."),
    "NULL_CHARACTER": gettext_noop("Null characters are not allowed."),
    "DISCOUNT_NOT_BELOW": gettext_noop("The reduced price must be below the price."),
    "DISCOUNT_DATES": gettext_noop("The reduction must end after it starts."),
    "AVAILABLE_DATES": gettext_noop("The period of sale must end after it starts."),
    "PRICE_DATES": gettext_noop("A price must end after it starts."),
    "ORDER_QUANTITIES": gettext_noop("The maximum order quantity must not be below the minimum."),
    "PACKAGE_QUANTITIES": gettext_noop("Minimum and maximum order quantity must be whole numbers of packs."),
    "TOO_MANY_PRICES": gettext_noop("An offer has at most 50 prices."),
    "NO_BASE_PRICE": gettext_noop("An offer needs one price that names neither a channel nor dates."),
    "PRICE_TWICE": gettext_noop("Two prices hold for the same channel and time."),
    "OTHER_LINE_WRONG": gettext_noop("Another line of this offer is wrong: none of them was taken."),
    "STOCK_TWICE": gettext_noop("The stock of this offer stands in another line too."),
    "PRICES_WRONG": gettext_noop("all_prices: %(detail)s"),
}


def fault(code: str, detail: str = "") -> str:
    """A fault in the place of a value: no value of the database begins with a null character."""
    shown = detail.replace("\x00", " ")[:_DETAIL_KEPT]
    return f"{_MARK}{code}{_GAP}{shown}"


def faults_in(values: list[str]) -> list[tuple[str, str]]:
    """Code and detail of each fault among the values of a row; a value with a null character in it is one too."""
    found = []
    for value in values:
        if value.startswith(_MARK) and _GAP in value:
            code, _gap, detail = value[1:].partition(_GAP)
            found.append((code, detail))
        elif _MARK in value:
            found.append(("NULL_CHARACTER", ""))
    return list(dict.fromkeys(found))


def has_fault(row: str) -> bool:
    """Whether a row of values holds any fault."""
    return _MARK in row


def message(code: str, detail: str) -> str:
    """The fault in the reader's words."""
    if code == GTIN_UNKNOWN:
        code = "PRODUCT_UNKNOWN" if is_gtin(detail) else "PRODUCT_NUMBER_WRONG"
    return gettext(MESSAGES[code]) % {"detail": detail, "most": LONGEST_CELL}
