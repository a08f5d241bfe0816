"""Pages that show several systems at once."""

from django.urls import path

from ortaq.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("records/<str:number>/", views.thread, name="thread"),
    path("digest/", views.digest, name="digest"),
]
