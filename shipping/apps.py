from django.apps import AppConfig


class ShippingConfig(AppConfig):
    name = "shipping"

    def ready(self) -> None:
        from shipping import navigation

        navigation.register()
        from shipping import account

        account.register()
        from marketplace import sweeping
        from shipping import fault_news
        from shipping.pages import paused
        from shipping.services.faults import end_forgotten_faults

        fault_news.register()
        paused.register()
        sweeping.register("freight faults", fault_news.tell_faults, fault_news.count_untold)
        sweeping.register("forgotten freight faults", end_forgotten_faults)
