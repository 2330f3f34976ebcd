from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from lorong.kernel.city.fields import SpotField


class Incident(models.Model):
    """One thing in the city that is wrong, however many people told of it: one case, one piece of work at a time.

    Below the line stands what the events of its case say, written in the same transaction as the event (`service.heard`),
    so that lists and maps ask one table. `code` is the number of its first case and never changes; when the trouble
    comes back after the end, the same incident gets another case and another round.
    """

    code = models.CharField(max_length=24, unique=True)
    case_number = models.CharField(max_length=24, unique=True)
    round = models.PositiveSmallIntegerField(default=1)
    category = models.CharField(max_length=80)  # slug of the declared service
    place = SpotField(null=True)  # null: only the kelurahan is known
    region = models.CharField(max_length=13)  # code of the kelurahan or desa
    where = models.CharField(max_length=200, blank=True)  # landmark or name of the lorong, in words
    opened_at = models.DateTimeField()
    in_public = models.BooleanField(default=True)  # the category is public, nobody hid it, somebody told it openly
    hidden = models.BooleanField(default=False)  # an officer hid it from the public; see Moderation
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    reporters = models.PositiveIntegerField(default=1)  # reports that were not taken back
    followers = models.PositiveIntegerField(default=0)
    structural_at = models.DateTimeField(null=True)  # third time at this place within a year
    begun_at = models.DateTimeField(null=True)  # when the present round began; None in the first, which began at `opened_at`
    promised_from = models.DateTimeField(null=True)  # the promise told when the present round began: a range
    promised_until = models.DateTimeField(null=True)
    # ---- derived from events of the case ----------------------------------------------------------------------------
    unit = models.CharField(max_length=40)  # code of the unit that has it
    turn = models.CharField(max_length=10, default="city")
    step = models.CharField(max_length=60, blank=True)  # the open step, "?step" while data is asked, "" at the end
    checked_at = models.DateTimeField(null=True)  # the intake looked at it: words and photos may be shown
    questions = models.PositiveSmallIntegerField(default=0)  # how often residents were asked whether an answer will do
    claims = models.PositiveSmallIntegerField(default=0)  # how often the unit said that it is fixed
    contradicted = models.PositiveSmallIntegerField(default=0)  # how often a resident said that it is not
    moved_at = models.DateTimeField()  # the last event
    ended = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=timezone.now)  # what must happen next, by then; written by the database (sql/due.sql)
    kept = models.BooleanField(null=True)  # ended within the city's promise; null: open, or ended by the residents

    class Meta:
        db_table = "complaints_incident"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended="", ended_at=None) | ~Q(ended="") & Q(ended_at__isnull=False), name="an_end_has_its_time"
            ),
            models.CheckConstraint(condition=Q(contradicted__lte=models.F("claims")), name="only_a_claim_is_contradicted"),
            models.CheckConstraint(condition=Q(hidden=False) | Q(in_public=False), name="what_is_hidden_is_not_public"),
            models.CheckConstraint(condition=Q(merged_into=None) | ~Q(ended=""), name="a_merged_incident_is_over"),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], condition=Q(in_public=True), name="public_incidents_by_time"),
            models.Index(
                fields=["category", "-opened_at", "-id"], condition=Q(in_public=True), name="public_incidents_of_a_kind"
            ),
            models.Index(fields=["region", "-opened_at", "-id"], condition=Q(in_public=True), name="public_incidents_of_an_area"),
            models.Index(fields=["-moved_at", "-id"], name="incidents_by_change"),
            models.Index(fields=["unit", "-opened_at", "-id"], name="incidents_of_a_unit"),
            models.Index(fields=["category", "region", "ended_at"], condition=~Q(ended=""), name="ended_incidents_of_a_kind"),
            models.Index(fields=["ended_at"], condition=~Q(ended=""), name="ended_incidents_by_time"),
            models.Index(fields=["moved_at"], condition=Q(ended="", turn="applicant"), name="incidents_for_residents"),
            models.Index(fields=["unit", "due_at", "id"], condition=Q(ended=""), name="open_incidents_by_due"),
        ]  # and GiST indexes of `place`, in sql/: Django has no name for their operators

    @classmethod
    def locked(cls, pk: int) -> Incident:
        """The incident as it is now, held for whoever acts on it here until the transaction ends.

        Not by its row: that is written by every event of its case, which is locked before. Held is its number, so that an
        act may still lock the case afterwards and can never wait for an officer who waits for it.
        """
        hold([pk])
        return cls.objects.get(pk=pk)


def hold(incidents: Iterable[int]) -> None:
    """Hold incidents until the transaction ends, in the order of their ids, so that two acts never wait for each other."""
    with connection.cursor() as cursor:
        for pk in sorted(set(incidents)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"incident:{pk}"])
