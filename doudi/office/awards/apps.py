from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "doudi.office.awards"
    label = "awards"

    def ready(self) -> None:
        from doudi.office.audit import verbs
        from doudi.office.awards import imports, panels, permissions
        from doudi.office.awards.enums import VERBS
        from doudi.office.people import imports as rosters
        from doudi.office.people import panels as household_page
        from doudi.office.people import permissions as households
        from doudi.office.programmes.rulebook import recognition

        verbs.register(VERBS)
        household_page.register("awards", 30, panels.household_panel)
        household_page.register_hint("awards", panels.person_hint)
        households.register_closing_check(permissions.why_not_close)
        rosters.register_rows(rosters.AWARD, imports.AwardRows())
        recognition.register_recognition(_recognised)


def _recognised(household, on):
    """Read on first use: starting the office does not load the policies."""
    from doudi.office.awards.answers import recognised_by_awards

    return recognised_by_awards(household, on)
