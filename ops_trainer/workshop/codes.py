"""Codes that people type and secrets that phones keep, from random bytes."""

from __future__ import annotations

import base64

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read as something else
CODE_LENGTH = 10
PIN_LENGTH = 6


def secret(random: bytes) -> str:
    """A secret of 128 bits or as many as the bytes hold, safe in a header."""
    return base64.urlsafe_b64encode(random).decode().rstrip("=")


def claim_code(random: bytes) -> str:
    """A code of ten letters and digits in two groups: `7kq2m-x9d4h` (49 bits)."""
    number = int.from_bytes(random, "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    half = CODE_LENGTH // 2
    return "".join(letters[:half]) + "-" + "".join(letters[half:])


def same_code(code: str) -> str:
    """A claim code as it is kept, however it was typed."""
    plain = "".join(character for character in code.lower() if character in ALPHABET)
    half = CODE_LENGTH // 2
    return plain[:half] + "-" + plain[half:]


def pin(random: bytes) -> str:
    """Six digits, the first not 0."""
    return str(100_000 + int.from_bytes(random, "big") % 900_000)
