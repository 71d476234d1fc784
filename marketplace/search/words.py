"""Words of texts and of questions: one rule for both, so that all is found by its beginning, accents or not.

Postgres' own parser is not used: it takes codes for numbers, addresses and hyphenations ("3e5", "X-12", a@b.c), so
that half a code finds nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

MAX_WORD = 80  # of a word, in the index and in the question alike
MAX_WORDS = 400  # of a subject
MAX_TERMS = 12  # of a question
MAX_QUESTION = 400  # characters of a question that are read
_MAX_PARTS = 8  # of a chunk that are joined
_PART = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart into a base and an accent.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})


def fold(text: str) -> str:
    """`text` without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)


def words_of(texts: Iterable[str]) -> list[str]:
    """The distinct words of texts: each part of a code, and all from each part on ("AB-12": ab12, ab, 12)."""
    words: dict[str, None] = {}
    for text in texts:
        for word in _all_forms(text):
            words[word] = None
            if len(words) == MAX_WORDS:
                return list(words)
    return list(words)


def terms_of(question: str) -> list[str]:
    """The terms of a question, each of which must begin a word of a hit. Empty when it asks for nothing."""
    terms = ("".join(_PART.findall(chunk)[:_MAX_PARTS]) for chunk in fold(question[:MAX_QUESTION]).split())
    return list(dict.fromkeys(term[:MAX_WORD] for term in terms if term))[:MAX_TERMS]


def _all_forms(text: str) -> Iterator[str]:
    for chunk in fold(text).split():
        parts = _PART.findall(chunk)
        for index, part in enumerate(parts):
            if index < _MAX_PARTS:
                yield "".join(parts[index : index + _MAX_PARTS])[:MAX_WORD]
            yield part[:MAX_WORD]
