"""What a request may wait for: `marketplace.wsgi` bounds its waits for locks, and this knows one that was given up."""

from psycopg.errors import LockNotAvailable


def gave_up_waiting(error: BaseException) -> bool:
    """Whether a statement was ended because another transaction held its rows for too long."""
    return isinstance(error.__cause__, LockNotAvailable)
