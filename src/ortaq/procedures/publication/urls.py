"""Addresses of publication duties, under /kk/, /ru/ and /en/."""

from django.urls import path

from ortaq.procedures.publication import views

app_name = "publication"
urlpatterns = [
    path("", views.index, name="index"),
    path("office/", views.work, name="work"),
    path("office/<int:pk>/", views.meet, name="meet"),
]
