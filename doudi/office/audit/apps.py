"""Django's description of the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "doudi.office.audit"
    label = "audit"
    verbose_name = "审计"
