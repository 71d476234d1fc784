"""European article numbers: 8, 12, 13 or 14 digits, the last of which checks the others."""

_LENGTHS = frozenset({8, 12, 13, 14})


def is_ean(text: str) -> bool:
    """Whether `text` is a number with the right check digit."""
    return len(text) in _LENGTHS and text.isascii() and text.isdigit() and text[-1] == check_digit(text[:-1])


def check_digit(digits: str) -> str:
    """The digit that makes the weighted sum a multiple of ten; weights 3 and 1 from the right."""
    weighted = sum(int(digit) * (1 if position % 2 else 3) for position, digit in enumerate(reversed(digits)))
    return str(-weighted % 10)
