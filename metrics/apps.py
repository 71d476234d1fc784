from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self) -> None:
        from marketplace import sweeping
        from metrics import navigation, receivers, sections
        from metrics.services.recomputing import count_marked, recompute_marked

        navigation.register()
        receivers.register()
        sections.register()
        # Behind all that makes days stale.
        sweeping.register("figures", recompute_marked, count_marked)
