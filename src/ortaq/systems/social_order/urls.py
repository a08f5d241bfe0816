"""Addresses of the state social order, under /kk/, /ru/ and /en/."""

from django.urls import URLPattern

app_name = "social_order"
urlpatterns: list[URLPattern] = []
