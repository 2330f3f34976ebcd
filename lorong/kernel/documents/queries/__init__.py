"""Reads: documents the city holds, files, letters, keys, checks."""

from lorong.kernel.documents.queries.checks import check_code, check_number, check_pdf, qr_jwk
from lorong.kernel.documents.queries.drafts import draft_pdf
from lorong.kernel.documents.queries.held import by_ids, document, held, held_by, open_clean, open_file, open_picture, raw_picture
from lorong.kernel.documents.queries.letters import (
    key_of,
    letter_by_id,
    letter_of_case,
    letters_of,
    letters_of_unit,
    letters_to_sign_again,
    numbers_of,
    open_letter,
    register,
    signing_passkeys,
)
from lorong.kernel.documents.queries.own import letters_page, papers_page

__all__ = [
    "by_ids",
    "check_code",
    "check_number",
    "check_pdf",
    "document",
    "draft_pdf",
    "held",
    "held_by",
    "key_of",
    "letter_by_id",
    "letter_of_case",
    "letters_of",
    "letters_of_unit",
    "letters_page",
    "letters_to_sign_again",
    "numbers_of",
    "open_clean",
    "open_file",
    "open_letter",
    "open_picture",
    "papers_page",
    "qr_jwk",
    "raw_picture",
    "register",
    "signing_passkeys",
]
