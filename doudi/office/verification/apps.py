from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "doudi.office.verification"
    label = "verification"

    def ready(self) -> None:
        from doudi.office.people import panels

        panels.register("verification", 40, _panel)


def _panel(request, household):
    """Looked up late: views are not imported before the apps are ready."""
    from .views import panel

    return panel(request, household)
