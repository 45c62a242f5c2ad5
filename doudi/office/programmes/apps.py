from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "doudi.office.programmes"
    label = "programmes"

    def ready(self) -> None:
        from doudi.office.audit import verbs
        from doudi.office.base import tasks
        from doudi.office.people import catalogue, panels
        from doudi.office.programmes.enums import VERBS
        from doudi.office.staff import inbox

        verbs.register(VERBS)
        tasks.before_each(_refresh)
        inbox.register("standards", _waiting)
        catalogue.register(_facts)
        panels.register("programmes", 30, _panel)


def _facts():
    """Read on first use: starting the office does not load the policies."""
    from .rulebook import catalogue

    return catalogue()


def _panel(request, household):
    from .views import panel

    return panel(request, household)


def _refresh():
    from .rulebook import refresh

    refresh()


def _waiting(user, on):
    from .panels import waiting_standards

    return waiting_standards(user, on)
