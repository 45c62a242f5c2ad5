"""Addresses of the public pages and of those where the office answers them."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("check/", views.self_check, name="self_check"),
    path("apply/", views.apply_by_phone, name="apply_by_phone"),
    path("progress/", views.progress_find, name="progress_find"),
    path("p/<str:code>/", views.progress, name="progress"),
    path("board/", views.notice_board, name="notice_board"),
    path("board/<str:slug>/", views.notice_detail, name="notice_detail"),
    path("speak/", views.grievance_new, name="grievance_new"),
    path("sent/<slug:kind>/", views.sent, name="sent"),
    path("open-standards/", views.standards_public, name="standards_public"),
    path("visits/", views.visit_list, name="visit_list"),
    path("visits/<str:number>/", views.visit_form, name="visit_form"),
    path("grievances/", views.grievance_list, name="grievance_list"),
    path("grievances/<str:number>/", views.grievance_detail, name="grievance_detail"),
    path("phone-applications/<str:code>/", views.phone_application_detail, name="phone_application_detail"),
]
