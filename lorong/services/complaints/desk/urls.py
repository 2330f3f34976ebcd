from django.urls import path

from lorong.services.complaints.desk.views import counter, field, hiding, incident, merging, office, passing

app_name = "complaints_desk"
urlpatterns = [
    path("", office.home, name="jobs"),
    path("tugas/", field.jobs, name="field"),
    path("tanpa-sinyal/", field.away, name="away"),
    path("aduan-kantor.csv", office.table, name="table"),
    path("bagi/", office.give, name="give"),
    path("catat/", counter.counter, name="counter"),
    path("catat/dekat/", counter.near, name="counter_near"),
    path("catat/kode/", counter.code, name="counter_code"),
    path("catat/terima/<slug:number>/", counter.receipt, name="counter_receipt"),
    path("foto/<int:pk>-<slug:size>/", incident.photo, name="photo"),
    path("foto/<int:pk>/asli/", hiding.original, name="original"),
    path("foto/<int:pk>/samarkan/", hiding.blur, name="blur"),
    path("foto/<int:pk>/pratinjau/", hiding.preview, name="preview"),
    path("foto/<int:pk>/jangan-samarkan/", hiding.unblur, name="unblur"),
    path("kunjungan/<int:pk>-<slug:size>/", incident.visit_photo, name="visit_photo"),
    path("laporan/<slug:number>/balas/", incident.reply, name="reply"),
    path("laporan/<slug:number>/pelapor/", incident.reveal, name="reveal"),
    path("<slug:code>/", incident.incident, name="incident"),
    path("<slug:code>/tugas/", field.job, name="job"),
    path("<slug:code>/kunjungan/", field.visit, name="visit"),
    path("<slug:code>/ambil/", field.claim, name="claim"),
    path("<slug:code>/serahkan/", field.hand_over, name="hand_over"),
    path("<slug:code>/putuskan/", field.decide, name="decide"),
    path("<slug:code>/balas/", incident.reply_all, name="reply_all"),
    path("<slug:code>/tampilan/", hiding.hide, name="hide"),
    path("<slug:code>/alihkan/", passing.transfer, name="transfer"),
    path("<slug:code>/teruskan/", passing.outside, name="outside"),
    path("<slug:code>/jenis/", passing.reclassify, name="reclassify"),
    path("<slug:code>/gabung/", merging.merge, name="merge"),
    path("<slug:code>/keluarkan/", merging.take_back, name="take_back"),
    path("<slug:code>/pisah/", merging.split, name="split"),
]
