"""Django's description of the app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "doudi.office.places"
    label = "places"
    verbose_name = "区划"
