"""Addresses of the files."""

from django.urls import path

from doudi.office.files import views

urlpatterns = [
    path("files/<uuid:uuid>/", views.download, name="download"),
    path("files/<uuid:uuid>/picture/", views.picture, name="picture"),
]
