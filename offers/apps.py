from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        from marketplace import sweeping
        from offers import account, navigation, notices, reach, search
        from offers.services.low_stock import count_shops_to_tell, forget_risen

        account.register()
        navigation.register()
        notices.register()
        reach.register()
        search.register()
        # What has risen first: it may have fallen again since.
        sweeping.register("risen stock", forget_risen)
        sweeping.register("low stock", notices.tell_low_stock, count_shops_to_tell)
