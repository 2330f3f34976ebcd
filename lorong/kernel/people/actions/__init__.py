"""Writes of people: one module per noun."""

from lorong.kernel.people.actions.accounts import (
    change_phone,
    choose_language,
    close_account,
    open_account,
    record_consent,
    recover,
    set_password,
    sign_out_everywhere,
)
from lorong.kernel.people.actions.codes import issue_code, try_code
from lorong.kernel.people.actions.counter import (
    appoint_guardian,
    end_guardianship,
    move_to_phone,
    open_at_counter,
    verify_at_counter,
)
from lorong.kernel.people.actions.email import confirm_email, remove_email
from lorong.kernel.people.actions.factors import (
    activate_app,
    add_passkey,
    remove_factor,
    renew_recovery_codes,
    use_code_factor,
)
from lorong.kernel.people.actions.keys import note_keys, reseal
from lorong.kernel.people.actions.register import load_households, open_cast_account
from lorong.kernel.people.actions.sessions import end_other_sessions, end_session, sign_out, sign_out_everybody
from lorong.kernel.people.actions.sign_in import (
    sign_in_as_cast,
    sign_in_by_code,
    sign_in_by_passkey,
    sign_in_by_password,
)
from lorong.kernel.people.actions.sweep import end_sessions, sweep
from lorong.kernel.people.actions.tokens import make_token, revoke_token

__all__ = [
    "activate_app",
    "add_passkey",
    "appoint_guardian",
    "change_phone",
    "choose_language",
    "close_account",
    "confirm_email",
    "end_guardianship",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "issue_code",
    "load_households",
    "make_token",
    "move_to_phone",
    "note_keys",
    "open_account",
    "open_at_counter",
    "open_cast_account",
    "record_consent",
    "recover",
    "remove_email",
    "remove_factor",
    "renew_recovery_codes",
    "reseal",
    "revoke_token",
    "set_password",
    "sign_in_as_cast",
    "sign_in_by_code",
    "sign_in_by_passkey",
    "sign_in_by_password",
    "sign_out",
    "sign_out_everybody",
    "sign_out_everywhere",
    "sweep",
    "try_code",
    "use_code_factor",
    "verify_at_counter",
]
