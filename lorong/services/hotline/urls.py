from django.urls import path

from lorong.services.hotline.views import desk, doors, enclosures, pages

app_name = "hotline"
urlpatterns = [
    path("gerbang/hotline/sms/", doors.sms, name="sms"),
    path("gerbang/hotline/whatsapp/", doors.whatsapp, name="whatsapp"),
    path("gerbang/hotline/surel/", doors.mail, name="mail"),
    path("hotline/", pages.write, name="write"),
    path("hotline/berkas/<int:pk>-<slug:size>/", enclosures.enclosure, name="enclosure"),
    path("hotline/<slug:number>/jawab/", pages.settle, name="settle"),
    path("yang-kami-dengar/", pages.digest, name="digest"),
    path("yang-kami-dengar/<int:year>-<int:week>/", pages.digest_week, name="digest_week"),
    path("pejabat/", pages.directory, name="directory"),
    path("hotline/meja/", desk.inbox, name="inbox"),
    path("hotline/meja/tertahan/", desk.stalled, name="stalled"),
    path("hotline/meja/<slug:number>/", desk.thread, name="thread"),
    path("hotline/meja/<slug:number>/teruskan/<int:line_id>/", desk.forward, name="forward"),
    path("hotline/meja/<slug:number>/balas/", desk.reply, name="reply"),
    path("hotline/meja/<slug:number>/gabung/", desk.unite, name="unite"),
    path("hotline/meja/<slug:number>/pisah/", desk.part, name="part"),
]
