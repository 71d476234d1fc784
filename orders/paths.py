"""Public order ids in routes: any text that an order of the past may have been called, but no slash and no null."""

from django.urls import register_converter


class OrderIdConverter:
    """What stands between two slashes, as long as the column at most."""

    regex = "[^/\x00]{1,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def register() -> None:
    """Make `<order:order_id>` known to routes; called at start, before any route is read."""
    register_converter(OrderIdConverter, "order")
