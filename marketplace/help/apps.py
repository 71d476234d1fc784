from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "marketplace.help"
    label = "help"

    def ready(self) -> None:
        from marketplace.help import navigation

        navigation.register()
