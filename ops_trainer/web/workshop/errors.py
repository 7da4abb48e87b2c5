"""What is said when something is refused: a code for programs, a line for people in both languages."""

from __future__ import annotations

import json
import math

from starlette.responses import Response

from ops_trainer.locale import LANGS, Complaint

STATUS = {
    "unknown_token": 401,
    "kicked": 403,
    "locked": 403,
    "full": 403,
    "foreign": 403,
    "no_room": 404,
    "no_claim": 404,
    "no_page": 404,
    "no_player": 404,
    "slow": 408,
    "too_early": 409,
    "too_late": 409,
    "other_question": 409,
    "paused": 409,
    "name_taken": 409,
    "knocked": 409,
    "not_now": 409,
    "over": 410,
    "too_large": 413,
    "not_json": 415,
    "bad_answer": 422,
    "name_length": 422,
    "name_characters": 422,
    "bad_body": 422,
    "too_often": 429,
}


def refused(complaint: Complaint, wait: float = 0.0) -> Response:
    """The response to what is refused; what has no status of its own is the server's trouble (503)."""
    code = complaint.key.partition(".")[2]
    document = {"error": code, "message": {lang: complaint.in_lang(lang) for lang in LANGS}}
    response = Response(
        json.dumps(document, ensure_ascii=False).encode(), STATUS.get(code, 503), media_type="application/json"
    )
    if wait > 0:
        response.headers["retry-after"] = str(math.ceil(wait))
    return response


class Refusal(Exception):
    """A complaint on its way out, with the seconds after which it makes sense to try again."""

    def __init__(self, complaint: Complaint, wait: float = 0.0) -> None:
        super().__init__(complaint.key)
        self.complaint = complaint
        self.wait = wait
