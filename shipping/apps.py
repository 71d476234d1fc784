from django.apps import AppConfig


class ShippingConfig(AppConfig):
    name = "shipping"

    def ready(self) -> None:
        from shipping import navigation

        navigation.register()
        from shipping import account

        account.register()
