from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "marketplace.notices"
    label = "notices"

    def ready(self) -> None:
        from marketplace import sweeping
        from marketplace.notices import deadline_news, forgetting, frame, mailing

        deadline_news.register()
        frame.register()
        sweeping.register("notices", mailing.drain_notices, mailing.pending_notices)
        sweeping.register("old_notices", forgetting.forget_old_notices)
