"""Who may change the city: its units and calendars, who sits where, who is away."""

from __future__ import annotations

from lorong.kernel.city.models import Absence, Assignment, Position, Unit
from lorong.kernel.people.models import Person
from lorong.lib.actors import Actor
from lorong.lib.verdicts import YES, Verdict, no

ADMIN = "admin-kota"
HEAD = "kepala-unit"


def may_load(*, actor: Actor) -> Verdict:
    """The system loads a city, and the city's administrator may."""
    return YES if actor.is_system or actor.has_role(ADMIN) else no("Data kota dimuat oleh Pengelola Sistem Kota. Hubungi beliau.")


def may_fill(*, actor: Actor) -> Verdict:
    """Only the system fills positions with invented people."""
    return YES if actor.is_system else no("Pejabat rekaan hanya dimuat oleh sistem. Tetapkan pejabat satu per satu.")


def may_load_holders(*, actor: Actor) -> Verdict:
    """Whole lists of officials are loaded by the system."""
    return YES if actor.is_system else no("Daftar pejabat dimuat oleh sistem. Tetapkan pejabat satu per satu.")


def may_assign(*, actor: Actor, position: Position, person: Person) -> Verdict:
    """The system or the administrator; nobody gives a position to himself."""
    if actor.is_system:
        return YES
    if not actor.has_role(ADMIN):
        return no("Pejabat ditetapkan oleh Pengelola Sistem Kota. Kirimkan surat keputusannya kepada beliau.")
    if actor.person_id == person.pk:
        return no("Jabatan Anda sendiri ditetapkan oleh orang lain. Minta rekan pengelola melakukannya.")
    return YES


def may_end_assignment(*, actor: Actor, assignment: Assignment) -> Verdict:
    """The system or the administrator."""
    if actor.is_system or actor.has_role(ADMIN):
        return YES
    return no("Penugasan diakhiri oleh Pengelola Sistem Kota. Kirimkan surat keputusannya kepada beliau.")


def may_report_absence(*, actor: Actor, assignment: Assignment) -> Verdict:
    """The holder, the head of the unit, the head of the unit above (for a head who fell ill), the administrator."""
    if actor.is_system or actor.has_role(ADMIN) or actor.person_id == assignment.person_id:
        return YES
    unit = assignment.position.unit
    if any(actor.holding_for(HEAD, code) for code in (unit.pk, unit.parent_id) if code):
        return YES
    return no("Cuti dicatat oleh yang bersangkutan, kepala unit, atau Pengelola Sistem Kota. Sampaikan kepada mereka.")


def may_withdraw_absence(*, actor: Actor, absence: Absence) -> Verdict:
    """Whoever may report it may withdraw it."""
    return may_report_absence(actor=actor, assignment=absence.assignment)


def may_dissolve(*, actor: Actor) -> Verdict:
    """The administrator, by the city's regulation; the system does what was decided when its day comes."""
    if actor.is_system or actor.has_role(ADMIN):
        return YES
    return no("Kantor dibubarkan oleh Pengelola Sistem Kota menurut peraturannya. Kirimkan peraturan itu kepada beliau.")


def may_change_days(*, actor: Actor, unit: Unit | None) -> Verdict:
    """The administrator anywhere; the head of a unit the days of that unit."""
    if actor.is_system or actor.has_role(ADMIN):
        return YES
    if unit is not None and actor.holding_for(HEAD, unit.pk):
        return YES
    return no("Hari kerja diubah oleh kepala unit itu atau Pengelola Sistem Kota. Sampaikan kepada mereka.")
