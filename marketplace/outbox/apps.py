from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "marketplace.outbox"
    label = "outbox"

    def ready(self) -> None:
        from marketplace import sweeping
        from marketplace.outbox.delivery import count_pending, drain_outbox
        from marketplace.outbox.forgetting import forget_sent

        sweeping.register("outbox", drain_outbox, count_pending)
        sweeping.register("sent", forget_sent)
