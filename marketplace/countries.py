"""Country codes: two letters in our tables, three on the wire of the seller API."""

import re
from functools import cache

from babel.core import get_global

# CLDR keeps three-letter codes of countries that are no more beside today's.
_FORMER = frozenset({"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"})

# Which ISO leaves to its users, and what CLDR calls countries beyond it; Kosovo's is in use everywhere.
_NO_COUNTRY = re.compile(r"AA|Q[M-Z]|X(?!K)[A-Z]|ZZ|EU")


@cache
def _three_letters() -> dict[str, str]:
    aliases = get_global("territory_aliases")
    return {
        today[0]: code
        for code, today in aliases.items()
        if len(code) == 3 and code.isalpha() and len(today) == 1 and code not in _FORMER
    }


@cache
def _two_letters() -> dict[str, str]:
    return {three: two for two, three in _three_letters().items()}


def alpha3(code: str) -> str | None:
    """`ES` as `ESP`; None for an empty or unknown code."""
    return _three_letters().get(code.upper()) if code else None


def alpha2(code: str) -> str | None:
    """`ESP` or `ES` as `ES`; None for what is no country's code."""
    code = code.strip().upper()
    two = code if code in _three_letters() else _two_letters().get(code)
    return None if two is None or _NO_COUNTRY.fullmatch(two) else two
