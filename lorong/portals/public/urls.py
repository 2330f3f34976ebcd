from django.urls import path

from lorong.portals.public.views import check, health, metrics, outbox, process, sms, trace
from lorong.portals.public.views import open as open_data

app_name = "public"
urlpatterns = [
    path("sms/masuk/", sms.sms_in, name="sms_in"),
    path("kotak-pesan/", outbox.outbox, name="outbox"),
    path("periksa/", check.check, name="check"),
    path("periksa/berkas/", check.check_file, name="check_file"),
    path("periksa/tanpa-sinyal/", check.offline, name="check_offline"),
    path("periksa/penjaga.js", check.worker, name="check_worker"),
    path("periksa/<slug:code>/", check.check_code, name="check_code"),
    path("terbuka/", open_data.home, name="open"),
    path("terbuka/kelurahan/", open_data.units, name="open_units"),
    path("terbuka/janji-dan-kenyataan.csv", open_data.promises_csv, name="open_csv"),
    path("terbuka/per-bulan.csv", open_data.months_csv, name="open_months_csv"),
    path("terbuka/jejak/", trace.roots, name="trace"),
    path("terbuka/jejak/jejak.json", trace.roots_json, name="trace_json"),
    path("terbuka/jejak/jejak.csv", trace.roots_csv, name="trace_csv"),
    path("terbuka/jejak/periksa_jejak.py", trace.script, name="trace_script"),
    path("terbuka/<slug:slug>/", open_data.service, name="open_service"),
    path("terbuka/<slug:slug>/alur/", open_data.ways, name="open_ways"),
    path("layanan/<slug:slug>/sop.bpmn", process.bpmn, name="bpmn"),
    path("layanan/<slug:slug>/sop.pnml", process.pnml, name="pnml"),
    path("sehat/", health.alive, name="alive"),
    path("sehat/siap", health.ready, name="ready"),
    path("metrik", metrics.metrics, name="metrics"),
]
