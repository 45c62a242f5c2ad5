from django.urls import path

from . import views

BATCH = "payments/<str:number>/"

urlpatterns = [
    path("payments/", views.batch_list, name="batch_list"),
    path("payments/new/", views.batch_new, name="batch_new"),
    path(BATCH, views.batch_detail, name="batch_detail"),
    path(f"{BATCH}file/", views.batch_file, name="batch_file"),
    path(f"{BATCH}export/", views.batch_export, name="batch_export"),
    path(f"{BATCH}return/", views.return_new, name="return_new"),
    path(f"{BATCH}act/<slug:act>/", views.batch_act, name="batch_act"),
]
