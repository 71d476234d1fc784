"""Whose rows exist: the shop's scope, in the ORM (django-scopes) and behind it in Postgres (row-level security).

Without an open scope the ORM raises and raw SQL sees no tenant row. Both scopes live inside a transaction, because
the settings that the policies read are the transaction's own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django_scopes import ScopedManager, get_scope, scope, scopes_disabled
from django_scopes.manager import DisabledQuerySet
from psycopg.pq import TransactionStatus

_SHOP, _ALL = "trastienda.shop", "trastienda.all"


def shop_manager(lookup: str = "shop", queryset: type[models.QuerySet[Any]] = models.QuerySet) -> Any:
    """The manager of a tenant model: raises outside a scope, filters by shop inside one."""
    scoped = type(ScopedManager(shop=lookup, _manager_class=models.Manager.from_queryset(queryset)))

    class TenantManager(scoped):  # type: ignore[misc,valid-type]  # django-scopes makes the class when it is called
        def get_queryset(self) -> models.QuerySet[Any]:
            found: models.QuerySet[Any] = super().get_queryset()
            return _closed(found) if isinstance(found, DisabledQuerySet) else found

    return TenantManager()


def _closed(found: DisabledQuerySet) -> models.QuerySet[Any]:
    """The queryset of no scope, for what django-scopes lets through: the policy would answer a silent "no"."""
    return _ClosedQuerySet(found.model, using=found._db, missing_scopes=found.missing_scopes)


class _ClosedQuerySet(DisabledQuerySet):
    exists = contains = exclude = in_bulk = explain = DisabledQuerySet.error


@contextmanager
def shop_scope(shop: models.Model | int) -> Iterator[None]:
    """Open one shop's rows. Opens a transaction when none is open."""
    shop_id = shop if isinstance(shop, int) else shop.pk
    with _transaction(), _settings(shop=str(shop_id), everything=""), scope(shop=shop_id):
        yield


@contextmanager
def all_shops(reason: str) -> Iterator[None]:
    """Open the rows of all shops, for operator code, sweeps, the storefront and the mail door. `reason` says why, for
    the reader.
    """
    if not reason:
        raise ValueError("all_shops() needs a reason")
    with _transaction(), _settings(shop="", everything="on"), scopes_disabled():
        yield


def scoped_shop_id() -> int | None:
    """The shop whose scope is open here; None where no scope or that of all shops is open."""
    state = get_scope()
    return state.get("shop") if state.get("_enabled", True) else None


def is_open_to(shop_id: int | None) -> bool:
    """Whether the scope that is open here reaches rows of that shop (None: rows that belong to no shop)."""
    return not get_scope().get("_enabled", True) or (shop_id is not None and shop_id == scoped_shop_id())


@contextmanager
def _transaction() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
    else:
        with transaction.atomic():
            yield


@contextmanager
def _settings(*, shop: str, everything: str) -> Iterator[None]:
    """Set both settings for the transaction and put the former values back, unless the transaction has failed (it
    then forgets them itself).
    """
    former = _apply(shop, everything)
    try:
        yield
    finally:
        raw = connection.connection
        failed = raw is None or connection.needs_rollback
        if not failed and raw.info.transaction_status == TransactionStatus.INTRANS:
            _apply(*former)


def _apply(shop: str, everything: str) -> tuple[str, str]:
    """Set both and return what they were, in one round trip."""
    sql = """
        WITH former AS MATERIALIZED (
            SELECT coalesce(current_setting(%s, true), '') AS shop,
                   coalesce(current_setting(%s, true), '') AS everything
        )
        SELECT shop, everything, set_config(%s, %s, true), set_config(%s, %s, true) FROM former
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [_SHOP, _ALL, _SHOP, shop, _ALL, everything])
        row = cursor.fetchone()
    return row[0], row[1]


class EnableRowSecurity(Operation):
    """Migration operation: police a tenant table, for its owner too. `column` holds the shop's id.

    The settings stand in scalar sub-selects so that they are read once per statement and indexes stay in use.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, column: str = "shop_id") -> None:
        self.table = table
        self.column = column

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The policy is no part of Django's state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        rule = (
            f"{self.column} = (SELECT nullif(current_setting('{_SHOP}', true), '')::bigint) "
            f"OR (SELECT current_setting('{_ALL}', true) = 'on')"
        )
        schema_editor.execute(f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"CREATE POLICY {self.table}_shop ON {self.table} USING ({rule}) WITH CHECK ({rule})")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        schema_editor.execute(f"DROP POLICY {self.table}_shop ON {self.table}")
        schema_editor.execute(f"ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Police {self.table} by shop"
