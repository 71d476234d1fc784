"""The base of every Celery task: reads the business clock once, and opens the shop's scope where one is given."""

from typing import Any

from celery import Task

from marketplace import clock
from marketplace.tenancy import shop_scope


class BusinessTask(Task):  # type: ignore[type-arg]  # celery-types makes Task generic, Celery itself does not
    """A task that reads the clock once. Its own services open transactions and scopes."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with clock.reading():
            return super().__call__(*args, **kwargs)


class ShopTask(BusinessTask):
    """A task on one shop's rows: `shop_id` opens its scope and one transaction around it."""

    abstract = True

    def __call__(self, *args: Any, shop_id: int, **kwargs: Any) -> Any:
        with shop_scope(shop_id):
            return super().__call__(*args, shop_id=shop_id, **kwargs)
