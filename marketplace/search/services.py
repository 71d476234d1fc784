"""Writing and asking the index. Writes belong into the transaction of the change that they follow."""

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet, Value
from django.db.models.functions import Cast

from marketplace.search import registry
from marketplace.search.models import SearchEntry
from marketplace.search.registry import Entry
from marketplace.search.words import terms_of, words_of
from marketplace.tenancy import all_shops

_BATCH = 1_000
# In the order of the keys, so that two writers of the same subjects wait for each other instead of locking crosswise.
_UPSERT = """
    INSERT INTO search_searchentry (kind, shop_id, subject_id, vector)
    SELECT %(kind)s, shop_id, subject_id, array_to_tsvector(string_to_array(words, ' '))
    FROM unnest(%(shops)s::bigint[], %(subjects)s::bigint[], %(words)s::text[]) AS entry (shop_id, subject_id, words)
    ORDER BY subject_id
    ON CONFLICT (kind, subject_id) DO UPDATE SET shop_id = excluded.shop_id, vector = excluded.vector
    WHERE (search_searchentry.shop_id, search_searchentry.vector) IS DISTINCT FROM (excluded.shop_id, excluded.vector)
"""


def index_entries(*, kind: str, entries: Iterable[Entry]) -> int:
    """Write the words of subjects, in place of what they had. Returns how many subjects were given."""
    rows, count = iter(entries), 0
    while batch := list(islice(rows, _BATCH)):
        _write(kind, batch)
        count += len(batch)
    return count


def reindex(*, kind: str, subject_ids: Collection[int]) -> int:
    """Read the subjects' words afresh and write them; those gone leave the index. Returns how many stand in it."""
    entries = list(registry.get(kind).entries(subject_ids))
    found = {entry.subject_id for entry in entries}
    if gone := [subject for subject in subject_ids if subject not in found]:
        remove_entries(kind=kind, subject_ids=gone)
    return index_entries(kind=kind, entries=entries)


def rebuild(*, kind: str) -> int:
    """Make the index of a kind anew, batch by batch while work goes on. Returns how many subjects stand in it."""
    subjects, known, last = registry.get(kind).subjects, 0, 0
    while True:
        with all_shops("the index holds the words of every shop"):
            batch = list(subjects().filter(pk__gt=last).order_by("pk")[:_BATCH])
            if not batch:
                # One statement, so that nothing made meanwhile is taken for gone.
                SearchEntry.objects.filter(~Exists(subjects().filter(pk=OuterRef("subject_id"))), kind=kind).delete()
                return known
            known += reindex(kind=kind, subject_ids=batch)
        last = batch[-1]


def remove_entries(*, kind: str, subject_ids: Collection[int]) -> None:
    """Take subjects out of the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_searchentry WHERE kind = %s AND subject_id = ANY(%s)", [kind, list(subject_ids)]
        )


def matching_subjects(*, shop_id: int, kind: str, text: str) -> QuerySet[Any, int]:
    """Primary keys of a shop's subjects in which each term of `text` begins a word, for a list's `pk__in`.

    A text without terms finds none.
    """
    return _matching(SearchEntry.objects.filter(shop_id=shop_id, kind=kind), text, _own_word(kind, shop_id))


def matching_of_all_shops(*, kind: str, text: str) -> QuerySet[Any, int]:
    """As `matching_subjects`, for the operator, who works for every shop."""
    return _matching(SearchEntry.objects.filter(kind=kind), text)


def _matching(entries: QuerySet[Any], text: str, *own_words: str) -> QuerySet[Any, int]:
    terms = terms_of(text)
    if not terms:
        return entries.none().values_list("subject_id", flat=True)
    # Terms are letters and digits alone, so that no quoting can break.
    question = " & ".join([*(f"'{word}'" for word in own_words), *(f"'{term}':*" for term in terms)])
    matches = Func(
        F("vector"),
        Cast(Value(question), SearchQueryField()),
        template="(%(expressions)s)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )
    return entries.filter(matches).values_list("subject_id", flat=True)


def search(*, shop_id: int, kind: str, text: str, limit: int) -> list[int]:
    """Primary keys of the newest subjects that match; the caller reads them back in the shop's scope."""
    return list(matching_subjects(shop_id=shop_id, kind=kind, text=text).order_by("-subject_id")[:limit])


def _write(kind: str, batch: Sequence[Entry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _UPSERT,
            {
                "kind": kind,
                "shops": [entry.shop_id for entry in batch],
                "subjects": [entry.subject_id for entry in batch],
                "words": [" ".join([_own_word(kind, entry.shop_id), *words_of(entry.texts)]) for entry in batch],
            },
        )


def _own_word(kind: str, shop_id: int) -> str:
    """A word of all subjects of a kind in a shop: by it the index itself leaves out the others. No text has an @."""
    return f"@{kind}@{shop_id}"
