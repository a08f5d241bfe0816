"""Addresses of publication duties, under /kk/, /ru/ and /en/."""

from django.urls import URLPattern

app_name = "publication"
urlpatterns: list[URLPattern] = []
