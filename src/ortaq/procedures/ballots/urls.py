"""Addresses of votes on projects, under /kk/, /ru/ and /en/; and the short link of codes, without a language."""

from django.urls import path

from ortaq.procedures.ballots.views import desk, kiosk, manage, paper, proof, public, voting, withdrawal

app_name = "ballots"
urlpatterns = [
    path("", public.index, name="list"),
    path("enter/", voting.enter, name="enter"),
    path("ballot/", voting.ballot, name="ballot"),
    path("cast/", voting.cast, name="cast"),
    path("receipt/", voting.receipt, name="receipt"),
    path("kiosk/", kiosk.kiosk, name="kiosk"),
    path("kiosk/end/", kiosk.end, name="kiosk_end"),
    path("kiosk/start/<str:token>/", kiosk.start, name="kiosk_start"),
    path("office/", manage.index, name="office"),
    path("office/new/", manage.new, name="new"),
    path("office/<str:number>/", manage.manage, name="manage"),
    path("office/<str:number>/terms/", manage.terms, name="terms"),
    path("office/<str:number>/papers/", manage.papers, name="papers"),
    path("office/<str:number>/papers/<slug:key>/", manage.paper, name="paper"),
    path("office/<str:number>/papers/<slug:key>/remove/", manage.remove, name="remove_paper"),
    path("office/<str:number>/trustees/", manage.trustees, name="trustees"),
    path("office/<str:number>/places/", manage.places, name="places"),
    path("office/<str:number>/places/<int:place>/remove/", manage.remove_place, name="remove_place"),
    path("office/<str:number>/places/<int:place>/ballot/", paper.ballots, name="paper_ballots"),
    path("office/<str:number>/roll/", manage.roll, name="roll"),
    path("office/<str:number>/codes/", manage.codes, name="codes"),
    path("office/<str:number>/steps/<slug:code>/", manage.step, name="step"),
    path("office/<str:number>/withdraw/", withdrawal.withdraw, name="withdraw"),
    path("office/<str:number>/desk/", desk.desk, name="desk"),
    path("office/<str:number>/desk/add/", desk.add, name="desk_add"),
    path("office/<str:number>/desk/<int:place>/code/", desk.code, name="desk_code"),
    path("office/<str:number>/desk/<int:place>/paper/", desk.paper, name="desk_paper"),
    path("office/<str:number>/batches/", paper.index, name="batches"),
    path("office/<str:number>/batches/<int:batch>/", paper.typing, name="batch"),
    path("office/<str:number>/batches/<int:batch>/compare/", paper.compare, name="batch_compare"),
    path("office/<str:number>/batches/<int:batch>/accept/", paper.accept, name="batch_accept"),
    path("office/<str:number>/batches/<int:batch>/drop/", paper.drop, name="batch_drop"),
    path("office/<str:number>/batches/<int:batch>/act/", paper.act, name="batch_act"),
    path("<str:number>/", public.election, name="election"),
    path("<str:number>/ways/", voting.ways, name="ways"),
    path("<str:number>/account/", voting.account, name="account"),
    path("<str:number>/sms/", voting.sms, name="sms"),
    path("<str:number>/sms/code/", voting.sms_code, name="sms_code"),
    path("<str:number>/results/", public.results, name="results"),
    path("<str:number>/proof/", proof.page, name="proof"),
    path("<str:number>/proof/check/", proof.check, name="proof_check"),
    path("<str:number>/proof/heads.json", proof.heads, name="proof_heads"),
    path("<str:number>/proof/heads/<int:head>.json", proof.head, name="proof_head"),
    path("<str:number>/proof/files/<str:name>", proof.file, name="proof_file"),
]
short_patterns = [path("<str:code>", voting.short, name="voting_code")]
