"""Django's description of the app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "doudi.office.files"
    label = "files"
    verbose_name = "文件"
