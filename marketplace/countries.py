"""Country codes: two letters in our tables, three on the wire of the seller API."""

from functools import cache

from babel.core import get_global

# CLDR keeps three-letter codes of countries that are no more beside today's.
_FORMER = frozenset({"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"})


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
    """`ESP` or `ES` as `ES`; None for an unknown code."""
    code = code.strip().upper()
    if code in _three_letters():
        return code
    return _two_letters().get(code)
