from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "marketplace.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        from marketplace import sweeping
        from marketplace.deadlines import consequences, queue, sweep

        sweeping.register("deadlines", sweep.drain_deadlines, sweep.pending_deadlines)
        sweeping.register("consequences", consequences.drain_consequences, consequences.pending_consequences)
        queue.register_area()
