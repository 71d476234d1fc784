from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "invoices"

    def ready(self) -> None:
        from invoices import (
            account,
            clock_receivers,
            deadlines,
            issuing_receivers,
            money_section,
            navigation,
            notices,
            receivers,
            sections,
            settings_entry,
        )
        from invoices.services import papers, runs
        from invoices.services.ledger_days import count_unsummed, sum_up_days
        from marketplace import sweeping

        account.register()
        clock_receivers.register()
        deadlines.register()
        navigation.register()
        sections.register()
        settings_entry.register()
        issuing_receivers.register()
        money_section.register()
        notices.register()
        receivers.register()
        sweeping.register("invoices to issue", runs.work_runs, runs.count_waiting)
        sweeping.register("invoices to print", papers.render_due, papers.count_due)
        sweeping.register("days of the ledger", sum_up_days, count_unsummed)
