from django.urls import path

from . import views

HOUSEHOLD = "households/<str:number>/"

urlpatterns = [
    path("search/", views.person_search, name="person_search"),
    path("duplicates/", views.duplicate_hint, name="duplicate_hint"),
    path("reveal/<str:kind>/<int:pk>/<str:field>/", views.reveal, name="reveal"),
    path("people/<int:pk>/", views.person_detail, name="person_detail"),
    path("people/<int:pk>/edit/", views.person_edit, name="person_edit"),
    path("households/", views.household_list, name="household_list"),
    path("households/new/", views.household_new, name="household_new"),
    path(HOUSEHOLD, views.household_detail, name="household_detail"),
    path(f"{HOUSEHOLD}split/", views.household_split, name="household_split"),
    path(f"{HOUSEHOLD}merge/", views.household_merge, name="household_merge"),
    path(f"{HOUSEHOLD}move/", views.household_move, name="household_move"),
    path(f"{HOUSEHOLD}close/", views.household_close, name="household_close"),
    path(f"{HOUSEHOLD}head/", views.head_change, name="head_change"),
    path(f"{HOUSEHOLD}account/", views.account_edit, name="account_edit"),
    path(f"{HOUSEHOLD}marks/", views.mark_edit, name="mark_edit"),
    path(f"{HOUSEHOLD}members/new/", views.member_new, name="member_new"),
    path(f"{HOUSEHOLD}members/<int:pk>/", views.member_edit, name="member_edit"),
    path(f"{HOUSEHOLD}members/<int:pk>/leave/", views.member_leave, name="member_leave"),
    path(f"{HOUSEHOLD}members/<int:pk>/death/", views.death_new, name="death_new"),
    path(f"{HOUSEHOLD}facts/", views.fact_edit, name="fact_edit"),
    path(f"{HOUSEHOLD}facts/new/", views.fact_new, name="fact_new"),
    path(f"{HOUSEHOLD}facts/<int:pk>/withdraw/", views.fact_withdraw, name="fact_withdraw"),
    path("imports/", views.import_list, name="import_list"),
    path("imports/new/", views.import_new, name="import_new"),
    path("imports/template/", views.import_template, name="import_template"),
    path("imports/<int:pk>/", views.import_detail, name="import_detail"),
    path("imports/<int:pk>/confirm/", views.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/stop/", views.import_stop, name="import_stop"),
    path("imports/<int:pk>/errors/", views.import_errors, name="import_errors"),
]
