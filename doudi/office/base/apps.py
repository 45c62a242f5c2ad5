"""Django's description of the app."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "doudi.office.base"
    label = "base"
    verbose_name = "基础"

    def ready(self) -> None:
        from doudi.office.base.start import refuse_demo_keys

        refuse_demo_keys()
