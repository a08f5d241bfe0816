"""Addresses of satisfaction surveys, under /kk/, /ru/ and /en/."""

from django.urls import URLPattern

app_name = "surveys"
urlpatterns: list[URLPattern] = []
