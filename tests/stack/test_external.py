import os

import psycopg
import pytest

from marketplace.stack.external import check_database, check_redis
from marketplace.stack.problems import StackProblem
from marketplace.stack.testing import servers

NO_ADDRESS = (
    "DATABASE_URL is no address of a server: write postgresql://user:password@host:5432/name, "
    "or leave DATABASE_URL out for the embedded server."
)


@pytest.fixture
def superuser_url():
    return servers().postgres.superuser_url


@pytest.mark.parametrize("url", ["postgres//host/name", "mysql://user@host/name", "nonsense", "postgresql://u@h:x/db"])
def test_what_is_no_address_of_postgres_is_told_with_an_example(url):
    with pytest.raises(StackProblem) as problem:
        check_database(url, simulation=True)

    assert str(problem.value) == NO_ADDRESS


def test_a_server_that_does_not_answer_is_one_line_without_the_password():
    with pytest.raises(StackProblem) as problem:
        check_database("postgresql://u:hush@127.0.0.1:1/db", simulation=True)

    assert str(problem.value).startswith('DATABASE_URL: connection to server at "127.0.0.1", port 1 failed')
    assert "hush" not in str(problem.value)
    assert "\n" not in str(problem.value)


def test_a_role_bound_by_row_level_security_is_taken_without_a_word():
    assert check_database(os.environ["DATABASE_URL"], simulation=False) == []


def test_a_superuser_is_warned_of_in_a_simulation(superuser_url):
    [warning] = check_database(superuser_url, simulation=True)

    assert warning.startswith("DATABASE_URL: role postgres is a superuser or has BYPASSRLS")


def test_a_superuser_is_refused_outside_of_a_simulation(superuser_url):
    with pytest.raises(StackProblem, match="With SIMULATION=0 this is refused"):
        check_database(superuser_url, simulation=False)


def test_a_role_that_may_not_create_tables_is_refused(superuser_url):
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")

    with pytest.raises(StackProblem, match="role reader may not create tables"):
        check_database(superuser_url.replace("postgres@", "reader@"), simulation=True)


@pytest.mark.parametrize("url", ["nonsense", "http://127.0.0.1:6379"])
def test_what_is_no_address_of_redis_is_told_with_an_example(url):
    with pytest.raises(
        StackProblem, match=r"^REDIS_URL is no address of a server: write redis://:password@host:6379/0"
    ):
        check_redis(url)


def test_a_redis_that_does_not_answer_is_one_line():
    with pytest.raises(StackProblem, match=r"^REDIS_URL: .*Connection refused\. Correct it, or leave REDIS_URL out"):
        check_redis("redis://127.0.0.1:1/0")


def test_a_wrong_password_of_redis_is_one_line():
    host = os.environ["REDIS_URL"].rpartition("@")[2]

    with pytest.raises(StackProblem, match="^REDIS_URL: invalid username-password pair or user is disabled"):
        check_redis(f"redis://:wrong@{host}")


def test_a_redis_that_answers_is_taken():
    check_redis(os.environ["REDIS_URL"])
