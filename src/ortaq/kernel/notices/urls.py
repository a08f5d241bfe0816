"""``pages`` stand under each language, ``feeds`` outside of them."""

from django.urls import path

from ortaq.kernel.notices import feeds as atom
from ortaq.kernel.notices import views

pages = (
    [
        path("", views.inbox, name="inbox"),
        path("read/", views.read, name="read"),
        path("stop/<str:token>/", views.stop, name="stop"),
        path("undelivered/", views.undelivered, name="undelivered"),
        path("undelivered/again/", views.try_again, name="try_again"),
    ],
    "notices",
)
feeds = (
    [
        path("records.atom", atom.records, name="records"),
        path("records/<str:number>.atom", atom.record, name="record"),
    ],
    "feeds",
)
