"""The base of every Celery task: reads the business clock once."""

from typing import Any

from celery import Task

from marketplace import clock


class BusinessTask(Task):  # type: ignore[type-arg]  # celery-types makes Task generic, Celery itself does not
    """A task that reads the clock once. Its own services open transactions and scopes."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with clock.reading():
            return super().__call__(*args, **kwargs)
