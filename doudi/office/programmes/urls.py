"""Addresses of the rulebook's pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("standards/", views.standards, name="standards"),
    path("standards/export/", views.standards_export, name="standards_export"),
    path("households/<str:number>/what-if/", views.what_if, name="what_if"),
    path("determinations/<str:number>/", views.determination_detail, name="determination_detail"),
    path("determinations/<str:number>/replay/", views.determination_replay, name="determination_replay"),
    path(
        "determinations/<str:number>/against/<str:other>/",
        views.determination_diff,
        name="determination_diff",
    ),
]
