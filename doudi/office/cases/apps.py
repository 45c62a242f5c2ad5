from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "doudi.office.cases"
    label = "cases"

    def ready(self) -> None:
        from doudi.office.audit import verbs
        from doudi.office.cases.enums import VERBS
        from doudi.office.files import permissions as files
        from doudi.office.people import panels as household_page
        from doudi.office.people import permissions as households
        from doudi.office.staff import inbox

        from . import panels, permissions

        verbs.register(VERBS)
        files.register(permissions.may_read_file)
        inbox.register("cases", panels.waiting_cases)
        inbox.register("applications", panels.waiting_applications)
        inbox.register("refusals", panels.untold_refusals)
        household_page.register("cases", 20, panels.household_panel)
        household_page.register_act("apply", 10, panels.apply_act)
        household_page.register_search("cases", panels.search)
        households.register_closing_check(permissions.why_not_close)
