from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "marketplace.accounts"
    label = "accounts"

    def ready(self) -> None:
        from marketplace import sweeping
        from marketplace.accounts.sessions import forget_expired_sessions

        sweeping.register("sessions", forget_expired_sessions)
