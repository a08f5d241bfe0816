"""Addresses of accounts, below a language and ``accounts/``. Sign-in and everything around it is allauth's."""

from allauth.socialaccount.providers.openid_connect.views import callback
from django.urls import include, path

from ortaq.kernel.accounts import views
from ortaq.kernel.accounts.views import roles

urlpatterns = [
    path("profile/", views.profile, name="account_profile"),
    path("profile/change/", views.change_profile, name="account_change_profile"),
    path("iin/", views.give_iin, name="account_iin"),
    path("my-data/", views.my_data, name="account_my_data"),
    path("erase/", views.erase, name="account_erase"),
    path("second-factor/", views.second_factor, name="account_second_factor"),
    path("roles/", roles.index, name="account_roles"),
    path("roles/give/", roles.give, name="account_role_give"),
    path("roles/<int:assignment_id>/end/", roles.end, name="account_role_end"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]

providers = [
    path("oidc/<str:provider_id>/login/", views.provider_sign_in, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", callback, name="openid_connect_callback"),
]
"""An identity provider's two addresses. They carry no language: one address is registered with the provider."""
