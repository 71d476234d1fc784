"""What carriers' tracking numbers look like, pure (R092). A shape: # a digit, @ a letter, * either, else as written."""

from collections.abc import Sequence

DIGITS = frozenset("0123456789")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
KINDS = {"#": DIGITS, "@": LETTERS, "*": DIGITS | LETTERS}

# UPU S10, the number of registered post the world over: its ninth digit checks the eight before it.
S10 = "@@#########@@"
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_S10_REPLACED = {10: 0, 11: 5}


def plain_number(text: str) -> str:
    """A number as it is compared: without the spaces, hyphens and dots that people type, in capitals."""
    return "".join(sign for sign in text.upper() if sign in KINDS["*"])


def fits(number: str, shapes: Sequence[str]) -> bool:
    """Whether a number looks like one of the shapes; without shapes, and for an empty number, always."""
    plain = plain_number(number)
    return not shapes or not number.strip() or any(_fits(plain, shape) for shape in shapes)


def is_shape(text: str) -> bool:
    """Whether a text can be a shape: something to fill in, and nothing that a number never holds."""
    return any(sign in KINDS for sign in text) and all(sign in KINDS or sign in KINDS["*"] for sign in text)


def _fits(plain: str, shape: str) -> bool:
    if len(plain) != len(shape):
        return False
    pairs = zip(plain, shape, strict=True)
    looks_like_it = all(sign in KINDS[place] if place in KINDS else sign == place for sign, place in pairs)
    return looks_like_it and (shape != S10 or _is_s10_checked(plain))


def _is_s10_checked(plain: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(plain[2:10], _S10_WEIGHTS, strict=True))
    check = 11 - total % 11
    return int(plain[10]) == _S10_REPLACED.get(check, check)
