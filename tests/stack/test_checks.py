import pytest
from django.db import connection

from marketplace.stack.checks import check_role_is_policed


@pytest.fixture
def superuser_role(db):
    """The connection as it looks to a role past the policies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE pg_roles AS SELECT current_user AS rolname, true AS rolsuper, false AS rolbypassrls"
        )
        cursor.execute("SET LOCAL search_path = pg_temp, public, pg_catalog")


@pytest.mark.django_db
def test_a_role_bound_by_row_level_security_passes_in_production(settings):
    settings.SIMULATION = False

    assert check_role_is_policed(databases=["default"]) == []


def test_a_superuser_is_an_error_in_production(superuser_role, settings):
    settings.SIMULATION = False

    [error] = check_role_is_policed(databases=["default"])

    assert error.id == "stack.E001"


def test_a_superuser_passes_in_a_simulation(superuser_role, settings):
    settings.SIMULATION = True

    assert check_role_is_policed(databases=["default"]) == []
