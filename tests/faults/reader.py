"""A process that reads with pooled connections: once at once, and once more for each line on its input."""

import sys

import django


def read_twice_over() -> None:
    """Answer "read" or the error's name, and give the connection back as a request does when it ends."""
    from django.db import DatabaseError, connection

    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            answer = "read"
        except DatabaseError as error:
            answer = type(error).__name__
        connection.close()
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
        if not sys.stdin.readline():
            return


if __name__ == "__main__":
    django.setup()
    read_twice_over()
