"""What is said when something is refused: a code for programs, a line for people in both languages."""

from __future__ import annotations

import json
import math

from starlette.responses import Response

from ops_trainer.locale import LANGS, Complaint

NOT_SAVED = "page.not_saved"
AGAIN_S = 2.0  # after which it makes sense to try again what could not be saved

STATUS = {
    "workshop.unknown_token": 401,
    "workshop.kicked": 403,
    "workshop.locked": 403,
    "workshop.full": 403,
    "page.foreign": 403,
    "page.no_room": 404,
    "page.no_claim": 404,
    "page.no_page": 404,
    "workshop.no_player": 404,
    "page.slow": 408,
    "workshop.too_early": 409,
    "workshop.too_late": 409,
    "workshop.other_question": 409,
    "workshop.paused": 409,
    "workshop.name_taken": 409,
    "workshop.knocked": 409,
    "workshop.not_now": 409,
    "workshop.over": 410,
    "page.too_large": 413,
    "page.not_json": 415,
    "workshop.bad_answer": 422,
    "quiz.no_number": 422,
    "workshop.name_length": 422,
    "workshop.name_characters": 422,
    "page.bad_body": 422,
    "page.too_often": 429,
}


def refused(complaint: Complaint, wait: float = 0.0, **more: str) -> Response:
    """The response to what is refused, with the seconds after which it makes sense to try again, and more to hand out.

    What a phone can do nothing about (a full disk, a locked store, a fault of the program's) has one line of its own,
    which asks to try again: where the facilitator's files are, and what to do about them, is told on their screen.
    """
    status = STATUS.get(complaint.key)
    if status is None:
        status, complaint, wait = 503, Complaint(NOT_SAVED), AGAIN_S
    message = {lang: complaint.in_lang(lang) for lang in LANGS}
    document = {"error": complaint.key.partition(".")[2], "message": message, **more}
    response = Response(json.dumps(document, ensure_ascii=False).encode(), status, media_type="application/json")
    if wait > 0:
        response.headers["retry-after"] = str(math.ceil(wait))
    return response


class Refusal(Exception):
    """A complaint on its way out, with the seconds after which it makes sense to try again."""

    def __init__(self, complaint: Complaint, wait: float = 0.0) -> None:
        super().__init__(complaint.key)
        self.complaint = complaint
        self.wait = wait
