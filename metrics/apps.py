from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self) -> None:
        from marketplace import sweeping
        from metrics import receivers
        from metrics.services.recomputing import count_marked, recompute_marked

        receivers.register()
        # Behind all that makes days stale.
        sweeping.register("figures", recompute_marked, count_marked)
