from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from marketplace import sweeping
        from messaging import account, deadlines, navigation, notices, order_files, search, sections
        from messaging.services.receiving import count_pending, drain_inbound, forget_settled

        account.register()
        deadlines.register()
        navigation.register()
        notices.register()
        order_files.register()
        search.register()
        sections.register()
        sweeping.register("inbound mail", drain_inbound, count_pending)
        sweeping.register("settled mail", forget_settled)
