from django.urls import path

from lorong.portals.public.views import outbox, sms

app_name = "public"
urlpatterns = [
    path("sms/masuk/", sms.sms_in, name="sms_in"),
    path("kotak-pesan/", outbox.outbox, name="outbox"),
]
