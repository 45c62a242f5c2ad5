"""Addresses of means verification."""

from django.urls import path

from . import views

CHECK = "verification/<str:number>/"
HOUSEHOLD = "households/<str:number>/"

urlpatterns = [
    path("verification/", views.verification_list, name="verification_list"),
    path(CHECK, views.verification_detail, name="verification_detail"),
    path(f"{CHECK}report/", views.verification_report, name="verification_report"),
    path(f"{CHECK}answers/<str:source>/", views.check_answer, name="check_answer"),
    path(f"{CHECK}import/", views.check_import, name="check_import"),
    path(f"{CHECK}template/", views.check_template, name="check_template"),
    path(f"{CHECK}complete/", views.check_complete, name="check_complete"),
    path(f"{CHECK}findings/<int:pk>/", views.finding_settle, name="finding_settle"),
    path(f"{HOUSEHOLD}consents/new/", views.consent_new, name="consent_new"),
    path(f"{HOUSEHOLD}consents/refuse/", views.consent_refuse, name="consent_refuse"),
    path(f"{HOUSEHOLD}consents/<int:pk>/withdraw/", views.consent_withdraw, name="consent_withdraw"),
    path(f"{HOUSEHOLD}verification/new/", views.check_new, name="check_new"),
]
