"""Who do you want to be today? Only in a demonstration."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_noop as noop

from lorong.kernel.city import queries as city
from lorong.kernel.people import actions
from lorong.kernel.people import queries as people
from lorong.kernel.people.values import VISITOR
from lorong.lib.synthetic import PASSPHRASE
from lorong.portals.accounts import visitor
from lorong.portals.accounts.pages import show
from lorong.portals.door.entrance import Who, entrance

# What each of the cast can do, by a role of their position; the last one is for residents.
ABILITIES = (
    ("lurah", noop("Menandatangani surat satu per satu atau sekaligus, mengatur cuti dan pengganti.")),
    ("camat", noop("Meneruskan surat yang sampai ke kecamatan, melihat semua kelurahannya.")),
    ("wali-kota", noop("Melihat apa yang terlambat, di mana, dan siapa yang bisa membukanya.")),
    ("auditor", noop("Membaca jejak: siapa berbuat apa, kapan, dan siapa yang melihat data warga.")),
    ("inspektur", noop("Membaca jejak dan laporan pungutan.")),
    ("sekretaris", noop("Memeriksa surat tanah dan waris sebelum Lurah; menggantikan Lurah bila berhalangan.")),
    ("kasi-pemerintahan", noop("Memeriksa lapangan untuk surat tanah.")),
    ("kasi-pelayanan", noop("Memaraf surat sebelum ditandatangani.")),
    ("staf-pelayanan", noop("Memeriksa berkas di loket, mengembalikan atau meneruskan.")),
)
RESIDENT = noop("Mengajukan surat, melihat giliran siapa, mengunduh surat, melihat siapa yang membuka datanya.")


@entrance(Who.ANYONE, demo_only=True)
def be(request: HttpRequest) -> HttpResponse:
    """The people one can be; choosing one signs in as them, without a code."""
    chosen = request.POST.get("akun", "")
    if request.method == "POST" and chosen.isdigit():
        account = actions.sign_in_as_cast(actor=VISITOR, account_id=int(chosen))
        visitor.enter(request, account, means="peragaan", strong=True)
        return visitor.arrive(account, visitor.onward(request, account))
    visitor.aim(request)
    members = [{"member": member, "can": _ability(member.account_id)} for member in city.cast()]
    return show(request, "be", members=members, passphrase=PASSPHRASE)


def _ability(account_id: int) -> str:
    actor = city.actor_of(people.account(account_id))
    return translate(next((words for role, words in ABILITIES if actor is not None and actor.has_role(role)), RESIDENT))
