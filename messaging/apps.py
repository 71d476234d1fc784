from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from messaging import deadlines, notices, search

        deadlines.register()
        notices.register()
        search.register()
