from django.urls import path

from lorong.portals.citizen.views import answering, cases, home, inbox, me, offers, outside, report, takeaway

app_name = "citizen"
urlpatterns = [
    path("", home.home, name="home"),
    path("layanan/<slug:slug>/", offers.service, name="service"),
    path("layanan/<slug:slug>/ajukan/", offers.apply, name="apply"),
    path("layanan/<slug:slug>/sop.pdf", offers.sheet, name="sheet"),
    path("layanan/<slug:slug>/contoh.pdf", offers.sample, name="sample"),
    path("urusan/", cases.cases, name="cases"),
    path("urusan/<slug:number>/", cases.case, name="case"),
    path("urusan/<slug:number>/bukti.json", cases.proof, name="proof"),
    path("urusan/<slug:number>/surat/", cases.letter, name="letter"),
    path("urusan/<slug:number>/berkas/<uuid:document_id>/", cases.document, name="document"),
    path("urusan/<slug:number>/jawab/", answering.answer, name="answer"),
    path("urusan/<slug:number>/pesan/", answering.say, name="say"),
    path("urusan/<slug:number>/tarik/", answering.withdraw, name="withdraw"),
    path("urusan/<slug:number>/survei/", answering.survey, name="survey"),
    path("pesan/", inbox.messages, name="messages"),
    path("pesan/<uuid:message_id>/", inbox.message, name="message"),
    path("saya/", me.me, name="me"),
    path("saya/data/", takeaway.data, name="data"),
    path("saya/data/salinan.json", takeaway.data_json, name="data_json"),
    path("saya/data/salinan/", takeaway.data_page, name="data_page"),
    path("siapa-melihat-data-saya/", me.looked, name="looked"),
    path("perbaiki-data/", me.wrong, name="wrong"),
    path("lapor/", report.report, name="report"),
    path("lapor/terkirim/", report.reported, name="reported"),
    path("aksesibilitas/", me.access, name="access"),
    path("tautan/selesai/", outside.thanks, name="thanks"),
    path("tautan/<str:token>/", outside.outside, name="outside"),
]
