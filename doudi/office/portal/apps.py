from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "doudi.office.portal"
    label = "portal"

    def ready(self) -> None:
        from doudi.office.audit import verbs
        from doudi.office.staff import inbox

        from . import panels
        from .enums import VERBS

        inbox.register("grievances", panels.waiting_grievances)
        inbox.register("phone_applications", panels.waiting_phone_applications)
        verbs.register(VERBS)
