"""Global trade item numbers: EAN, UPC, ISBN-13 and GTIN-14, of 8, 12, 13 or 14 digits, the last of which checks the
others.
"""

_LENGTHS = frozenset({8, 12, 13, 14})


def is_gtin(text: str) -> bool:
    """Whether `text` is a number with the right check digit."""
    return len(text) in _LENGTHS and text.isascii() and text.isdigit() and text[-1] == check_digit(text[:-1])


def plain_gtin(text: str) -> str:
    """The one way in which a number is kept, whatever a package or file makes of it: a UPC of 12 digits is the EAN of
    13 with a leading zero, a GTIN-14 of a single piece its EAN, and an EAN-8 stays as it is. Empty where it is none.
    """
    if not is_gtin(text):
        return ""
    if len(text) == 8:
        return text
    padded = text.zfill(14)
    if padded.startswith("000000"):
        return padded[6:]
    return padded[1:] if padded.startswith("0") else padded


def as_upc(gtin: str) -> str:
    """The UPC of 12 digits that a kept number also is; empty where it is none."""
    return gtin[1:] if len(gtin) == 13 and gtin.startswith("0") else ""


def check_digit(digits: str) -> str:
    """The digit that makes the weighted sum a multiple of ten; weights 3 and 1 from the right."""
    weighted = sum(int(digit) * (1 if position % 2 else 3) for position, digit in enumerate(reversed(digits)))
    return str(-weighted % 10)
