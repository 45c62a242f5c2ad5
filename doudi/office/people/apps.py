from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "doudi.office.people"
    label = "people"

    def ready(self) -> None:
        from doudi.office.audit import verbs
        from doudi.office.files import permissions as files

        from . import permissions
        from .enums import VERBS

        verbs.register(VERBS)
        files.register(permissions.may_read_file)
