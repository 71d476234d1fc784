"""Words of texts and of questions follow one rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.search.words import MAX_WORD, MAX_WORDS, terms_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("José Núñez", ["jose", "nunez"]),
        ("AB-12", ["ab12", "ab", "12"]),
        (
            "ana.perez@people.example",
            ["anaperezpeopleexample", "ana", "perezpeopleexample", "perez", "peopleexample", "people", "example"],
        ),
        ("Straße Łódź Ægir", ["strasse", "lodz", "aegir"]),
        ("3e5f-A", ["3e5fa", "3e5f", "a"]),
        ("mug  mug\tMUG", ["mug"]),
        ("-- '' \\ & |", []),
        ("日本", ["日本"]),
    ],
)
def test_words_are_without_case_accents_and_punctuation(text, words):
    assert words_of([text]) == words


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("  JOSÉ núñ ", ["jose", "nun"]),
        ("AB-12", ["ab12"]),
        ("ana@people", ["anapeople"]),
        ("mug mug", ["mug"]),
        ("' | & ! :* ()", []),
        ("", []),
    ],
)
def test_terms_join_what_stands_together(question, terms):
    assert terms_of(question) == terms


@given(st.text(max_size=300))
def test_whatever_is_written_is_found_by_itself_and_by_its_beginning(text):
    words = words_of([text])

    for chunk in text.split():
        for term in terms_of(chunk[:50]):
            assert any(word.startswith(term) for word in words)


def test_a_chunk_of_many_parts_is_found_by_itself():
    chunk = "a-b-c-d-e-f-g-h-i-j-k"

    assert terms_of(chunk) == ["abcdefgh"]
    assert "abcdefgh" in words_of([chunk])


def test_words_have_bounds():
    assert words_of(["x" * 1000]) == ["x" * MAX_WORD]
    assert len(words_of([f"w{number}" for number in range(1000)])) == MAX_WORDS
    assert terms_of("y" * 1000) == ["y" * MAX_WORD]
    assert len(terms_of(" ".join(f"t{number}" for number in range(100)))) == 12
