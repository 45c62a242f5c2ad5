"""Addresses of the rulebook's pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("standards/", views.standards, name="standards"),
    path("standards/export/", views.standards_export, name="standards_export"),
    path("standards/lines/", views.standards_lines, name="standards_lines"),
    path("standards/changes/", views.policy_changes, name="policy_changes"),
    path("standards/coverage/", views.policy_coverage, name="policy_coverage"),
    path("standards/documents/", views.policy_documents, name="policy_documents"),
    path("standards/history/<str:place>/<str:name>/", views.standard_history, name="standard_history"),
    path("standards/pilots/", views.programme_scope_list, name="programme_scope_list"),
    path("standards/pilots/new/", views.programme_scope_new, name="programme_scope_new"),
    path("standards/local/", views.local_standard_list, name="local_standard_list"),
    path("standards/local/new/", views.local_standard_new, name="local_standard_new"),
    path("standards/local/<str:number>/", views.local_standard_detail, name="local_standard_detail"),
    path("standards/local/<str:number>/edit/", views.local_standard_edit, name="local_standard_edit"),
    path("standards/local/<str:number>/<str:act>/", views.local_standard_act, name="local_standard_act"),
    path("households/<str:number>/entitlements/", views.entitlements, name="entitlements"),
    path("households/<str:number>/cliff/", views.cliff, name="cliff"),
    path("households/<str:number>/what-if/", views.what_if, name="what_if"),
    path("determinations/<str:number>/", views.determination_detail, name="determination_detail"),
    path("determinations/<str:number>/replay/", views.determination_replay, name="determination_replay"),
    path(
        "determinations/<str:number>/against/<str:other>/",
        views.determination_diff,
        name="determination_diff",
    ),
    path("simulation/", views.simulation, name="simulation"),
    path("simulation/build/", views.simulation_build, name="simulation_build"),
    path("simulation/save/", views.simulation_save, name="simulation_save"),
    path("simulation/compare/", views.simulation_compare, name="simulation_compare"),
    path("simulation/<int:pk>/export/", views.simulation_export, name="simulation_export"),
    path("simulation/<int:pk>/delete/", views.simulation_delete, name="simulation_delete"),
    path("simulation/<int:pk>/draft/", views.simulation_draft, name="simulation_draft"),
]
