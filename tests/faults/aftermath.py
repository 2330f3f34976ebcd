"""What must be true when all is quiet again: `python -m tests.faults.aftermath` reads what people saw, writes what is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import django
from django.db import connection

FILES_READ = 400  # letters whose files are read whole
QUESTIONS = {
    "a case was made twice": """
        SELECT answers ->> 'nama_usaha', string_agg(number, ' ') FROM cases_case GROUP BY 1 HAVING count(*) > 1""",
    "two cases came from one draft": """
        SELECT d.key, count(*) FROM cases_draft d JOIN cases_case c ON c.key = d.key GROUP BY 1 HAVING count(*) > 1""",
    "a draft says it was handed in, and there is no such case": """
        SELECT d.pk_, d.submitted_as FROM (SELECT id AS pk_, submitted_as FROM cases_draft WHERE submitted_as <> '') d
        LEFT JOIN cases_case c ON c.number = d.submitted_as WHERE c.id IS NULL""",
    "a number is missing": """
        SELECT r.scope, r.year, n.n FROM documents_register r CROSS JOIN LATERAL generate_series(1, r.last) n(n)
        LEFT JOIN documents_number d ON (d.scope, d.year, d.value) = (r.scope, r.year, n.n) WHERE d.id IS NULL""",
    "a number is beyond the end of its register": """
        SELECT d.text FROM documents_number d LEFT JOIN documents_register r USING (scope, year)
        WHERE r.id IS NULL OR d.value > r.last""",
    "a number is there twice": "SELECT text, count(*) FROM documents_number GROUP BY scope, text HAVING count(*) > 1",
    "a number belongs to no letter": """
        SELECT d.text FROM documents_number d LEFT JOIN documents_letter l ON l.number_id = d.id
        LEFT JOIN documents_second_signature s ON s.number_id = d.id
        WHERE l.id IS NULL AND s.id IS NULL AND d.cancelled_at IS NULL""",
    "a letter was signed and its case does not know": """
        SELECT l.case_number FROM documents_letter l LEFT JOIN cases_case c ON c.number = l.case_number WHERE c.id IS NULL""",
    "a case has ended and its letter has no file": """
        SELECT c.number FROM cases_case c LEFT JOIN documents_letter l ON l.case_number = c.number
        WHERE c.ended = 'issued' AND l.file_ready_at IS NULL""",
    "a letter has its file and its case has not ended": """
        SELECT c.number, c.marking FROM cases_case c JOIN documents_letter l ON l.case_number = c.number
        WHERE l.file_ready_at IS NOT NULL AND c.ended = ''""",
    "a letter waits for a signature that was given": """
        SELECT case_number, signing_problem FROM documents_letter WHERE file_ready_at IS NULL OR needs_signing_again""",
    "the machine's step is open, and nothing is left to do": """
        SELECT c.number, i.step FROM cases_work_item i JOIN cases_case c ON c.id = i.case_id
        WHERE i.done_at IS NULL AND i.machine""",
    "a message was never sent": """
        SELECT template, channel, attempts, last_error FROM messages_message WHERE sent_at IS NULL""",
    "who got a letter was not told, or was told twice": """
        SELECT c.number, count(m.id) FROM cases_case c
        LEFT JOIN messages_message m ON m.case_number = c.number AND m.template = 'terbit' AND m.channel = 'inbox'
        WHERE c.ended = 'issued' GROUP BY c.number HAVING count(m.id) <> 1""",
    "a job was given up": "SELECT task_name, status, attempts, count(*) FROM procrastinate_jobs\n        WHERE status NOT IN ('todo', 'doing', 'succeeded') GROUP BY 1, 2, 3",
}


def wrong(told: dict[str, Any]) -> Iterator[str]:
    """Every broken promise, as a sentence. `told`: receipts, letters, and what the gateway has taken."""
    for what, question in QUESTIONS.items():
        for row in _ask(question)[:5]:
            yield f"{what}: {row}"
    yield from _receipts(told["receipts"])
    yield from _letters(told["letters"])
    yield from _gateway(told["taken"])


def _receipts(receipts: dict[str, str]) -> Iterator[str]:
    there = dict(_ask("SELECT number, answers ->> 'nama_usaha' FROM cases_case"))
    for number, mark in receipts.items():
        if there.get(number) != mark:
            yield f"a receipt is not true: {number} for {mark}, and the city has {there.get(number)}"


def _letters(downloaded: dict[str, str]) -> Iterator[str]:
    from lorong.kernel.documents import store  # noqa: PLC0415 - after django.setup()

    kept = dict(_ask("SELECT case_number, file_id FROM documents_letter WHERE file_ready_at IS NOT NULL"))
    for number, digest in downloaded.items():
        if kept.get(number) != digest:
            yield f"a downloaded letter is another one now: {number}"
    for number, digest in list(kept.items())[:FILES_READ]:
        if not store.get(digest).startswith(b"%PDF-"):  # `get` asserts that the content is what the name says
            yield f"the file of a letter is no PDF: {number}"


def _gateway(taken: list[list[str]]) -> Iterator[str]:
    sent = {str(pk) for (pk,) in _ask("SELECT id FROM messages_message WHERE channel = 'sms' AND sent_at IS NOT NULL")}
    arrived = {one for one, _, _ in taken}
    if missing := sent - arrived:
        yield f"{len(missing)} SMS are said to be sent and never came"
    if invented := arrived - sent:
        yield f"{len(invented)} SMS came that the city does not know"
    bodies: dict[str, set[tuple[str, str]]] = {}
    for one, phone, text in taken:
        bodies.setdefault(one, set()).add((phone, text))
    if several := [one for one, kinds in bodies.items() if len(kinds) > 1]:
        yield f"one id came with different texts: {several[:3]}"


def _ask(question: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


if __name__ == "__main__":
    django.setup()
    json.dump(list(wrong(json.load(sys.stdin))), sys.stdout)
