"""Bytes as text, whatever charset a mail says they are in."""

import codecs
import re

from charset_normalizer import from_bytes

# Nothing that a column or a page could not hold: other control characters, and halves of letters.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# A wider charset that has all letters of the one named: what is called by the small name is often in the wide one.
_WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-9": "cp1254"}
# Codecs of Python that no mail is in; two of them take minutes for a megabyte.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined", "oem", "mbcs"})
_MANY_BYTES = ("utf", "gb", "big5", "euc", "shift", "iso2022", "cp932", "cp949", "cp950", "johab", "hz")
_LAST = "cp1252"
# A guess looks at the beginning: longer looks cost seconds and find nothing else.
_LOOKED_AT = 16 * 1024
# Fewer letters than these fit every charset: what mail in Europe is in is the better guess.
_ENOUGH_TO_GUESS = 24
_GUESSED = [
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "koi8_r",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
]


def decode(content: bytes, declared: str = "") -> str:
    """The text: by the declared charset where that can be, else as UTF-8, else by a guess. Never raises."""
    return clean(_decode(content, _codec(declared)))


def clean(text: str) -> str:
    """The text without what can be neither stored nor shown."""
    return _UNSTORABLE.sub("", text)


def _decode(content: bytes, codec: str) -> str:
    # One byte a letter fits any bytes; where those are good UTF-8 with letters in it, the name is wrong.
    doubtful = not codec.startswith(_MANY_BYTES)
    candidates = ["utf-8-sig", codec] if doubtful else [codec, "utf-8-sig"]
    for candidate in filter(None, candidates):
        text = _try(content, candidate)
        if text is not None:
            return text
    return content.decode(_guess(content), errors="replace")


def _codec(declared: str) -> str:
    """Python's name of a charset; empty for one that it does not know."""
    name = declared.strip(" \t\"'").partition("*")[0]
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if found in _NO_CHARSETS else _WIDER.get(found, found)


def _try(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (ValueError, LookupError):
        return None


def _guess(content: bytes) -> str:
    start = content[:_LOOKED_AT]
    if sum(byte > 127 for byte in start) < _ENOUGH_TO_GUESS:
        return _LAST
    best = from_bytes(start, cp_isolation=_GUESSED).best()
    return best.encoding if best is not None else _LAST
