"""Rows in bulk for benchmarks: many like one that the services made."""

from collections.abc import Mapping

from django.db import connection


def multiply(table: str, *, template: int, rows: int, changes: Mapping[str, str]) -> None:
    """Insert `rows` copies of the row with that id. `changes` gives SQL for columns that differ; `n` is 1 to rows."""
    columns = [name for name in _columns(table) if name != "id"]
    values = [changes.get(name, f'one."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    sql = (
        f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} '
        f'FROM "{table}" AS one, generate_series(1, {rows:d}) AS n WHERE one.id = {template:d}'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _columns(table: str) -> list[str]:
    """The columns that can be written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]
