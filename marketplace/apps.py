from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    label = "marketplace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace import checks, idempotency, sweeping  # noqa: F401  checks register themselves

        sweeping.register("idempotency", idempotency.forget_old_answers)
