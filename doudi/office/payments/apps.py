from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "doudi.office.payments"
    label = "payments"

    def ready(self) -> None:
        from doudi.office.audit import verbs
        from doudi.office.awards import permissions
        from doudi.office.payments import panels
        from doudi.office.payments.enums import VERBS
        from doudi.office.payments.questions import listed_until
        from doudi.office.people import panels as household_page
        from doudi.office.staff import inbox

        permissions.register_payments(listed_until)
        verbs.register(VERBS)
        inbox.register("payments", panels.waiting_batches)
        household_page.register("payments", 40, panels.household_panel)
