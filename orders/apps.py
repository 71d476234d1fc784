from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from orders import account, deadlines, navigation, paths, reach, search
        from orders.realism import section

        account.register()
        deadlines.register()
        navigation.register()
        paths.register()
        reach.register()
        search.register()
        section.register()
