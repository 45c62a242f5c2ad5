from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "doudi.office.payments"
    label = "payments"

    def ready(self) -> None:
        from doudi.office.audit import verbs
        from doudi.office.awards.answers import listed
        from doudi.office.payments import panels
        from doudi.office.payments.enums import VERBS
        from doudi.office.payments.questions import listed_until, paid_by_month
        from doudi.office.people import panels as household_page
        from doudi.office.staff import inbox

        listed.register_payments(listed_until, paid_by_month)
        verbs.register(VERBS)
        inbox.register("payments", panels.waiting_batches)
        household_page.register("payments", 40, panels.household_panel)
