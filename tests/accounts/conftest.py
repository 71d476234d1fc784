import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    """One test's failed sign-ins are no other's: the limits live in the cache."""
    cache.clear()
