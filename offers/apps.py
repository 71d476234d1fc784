from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        from offers import account, navigation, search

        account.register()
        navigation.register()
        search.register()
