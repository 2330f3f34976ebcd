"""What the web role may do with each table: one list, read by people and by `grant_web`.

The web role owns nothing, so it can neither disable a trigger nor alter a table; this list says what it may do besides.
A table that is not named gets nothing, and a test fails until somebody has thought about it. The triggers of `sql/`
guard the same tables a second time, against the owner's slips too.
"""

from __future__ import annotations

from collections.abc import Iterable

READ = "SELECT"
APPEND = "SELECT, INSERT"  # history: what was written stays as it was written
WRITE = "SELECT, INSERT, UPDATE"  # a row changes, and is never deleted
FREE = "SELECT, INSERT, UPDATE, DELETE"  # technical rows that are meant to disappear

TABLES: dict[str, str] = {
    # ---- the trail: appended by `@action`; the heads of the chains move inside the trigger, as the owner
    "audit_entry": APPEND,
    "audit_access": APPEND,
    "audit_chain_head": READ,
    "audit_root": APPEND,
    # ---- people
    "people_account": WRITE,
    "people_api_call": FREE,  # keys of programs, swept
    "people_api_token": WRITE,
    "people_attempt": FREE,  # counts of tries, swept when their window is over
    "people_code": FREE,  # one-time codes, swept
    "people_consent": WRITE,
    "people_guardianship": WRITE,
    "people_household": WRITE,
    "people_key": APPEND,
    "people_person": WRITE,
    "people_session": FREE,  # a session that ended is gone
    # ---- the city
    "city_absence": WRITE,
    "city_assignment": WRITE,
    "city_calendar": WRITE,
    "city_position": WRITE,
    "city_region": WRITE,
    "city_setting": WRITE,
    "city_unit": WRITE,
    # ---- documents: numbers and letters are also guarded column by column by their triggers
    "documents_authority": WRITE,
    "documents_document": FREE,  # its trigger keeps what belongs to a case
    "documents_file": FREE,  # foreign keys keep every file that something names
    "documents_letter": WRITE,
    "documents_number": WRITE,
    "documents_register": WRITE,
    "documents_second_signature": WRITE,
    "documents_signing_grant": WRITE,
    "documents_signing_key": WRITE,
    "documents_template": WRITE,
    "documents_unlocker": FREE,  # a passkey that opens a signing key no longer is erased
    # ---- messages
    "messages_inbound": WRITE,
    "messages_message": WRITE,
    # ---- the catalogue is published by the owner
    "catalog_procedure": READ,
    # ---- cases: a case moves by an event only. UPDATE of `id` is there because PostgreSQL asks for some UPDATE right
    # before it lets a role lock a row (SELECT FOR UPDATE); the case's trigger refuses the update itself.
    "cases_case": "SELECT, INSERT, UPDATE (id)",
    "cases_event": APPEND,
    "cases_work_item": WRITE,
    "cases_attachment": WRITE,
    "cases_day_counter": WRITE,
    "cases_draft": FREE,  # an application that was never handed in belongs to the one who writes it
    "cases_levy_report": APPEND,
    "cases_levy_reply": APPEND,
    "cases_limit": WRITE,  # its trigger sets and stops a clock by an event only
    "cases_message": "SELECT, INSERT, UPDATE (seen_at)",
    "cases_measure": FREE,  # derived figures, made anew at will
    "cases_measured": FREE,
    "cases_outside_link": FREE,  # the links of a draft go with the draft
    "cases_restriction": APPEND,
    "cases_stock": FREE,
    "cases_survey": WRITE,
    # ---- complaints: what was told and judged stays; who follows may stop; figures are made anew
    "complaints_api_key": WRITE,
    "complaints_forwarding": WRITE,
    "complaints_origin": APPEND,
    "complaints_area_follow": FREE,
    "complaints_asked": APPEND,
    "complaints_calibration": FREE,
    "complaints_figure": FREE,
    "complaints_follow": FREE,
    "complaints_incident": WRITE,
    "complaints_joining": APPEND,
    "complaints_learned": APPEND,
    "complaints_line": WRITE,  # its trigger lets only `seen_at` be noted
    "complaints_moderation": APPEND,
    "complaints_pace": FREE,
    "complaints_photo": WRITE,
    "complaints_round": APPEND,
    "complaints_report": WRITE,  # its trigger keeps the words
    "complaints_report_link": WRITE,
    "complaints_texting": FREE,  # thrown away after two days
    "complaints_verdict": APPEND,
    "complaints_visit": WRITE,  # its trigger lets only the cleaned picture be noted
    # ---- the hotline
    "hotline_contact": WRITE,
    "hotline_enclosure": WRITE,  # its trigger lets it be settled once
    "hotline_line": WRITE,  # its trigger lets only reading and passing on be noted
    "hotline_matter": WRITE,
    "hotline_union": APPEND,
    "hotline_way": WRITE,
    # ---- the framework
    "account_emailaddress": FREE,
    "account_emailconfirmation": FREE,
    "auth_group": READ,
    "auth_group_permissions": READ,
    "auth_permission": READ,
    "django_content_type": READ,
    "django_migrations": READ,
    "mfa_authenticator": FREE,
    "procrastinate_events": FREE,
    "procrastinate_jobs": FREE,
    "procrastinate_periodic_defers": FREE,
    "procrastinate_workers": FREE,
}


def statements(role: str, *, schema: str, database: str, tables: Iterable[str]) -> list[str]:
    """The SQL that gives `role` exactly what the list says in `schema`, and takes everything else away.

    `tables`: those that exist. Default rights for tables to come are taken away too, so that a new table is closed
    until this was run again. Temporary tables are refused: one named like ours would be found first by a function
    that runs as the owner. All names are quoted; run by the owner of schema and database.
    """
    web, space, base = _quoted(role), _quoted(schema), _quoted(database)
    lines = [f"REVOKE ALL ON ALL {kind} IN SCHEMA {space} FROM {web}" for kind in ("TABLES", "SEQUENCES", "FUNCTIONS")]
    lines += [f"ALTER DEFAULT PRIVILEGES REVOKE ALL ON {kind} FROM {web}" for kind in ("TABLES", "SEQUENCES", "FUNCTIONS")]
    lines += [
        f"REVOKE ALL ON SCHEMA {space} FROM {web}",
        f"REVOKE CREATE ON SCHEMA {space} FROM PUBLIC",
        f"REVOKE CREATE, TEMPORARY ON DATABASE {base} FROM PUBLIC, {web}",
        f"GRANT USAGE ON SCHEMA {space} TO {web}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {space} TO {web}",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {space} TO {web}",
    ]
    present = set(tables)
    lines += [f"GRANT {rights} ON {space}.{_quoted(table)} TO {web}" for table, rights in TABLES.items() if table in present]
    return lines


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
