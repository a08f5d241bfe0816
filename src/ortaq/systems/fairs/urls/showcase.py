"""Addresses of fairs and their projects. The address of one fair stands last: it takes any word."""

from django.urls import path

from ortaq.systems.fairs.views import data, occasions, office, own, public, voting

showcase_patterns = [
    path("", public.index, name="index"),
    path("events/", occasions.index, name="events"),
    path("events/calendar.ics", data.events, name="calendar"),
    path("events/<str:number>/", occasions.detail, name="event"),
    path("events/<str:number>/event.ics", data.events, name="event_calendar"),
    path("office/events/", occasions.office, name="office_events"),
    path("office/events/new/", occasions.new, name="office_event_new"),
    path("office/events/<str:number>/", occasions.case, name="office_event"),
    path("office/events/<str:number>/write/", occasions.write, name="office_event_write"),
    path("office/events/<str:number>/<slug:code>/", occasions.act, name="office_event_deed"),
    path("projects/mine/", own.index, name="mine"),
    path("projects/<str:number>/", public.project, name="project"),
    path("projects/<str:number>/own/", own.own, name="own_project"),
    path("projects/<str:number>/own/write/", own.write, name="own_write"),
    path("projects/<str:number>/own/questions/<int:question_id>/", own.answer, name="own_answer"),
    path("projects/<str:number>/own/<slug:code>/", own.act, name="own_deed"),
    path("office/", office.index, name="office"),
    path("office/new/", office.new, name="office_new"),
    path("office/projects/<str:number>/", office.project, name="office_project"),
    path("office/projects/<str:number>/questions/<int:question_id>/", office.hide, name="office_hide"),
    path("office/projects/<str:number>/<slug:code>/", office.act_on_project, name="office_project_deed"),
    path("office/<str:number>/", office.fair, name="office_fair"),
    path("office/<str:number>/vote/", voting.make, name="make_vote"),
    path("office/<str:number>/write/", office.write, name="office_write"),
    path("office/<str:number>/<slug:code>/", office.act, name="office_deed"),
    path("<str:number>/", public.fair, name="fair"),
    path("<str:number>/results/", voting.results, name="results"),
    path("<str:number>/projects/new/", own.begin, name="begin"),
]
