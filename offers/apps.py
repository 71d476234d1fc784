from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        from offers import account, navigation, reach, search

        account.register()
        navigation.register()
        reach.register()
        search.register()
