"""Addresses of the frame, below a language."""

from django.urls import path

from ortaq.kernel.web import views

urlpatterns = [
    path("view/", views.view_settings, name="view"),
    path("design/", views.design, name="design"),
]
