"""Check digits of article numbers."""

import pytest

from offers.gtin import is_gtin


@pytest.mark.parametrize("code", ["4006381333931", "96385074", "036000291452", "10614141000415"])
def test_numbers_with_the_right_check_digit_are_taken(code):
    assert is_gtin(code)


@pytest.mark.parametrize("code", ["4006381333932", "400638133393", "", "40063813339３1", "400638133393X", "123456789"])
def test_others_are_not(code):
    assert not is_gtin(code)
