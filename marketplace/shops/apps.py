from django.apps import AppConfig


class ShopsConfig(AppConfig):
    name = "marketplace.shops"
    label = "shops"

    def ready(self) -> None:
        from marketplace.shops import navigation

        navigation.register()
