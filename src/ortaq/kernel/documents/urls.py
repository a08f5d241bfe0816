"""Addresses of documents. They carry no language."""

from django.urls import path

from ortaq.kernel.documents import views

app_name = "documents"
urlpatterns = [
    path("<uuid:uuid>/", views.download, name="download"),
    path("<uuid:uuid>/thumbnail/", views.thumbnail, name="thumbnail"),
]
