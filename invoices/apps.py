from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "invoices"

    def ready(self) -> None:
        from invoices import account, receivers
        from invoices.services.ledger_days import count_unsummed, sum_up_days
        from marketplace import sweeping

        account.register()
        receivers.register()
        sweeping.register("days of the ledger", sum_up_days, count_unsummed)
