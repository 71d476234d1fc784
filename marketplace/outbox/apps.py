from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "marketplace.outbox"
    label = "outbox"

    def ready(self) -> None:
        from marketplace import sweeping
        from marketplace.outbox.delivery import count_pending, deliver_due

        sweeping.register("outbox", deliver_due, count_pending)
