from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from messaging import account, deadlines, navigation, notices, search, sections

        account.register()
        deadlines.register()
        navigation.register()
        notices.register()
        search.register()
        sections.register()
