"""Addresses of exports, under the language of the page."""

from django.urls import path

from ortaq.kernel.interchange import views

app_name = "interchange"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("new/", views.new, name="new"),
    path("log/", views.log, name="log"),
    path("<uuid:uuid>/", views.job, name="job"),
    path("<uuid:uuid>/cancel/", views.cancel, name="cancel"),
    path("<uuid:uuid>/file/", views.fetch, name="fetch"),
]
