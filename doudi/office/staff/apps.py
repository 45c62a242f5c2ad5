"""Django's description of the app."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "doudi.office.staff"
    label = "staff"
    verbose_name = "人员与岗位"
