from django.urls import path

from lorong.portals.officer.views import cases, counter, inbox, outcomes, passkeys, sign, unit

app_name = "officer"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("urusan/", inbox.search, name="search"),
    path("urusan/<slug:number>/", cases.case, name="case"),
    path("urusan/<slug:number>/berkas/<uuid:document_id>/", cases.document, name="document"),
    path("urusan/<slug:number>/surat/", cases.letter, name="letter"),
    path("urusan/<slug:number>/surat/cabut/", unit.revoke, name="revoke"),
    path("urusan/<slug:number>/pesan/", cases.say, name="say"),
    path("urusan/<slug:number>/terima/", counter.receive, name="receive"),
    path("urusan/<slug:number>/langkah/<slug:step>/", outcomes.press, name="press"),
    path("urusan/<slug:number>/langkah/<slug:step>/ambil/", cases.claim, name="claim"),
    path("urusan/<slug:number>/langkah/<slug:step>/serahkan/", cases.hand_over, name="hand_over"),
    path("urusan/<slug:number>/langkah/<slug:step>/hasil/<slug:outcome>/", outcomes.outcome, name="outcome"),
    path("urusan/<slug:number>/langkah/<slug:step>/konsep.pdf", outcomes.draft, name="draft"),
    path("tanda-tangan/", sign.key, name="key"),
    path("tanda-tangan/ganti-sandi/", sign.change_key, name="change_key"),
    path("tanda-tangan/cabut/", sign.revoke_key, name="revoke_key"),
    path("tanda-tangan/kunci/", passkeys.add, name="passkey_add"),
    path("tanda-tangan/kunci/baru/", passkeys.options_to_add, name="passkey_new"),
    path("tanda-tangan/kunci/tantangan/", passkeys.options_to_sign, name="passkey_options"),
    path("tanda-tangan/kunci/<uuid:unlocker_id>/hapus/", passkeys.remove, name="passkey_remove"),
    path("tanda-tangan/ulang/", sign.sign_again, name="sign_again"),
    path("tanda-tangan/banyak/", sign.sign_many, name="sign_many"),
    path("tanda-tangan/hasil/", sign.signed, name="signed"),
    path("papan/", unit.board, name="board"),
    path("cuti/", unit.absence, name="absence"),
    path("cuti/<int:absence_id>/batal/", unit.withdraw_absence, name="withdraw_absence"),
    path("surat-keluar/", unit.letters, name="letters"),
    path("loket/", counter.counter, name="counter"),
    path("loket/selesai/", counter.part, name="counter_part"),
    path("loket/ajukan/<slug:slug>/", counter.begin, name="counter_begin"),
]
