"""Every address of the house; each app brings its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("doudi.office.base.urls")),
    path("", include("doudi.office.portal.urls")),
    path("", include("doudi.office.staff.urls")),
    path("", include("doudi.office.audit.urls")),
    path("", include("doudi.office.places.urls")),
    path("", include("doudi.office.files.urls")),
    path("", include("doudi.office.people.urls")),
    path("", include("doudi.office.programmes.urls")),
    path("", include("doudi.office.verification.urls")),
    path("", include("doudi.office.awards.urls")),
    path("", include("doudi.office.cases.urls")),
    path("", include("doudi.office.payments.urls")),
]

handler400 = "doudi.office.base.failures.bad_request"
handler403 = "doudi.office.base.failures.permission_denied"
handler404 = "doudi.office.base.failures.not_found"
handler500 = "doudi.office.base.failures.server_error"
