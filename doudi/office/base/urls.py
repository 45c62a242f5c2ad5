"""Addresses of no app."""

from django.urls import path

from doudi.office.base import views

urlpatterns = [
    path("settings/contrast/", views.set_contrast, name="set_contrast"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("patterns", views.patterns, name="patterns"),
]
