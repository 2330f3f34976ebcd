"""Writes: documents come in, numbers are taken, letters are signed, finished and revoked."""

from lorong.kernel.documents.actions.enclosures import keep_clean_file, keep_unopened
from lorong.kernel.documents.actions.intake import accept_document, receive_document, reject_document, state_document
from lorong.kernel.documents.actions.keys import (
    add_signing_passkey,
    change_passphrase,
    make_signing_key,
    remove_signing_passkey,
    revoke_key,
)
from lorong.kernel.documents.actions.letters import countersign_letter, finish_letter, prepare_letter, revoke_letter, sign_again
from lorong.kernel.documents.actions.numbers import cancel_number, take_number
from lorong.kernel.documents.actions.pictures import keep_clean_picture, keep_pictures
from lorong.kernel.documents.actions.releasing import erase_file, file_documents, release_documents, release_pictures

__all__ = [
    "accept_document",
    "add_signing_passkey",
    "cancel_number",
    "change_passphrase",
    "countersign_letter",
    "erase_file",
    "file_documents",
    "finish_letter",
    "keep_clean_file",
    "keep_clean_picture",
    "keep_pictures",
    "keep_unopened",
    "make_signing_key",
    "prepare_letter",
    "receive_document",
    "reject_document",
    "release_documents",
    "release_pictures",
    "remove_signing_passkey",
    "revoke_key",
    "revoke_letter",
    "sign_again",
    "state_document",
    "take_number",
]
