"""Addresses of the staff."""

from django.urls import path

from doudi.office.staff import views

urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("login/otp/", views.otp, name="otp"),
    path("account/otp/", views.otp_setup, name="otp_setup"),
    path("account/", views.profile, name="profile"),
    path("account/password/", views.change_password, name="change_password"),
    path("account/post/", views.switch_post, name="switch_post"),
    path("account/relatives/new/", views.relative_new, name="relative_new"),
    path("settings/size/", views.set_size, name="set_size"),
    path("settings/language/", views.set_language, name="set_language"),
    path("staff/relatives/", views.staff_relatives, name="staff_relatives"),
    path("staff/relatives/<int:pk>/end/", views.relative_end, name="relative_end"),
    path("staff/users/", views.user_list, name="user_list"),
    path("staff/users/new/", views.user_new, name="user_new"),
    path("staff/users/<int:pk>/", views.user_detail, name="user_detail"),
    path("staff/users/<int:pk>/posts/", views.post_grant, name="post_grant"),
    path("staff/posts/<int:pk>/end/", views.post_end, name="post_end"),
    path("staff/users/<int:pk>/password/", views.password_reset, name="password_reset"),
    path("staff/users/<int:pk>/otp/", views.second_factor_reset, name="second_factor_reset"),
    path("staff/users/<int:pk>/switch/", views.user_switch, name="user_switch"),
    path("audit/", views.audit_log, name="audit_log"),
    path("audit/access/", views.access_log, name="access_log"),
    path("divisions/", views.division_list, name="division_list"),
    path("divisions/<str:code>/delegation/", views.delegation, name="delegation"),
    path("tasks/", views.task_list, name="task_list"),
    path("tasks/<int:pk>/", views.task_detail, name="task_detail"),
]
