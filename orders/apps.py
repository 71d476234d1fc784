from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from orders import account, deadlines, navigation, paths, search

        account.register()
        deadlines.register()
        navigation.register()
        paths.register()
        search.register()
