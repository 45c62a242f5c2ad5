from django.urls import path

from . import views

urlpatterns = [
    path("awards/", views.award_list, name="award_list"),
    path("awards/<str:number>/", views.award_detail, name="award_detail"),
    path("awards/<str:number>/reassess/", views.reassessment_new, name="reassessment_new"),
    path("awards/<str:number>/<slug:act>/", views.award_act, name="award_act"),
    path("reassessments/<str:number>/", views.reassessment_detail, name="reassessment_detail"),
    path("reassessments/<str:number>/export/", views.reassessment_export, name="reassessment_export"),
    path("reassessments/<str:number>/letter/", views.reassessment_letter, name="reassessment_letter"),
    path("raises/", views.raise_list, name="raise_list"),
    path("raises/new/", views.raise_new, name="raise_new"),
    path("raises/<str:number>/", views.raise_detail, name="raise_detail"),
    path("raises/<str:number>/export/", views.raise_export, name="raise_export"),
    path("raises/<str:number>/letters/", views.raise_letters, name="raise_letters"),
    path("raises/<str:number>/letters/<int:line>/", views.raise_letter, name="raise_letter"),
    path("raises/<str:number>/<slug:act>/", views.raise_act, name="raise_act"),
]
