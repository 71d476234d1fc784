from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        from marketplace import sweeping
        from offers import account, imports_wiring, navigation, notices, reach, search
        from offers.services import product_import
        from offers.services.low_stock import count_shops_to_tell, forget_risen
        from offers.services.making_exports import count_open_exports, forget_exports, make_exports
        from offers.services.missing import count_refresh_due, refresh_due

        account.register()
        imports_wiring.register()
        navigation.register()
        notices.register()
        product_import.register()
        reach.register()
        search.register()
        # What has risen first: it may have fallen again since.
        sweeping.register("risen stock", forget_risen)
        sweeping.register("low stock", notices.tell_low_stock, count_shops_to_tell)
        sweeping.register("what sheets lack", refresh_due, count_refresh_due)
        sweeping.register("exports", make_exports, count_open_exports)
        sweeping.register("old exports", forget_exports)
