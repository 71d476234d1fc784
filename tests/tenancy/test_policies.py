"""Every table that belongs to shops is policed by the database itself, for its owner too."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django_scopes.exceptions import ScopeError

from tests.access.scene import PROJECT
from tests.tenancy.tables import OUTSIDE, policed_models, read, shop_column, table_of, tenant_models

pytestmark = pytest.mark.django_db
POLICED = policed_models()


def test_there_are_tenant_tables_and_few_outside_the_policy():
    assert len(POLICED) >= 15
    assert {table_of(model) for model in tenant_models()} - {table_of(model) for model in POLICED} == set(OUTSIDE)


@pytest.mark.parametrize("model", POLICED, ids=table_of)
def test_it_is_policed_for_its_owner_too(model):
    sql = "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass"

    assert read(sql, [table_of(model)]) == [(True, True)]


@pytest.mark.parametrize("model", POLICED, ids=table_of)
def test_one_policy_holds_for_reading_and_for_writing(model):
    sql = "SELECT permissive, cmd, roles::text[], qual, with_check FROM pg_policies WHERE tablename = %s"
    policies = read(sql, [table_of(model)])

    assert [policy[:3] for policy in policies] == [("PERMISSIVE", "ALL", ["public"])]
    qual, check = policies[0][3:]
    assert qual == check
    assert re.search(rf"\b{shop_column(model)} = \( SELECT .*trastienda\.shop", qual)


def test_no_other_table_has_a_policy():
    """So that a table whose model lost its shop is noticed."""
    assert {row[0] for row in read("SELECT tablename FROM pg_policies")} == {table_of(model) for model in POLICED}


def test_its_owner_is_the_role_that_signs_in_and_no_superuser():
    owners = read("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = current_schema()")
    role = read("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")

    assert role == [(owners[0][0], False, False)]
    assert len(owners) == 1


@pytest.mark.parametrize("model", tenant_models(), ids=table_of)
def test_outside_a_scope_its_manager_raises(model):
    manager = model._default_manager

    for read_it in (manager.all, manager.count, manager.get, manager.filter, manager.exclude, manager.update):
        with pytest.raises(ScopeError):
            read_it()
    for ask in (manager.exists, manager.in_bulk, manager.select_related().exists, manager.using(None).exists):
        with pytest.raises(ScopeError):
            ask()


def test_constraints_are_named_by_app_model_and_rule_and_indexes_by_their_app():
    """Django allows an index 30 characters, which leaves no room for the longer models."""
    odd = [
        each.name
        for model in apps.get_models()
        if model._meta.app_label in PROJECT
        for each, start in (
            *((constraint, model._meta.db_table) for constraint in model._meta.constraints),
            *((index, model._meta.app_label) for index in model._meta.indexes),
        )
        if not each.name.startswith(f"{start}_")
    ]

    assert odd == []


def test_every_foreign_key_between_tenant_rows_stays_in_its_project():
    """No table outside the policy points at one inside it, but for those that say which shop they are of."""
    inside = {table_of(model) for model in POLICED}
    sql = """
        SELECT DISTINCT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'
    """

    pointing = {source for source, target in read(sql) if target in inside and source not in inside}

    # A product sheet is everybody's, and says who made it.
    assert pointing <= {*OUTSIDE, "offers_product"}
    assert connection.vendor == "postgresql"
