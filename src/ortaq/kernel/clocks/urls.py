"""Addresses of the business calendar, under the language of the page."""

from django.urls import path

from ortaq.kernel.clocks import views

app_name = "clocks"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("<int:year>/", views.calendar, name="year"),
    path("change/", views.change, name="change"),
    path("change/<slug:day>/", views.change, name="change_day"),
]
