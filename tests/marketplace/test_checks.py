import pytest

from marketplace.checks import check_production
from marketplace.settings.base import UNSET_SECRET


@pytest.fixture
def production(settings):
    """Settings as they should be in production."""
    settings.PRODUCTION = True
    settings.SIMULATION = False
    settings.SECRET_KEY = "x" * 64
    settings.BASE_URL = "https://shops.example"
    settings.EMAIL_URL = "smtp+tls://mail.example:587"
    return settings


def found():
    return [message.id for message in check_production()]


def test_good_settings_pass(production):
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SIMULATION", True, "marketplace.E001"),
        ("SECRET_KEY", UNSET_SECRET, "marketplace.E002"),
        ("SECRET_KEY", "short", "marketplace.E002"),
        ("BASE_URL", "http://shops.example", "marketplace.W001"),
        ("EMAIL_URL", "", "marketplace.W002"),
    ],
)
def test_each_bad_value_is_named(production, name, value, expected):
    setattr(production, name, value)

    assert found() == [expected]


def test_outside_of_production_nothing_is_refused(production):
    production.PRODUCTION = False
    production.SIMULATION = True
    production.SECRET_KEY = UNSET_SECRET

    assert found() == []
