"""`python -m lorong <verb>`: the commands an office needs, by short names."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from django.core.management import execute_from_command_line

from lorong.station import backup

# Short name -> management command ("" for what the station does) and what it does.
COMMANDS = {
    "check": ("check_catalog", "memeriksa katalog layanan (--inspector: juga catatan pengawas)"),
    "publish": ("publish_catalog", "menerbitkan katalog yang sudah benar"),
    "sheet": ("sop_sheet", "membuat lembar SOP resmi sebuah layanan (PDF)"),
    "bpmn": ("sop_bpmn", "menulis SOP sebuah layanan untuk aplikasi lain (BPMN 2.0, --pnml)"),
    "event-log": ("event_log", "menulis riwayat urusan untuk penambangan proses (XES, OCEL 2.0)"),
    "letter": ("letter", "membuat contoh surat sebuah layanan (PDF)"),
    "load": ("load_city", "memuat kota"),
    "load-register": ("load_register", "memuat data penduduk dari berkas CSV"),
    "load-officers": ("load_officers", "memuat pemegang jabatan dari berkas CSV"),
    "cast": ("cast", "menampilkan siapa saja yang bisa diperankan di demo"),
    "verify": ("verify", "memeriksa keutuhan riwayat"),
    "backup": ("", "mencadangkan basis data dan berkas (--follow: terus-menerus)"),
    "restore": ("", "memulihkan cadangan ke satu saat, ke folder baru"),
    "breach-report": ("breach_report", "melaporkan siapa melihat data siapa di antara dua saat"),
    "sign-out": ("sign_out", "mengeluarkan satu akun dari semua perangkatnya, atau semua orang"),
    "retention": ("retention", "menghapus yang habis masa simpannya, membatasi yang harus diarsipkan"),
    "seal": ("seal", "menyegel riwayat sampai saat ini (tiap malam dikerjakan sendiri)"),
    "rotate-keys": ("rotate_keys", "menyegel ulang semua data dengan kunci terbaru (--check: hanya menghitung)"),
    "keys": ("keys", "menampilkan umur kunci, dan gagal kalau ada yang lebih dari setahun"),
    "simulate": ("simulate", "menjalankan urusan rekaan"),
    "worker": ("worker", "menjalankan pekerjaan di latar"),
    "migrate": ("migrate", "menyiapkan basis data"),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command. Raises SystemExit with 2 when there is no such command."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] in {"-h", "--help", "help"}:
        sys.stdout.write(usage())
        return
    if given[0] not in COMMANDS:
        sys.stderr.write(f"Perintah {given[0]} tidak ada.\n\n{usage()}")
        raise SystemExit(2)
    command, _ = COMMANDS[given[0]]
    if not command:  # needs neither the settings nor the database of the city: both may be gone
        raise SystemExit(backup.main(given[0], given[1:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lorong.settings")
    execute_from_command_line(["lorong", command, *given[1:]])


def usage() -> str:
    """The list of commands."""
    rows = "\n".join(f"  {name:<15} {said}" for name, (_, said) in COMMANDS.items())
    return f"lorong <perintah> [--help]\n\n{rows}\n"


if __name__ == "__main__":
    main()
