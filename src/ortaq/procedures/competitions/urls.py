"""Addresses of competitions, under /kk/, /ru/ and /en/."""

from django.urls import URLPattern

app_name = "competitions"
urlpatterns: list[URLPattern] = []
