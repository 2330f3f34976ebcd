from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from lorong.portals.accounts.views import account, counter, demo, email, factors, held, recover, register, sign_in

app_name = "accounts"


def page(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """No page here is kept by a browser or on the way: it shows numbers and codes."""
    never: Any = never_cache(view)
    found: URLPattern = path(route, never, name=name)
    return found


urlpatterns = [
    page("", account.home, "home"),
    page("daftar/", register.register, "register"),
    page("daftar/nomor/", register.register_phone, "register_phone"),
    page("daftar/kode/", register.register_code, "register_code"),
    page("daftar/selesai/", register.register_done, "register_done"),
    page("kode-lagi/<slug:flow>/", register.resend, "resend"),
    page("masuk/", sign_in.sign_in, "sign_in"),
    page("masuk/kode/", sign_in.sign_in_code, "sign_in_code"),
    page("masuk/sandi/", sign_in.sign_in_password, "sign_in_password"),
    page("masuk/kunci/", sign_in.sign_in_passkey, "sign_in_passkey"),
    page("masuk/kunci/tantangan/", sign_in.passkey_options, "passkey_options"),
    page("masuk/faktor/", sign_in.second_factor, "second_factor"),
    page("keluar/", sign_in.sign_out, "sign_out"),
    page("keluar/semua/", account.sign_out_everywhere, "sign_out_everywhere"),
    page("perangkat/<slug:ref>/keluar/", account.sign_out_device, "sign_out_device"),
    page("kiriman/", held.held_form, "held"),
    page("pulih/", recover.recover, "recover"),
    page("pulih/kode/", recover.recover_code, "recover_code"),
    page("sandi/", account.password, "password"),
    page("nomor/", account.phone, "phone"),
    page("nomor/kode/", account.phone_code, "phone_code"),
    page("pos-el/", email.email, "email"),
    page("pos-el/hapus/", email.remove, "email_remove"),
    page("pos-el/<str:token>/", email.confirm, "email_confirm"),
    page("bahasa/", account.language, "language"),
    page("persetujuan/", account.consent, "consent"),
    page("dilihat/", account.looked, "looked"),
    page("tutup/", account.close, "close"),
    page("cara-masuk/", factors.factors, "factors"),
    page("cara-masuk/kunci/tantangan/", factors.passkey_new, "passkey_new"),
    page("cara-masuk/kunci/", factors.passkey_add, "passkey_add"),
    page("cara-masuk/aplikasi/", factors.app, "app"),
    page("cara-masuk/kode-cadangan/", factors.recovery_codes, "recovery_codes"),
    page("cara-masuk/<int:factor_id>/hapus/", factors.remove, "remove_factor"),
    page("loket/", counter.counter, "counter"),
    page("loket/kode/", counter.counter_code, "counter_code"),
    page("siapa/", demo.be, "demo"),
    page("siapa/", demo.be, "be"),
]
