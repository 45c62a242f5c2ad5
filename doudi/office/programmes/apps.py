from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "doudi.office.programmes"
    label = "programmes"

    def ready(self) -> None:
        from doudi.office.people import catalogue, panels

        catalogue.register(_facts)
        panels.register("programmes", 30, _panel)


def _facts():
    """Read on first use: starting the office does not load the policies."""
    from .rulebook import catalogue

    return catalogue()


def _panel(request, household):
    from .views import panel

    return panel(request, household)
