"""Addresses of accounts, below a language and ``accounts/``. Sign-in and everything around it is allauth's."""

from django.urls import include, path

from ortaq.kernel.accounts import views
from ortaq.kernel.accounts.views import entering, provider, roles

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
    path("logout/", provider.SignOutView.as_view(), name="account_logout"),
    path("signup/", entering.sign_up, name="account_signup"),
    path("password/reset/", entering.reset_password, name="account_reset_password"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]

providers = [
    path("oidc/<str:provider_id>/login/", provider.provider_sign_in, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", provider.provider_callback, name="openid_connect_callback"),
]
"""An identity provider's two addresses. They carry no language: one address is registered with the provider."""
