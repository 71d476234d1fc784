"""Rows that never change once written: the database itself refuses it."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_REFUSE = """
    CREATE OR REPLACE FUNCTION trastienda_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE'
            OR to_jsonb(OLD) - TG_ARGV[0]::text[] IS DISTINCT FROM to_jsonb(NEW) - TG_ARGV[0]::text[]
        THEN
            RAISE EXCEPTION 'Rows of % never change.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
"""


class FreezeRows(Operation):
    """Migration operation: let no row of the table be deleted, and none be changed but in `moving` columns."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, moving: Sequence[str] = ()) -> None:
        self.table = table
        self.moving = moving

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models do not change."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        columns = "{" + ",".join(self.moving) + "}"
        schema_editor.execute(_REFUSE, params=None)
        schema_editor.execute(
            f"CREATE TRIGGER {self.table}_frozen BEFORE UPDATE OR DELETE ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION trastienda_refuse_change('{columns}')",
            params=None,
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(f"DROP TRIGGER {self.table}_frozen ON {self.table}", params=None)

    def describe(self) -> str:
        return f"Freeze the rows of {self.table}"
