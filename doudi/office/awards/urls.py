from django.urls import path

from . import views

urlpatterns = [
    path("awards/", views.award_list, name="award_list"),
    path("awards/<str:number>/", views.award_detail, name="award_detail"),
    path("awards/<str:number>/<slug:act>/", views.award_act, name="award_act"),
]
