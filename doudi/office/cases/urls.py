"""Addresses of applications and cases."""

from django.urls import path

from . import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("applications/", views.application_list, name="application_list"),
    path("applications/new/", views.application_new, name="application_new"),
    path("households/<str:number>/apply/", views.application_fill, name="application_fill"),
    path("applications/<str:number>/", views.application_detail, name="application_detail"),
    path("applications/<str:number>/papers/", views.application_papers, name="application_papers"),
    path("applications/<str:number>/papers/<int:pk>/", views.paper_supply, name="paper_supply"),
    path("applications/<str:number>/accept/", views.application_accept, name="application_accept"),
    path("applications/<str:number>/withdraw/", views.application_withdraw, name="application_withdraw"),
    path("applications/<str:number>/receipt/", views.application_receipt, name="application_receipt"),
    path("applications/<str:number>/papers-letter/", views.papers_letter, name="papers_letter"),
    path("cases/", views.case_list, name="case_list"),
    path("cases/<str:number>/", views.case_detail, name="case_detail"),
    path("cases/<str:number>/letter/", views.decision_letter, name="decision_letter"),
    path("cases/<str:number>/told/", views.decision_told, name="decision_told"),
    path("cases/<str:number>/act/<str:act>/", views.case_act, name="case_act"),
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/<str:slug>/sheet/", views.notice_sheet, name="notice_sheet"),
    path("drafts/<str:form>/<str:object_id>/", views.draft_save, name="draft_save"),
]
