from django.apps import AppConfig


class StackConfig(AppConfig):
    name = "marketplace.stack"
    label = "stack"

    def ready(self) -> None:
        from marketplace.stack import checks  # noqa: F401  registers the check of the database's role
