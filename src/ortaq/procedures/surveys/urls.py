"""Addresses of satisfaction surveys, under /kk/, /ru/ and /en/; and the short link of codes, without a language."""

from django.urls import path

from ortaq.procedures.surveys.views import answering, batches, office

app_name = "surveys"
urlpatterns = [
    path("", answering.start, name="start"),
    path("answer/", answering.answer, name="answer"),
    path("thanks/", answering.thanks, name="thanks"),
    path("phone/", answering.phone, name="phone"),
    path("office/", office.index, name="office"),
    path("office/new/<str:number>/", office.plan, name="plan"),
    path("office/<int:pk>/", office.survey, name="survey"),
    path("office/<int:pk>/open/", office.open_, name="open"),
    path("office/<int:pk>/codes/<slug:channel>/<slug:kind>/", office.codes, name="codes"),
    path("office/<int:pk>/texts/", office.texts, name="texts"),
    path("office/<int:pk>/close/", office.close, name="close"),
    path("office/<int:pk>/comments/<str:response>/", office.comment, name="comment"),
    path("office/<int:pk>/batches/", batches.begin, name="begin_batch"),
    path("office/batches/<int:pk>/", batches.typing, name="batch"),
    path("office/batches/<int:pk>/finish/", batches.finish, name="finish_batch"),
]
short_patterns = [path("<str:code>", answering.short, name="survey_code")]
