"""A lawful "no": said in plain Indonesian, and saying what to do next."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """The answer is no, and nothing is broken.

    `sentence` is shown to the person as it is; `field` names the form field it belongs to, if any;
    `status` is the HTTP status a door answers with.
    """

    status = 409
    code = "refused"

    def __init__(self, sentence: str, *, field: str | None = None, detail: Mapping[str, object] | None = None) -> None:
        assert sentence.strip(), "a refusal says something"
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.detail = dict(detail or {})


class NotAllowed(Refusal):
    """The actor may not do this. A door answers 404 when the actor may not even know that the thing exists."""

    status = 403
    code = "not_allowed"


class NotFound(Refusal):
    """Nothing here that the actor may see: the same answer for "absent" and "not yours"."""

    status = 404
    code = "not_found"


class TooMany(Refusal):
    """Asked too often. `retry_after` is in seconds."""

    status = 429
    code = "too_many"

    def __init__(self, sentence: str, *, retry_after: int, field: str | None = None) -> None:
        super().__init__(sentence, field=field)
        self.retry_after = retry_after


class GuardFailed(Refusal):
    """A guard named by the SOP says that the step may not be done yet."""

    code = "guard_failed"


class AlreadyDone(Refusal):
    """Somebody else was first. `detail` carries who and when."""

    code = "already_done"
