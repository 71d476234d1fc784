import pytest

from marketplace.countries import alpha2, alpha3


@pytest.mark.parametrize(
    ("two", "three"), [("ES", "ESP"), ("de", "DEU"), ("FR", "FRA"), ("BR", "BRA"), ("GB", "GBR"), ("XK", "XKK")]
)
def test_two_letters_become_three(two, three):
    assert alpha3(two) == three


@pytest.mark.parametrize("code", ["", "AB", "ESP"])
def test_what_is_no_country_has_no_code(code):
    assert alpha3(code) is None


@pytest.mark.parametrize(
    ("code", "two"),
    [("ESP", "ES"), ("es", "ES"), (" PRT ", "PT"), ("FXX", None), ("", None), ("Spain", None), ("XK", "XK")],
)
def test_either_code_becomes_two_letters(code, two):
    assert alpha2(code) == two


@pytest.mark.parametrize("code", ["ZZ", "zzz", "QQ", "XX", "AA", "EU", "QUU"])
def test_codes_that_are_given_to_no_country_are_none(code):
    assert alpha2(code) is None
