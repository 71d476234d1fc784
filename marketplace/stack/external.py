"""Checks of servers that the environment names, so that a wrong address is one line and not a traceback."""

import warnings
from typing import Any

import environ
import psycopg
import redis

from marketplace.stack.problems import StackProblem

OLDEST_POSTGRES = 15
CONNECT_SECONDS = 5
_LEAVE_OUT = "or leave {name} out for the embedded server"
_SHAPES = {
    "DATABASE_URL": "postgresql://user:password@host:5432/name",
    "REDIS_URL": "redis://:password@host:6379/0",
}
_ROLE_QUERY = """
SELECT current_setting('server_version_num')::int / 10000, rolname, rolsuper OR rolbypassrls,
       has_schema_privilege(current_schema(), 'CREATE')
FROM pg_roles WHERE rolname = current_user
"""


def check_database(url: str, *, simulation: bool) -> list[str]:
    """Connect once; return warnings. Raises StackProblem when the application could not, or must not, work there."""
    parameters = _connection_parameters(url)
    try:
        with psycopg.connect(**parameters, connect_timeout=CONNECT_SECONDS) as connection:
            row = connection.execute(_ROLE_QUERY).fetchone()
    except psycopg.Error as error:
        raise _unusable("DATABASE_URL", _first_line(error).removeprefix("connection failed: ")) from error
    version, role, past_policies, may_create = row or (0, "", False, False)
    if version < OLDEST_POSTGRES:
        raise _unusable("DATABASE_URL", f"the server is PostgreSQL {version}, and {OLDEST_POSTGRES} is the oldest")
    if not may_create:
        raise _unusable("DATABASE_URL", f"role {role} may not create tables (make it the owner of the database)")
    return [_past_policies(role, simulation=simulation)] if past_policies else []


def check_redis(url: str) -> None:
    """Connect once. Raises StackProblem when nothing usable answers."""
    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=CONNECT_SECONDS)
    except ValueError as error:
        raise _not_an_address("REDIS_URL") from error
    try:
        with client:
            client.ping()
    except redis.exceptions.RedisError as error:
        raise _unusable("REDIS_URL", _first_line(error)) from error


def _connection_parameters(url: str) -> dict[str, Any]:
    """Read the address as Django's settings do."""
    config: dict[str, Any]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            config = environ.Env.db_url_config(url)
    except (ValueError, UserWarning) as error:
        raise _not_an_address("DATABASE_URL") from error
    if config.get("ENGINE") != "django.db.backends.postgresql" or not config.get("NAME"):
        raise _not_an_address("DATABASE_URL")
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options: dict[str, Any] = config.get("OPTIONS", {})
    return {key: config[name] for key, name in named.items() if config.get(name)} | options


def _first_line(error: Exception) -> str:
    """What the driver says, without its advice on the lines below."""
    return str(error).strip().splitlines()[0].rstrip(" .?")


def _past_policies(role: str, *, simulation: bool) -> str:
    message = (
        f"DATABASE_URL: role {role} is a superuser or has BYPASSRLS, so that row-level security does not part the "
        "shops: use a role without both (CREATE ROLE trastienda LOGIN NOSUPERUSER NOBYPASSRLS)"
    )
    if not simulation:
        raise StackProblem(f"{message}. With SIMULATION=0 this is refused.")
    return f"{message}. Going on, because this is a simulation."


def _not_an_address(name: str) -> StackProblem:
    return StackProblem(f"{name} is no address of a server: write {_SHAPES[name]}, {_LEAVE_OUT.format(name=name)}.")


def _unusable(name: str, reason: str) -> StackProblem:
    return StackProblem(f"{name}: {reason}. Correct it, {_LEAVE_OUT.format(name=name)}.")
