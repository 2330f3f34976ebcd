"""What programs can do, for the doorbell of the service."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from lorong.kernel.catalog.registry import Call
from lorong.services.complaints.programs import shapes, views

SCOPE = "complaints"
NUMBER = "/complaints/reports/{slug:number}"

# The first that fits counts: what has a name of its own stands before what takes any.
CALLS = (
    Call("GET", "/complaints/categories", views.categories, _("Jenis laporan"), shapes.Categories),
    Call("GET", "/complaints/categories/{slug:slug}", views.category, _("Satu jenis laporan dan pertanyaannya"), shapes.Category),
    Call("GET", "/complaints/near", views.near, _("Laporan sejenis di dekat satu tempat"), shapes.NearBy),
    Call("POST", "/complaints/reports", views.tell, _("Kirim laporan"), {201: shapes.Report}, SCOPE),
    Call("GET", "/complaints/reports", views.reports, _("Laporan saya"), shapes.Reports, SCOPE),
    Call("GET", NUMBER, views.report, _("Satu laporan saya dan percakapannya"), shapes.Report, SCOPE),
    Call("DELETE", NUMBER, views.withdraw, _("Tarik laporan saya"), shapes.Report, SCOPE),
    Call("POST", NUMBER + "/lines", views.write_line, _("Tulis kepada kantor yang menangani"), {201: shapes.Line}, SCOPE),
    Call("POST", NUMBER + "/verdict", views.judge, _("Jawab apakah sudah beres"), shapes.Report, SCOPE),
    Call("GET", "/complaints", views.complaints, _("Laporan warga"), shapes.Complaints),
    Call("GET", "/complaints/{slug:code}", views.complaint, _("Satu kejadian dan perkembangannya"), shapes.Complaint),
    Call("PUT", "/complaints/{slug:code}/follow", views.follow, _("Ikuti kabarnya"), {204: None}, SCOPE),
    Call("DELETE", "/complaints/{slug:code}/follow", views.unfollow, _("Berhenti mengikuti"), {204: None}, SCOPE),
)
