from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "doudi.office.verification"
    label = "verification"

    def ready(self) -> None:
        from doudi.office.audit import verbs
        from doudi.office.people import panels
        from doudi.office.verification.enums import VERBS

        verbs.register(VERBS)
        panels.register("verification", 40, _panel)


def _panel(request, household):
    """Looked up late: views are not imported before the apps are ready."""
    from .views import panel

    return panel(request, household)
