"""A certificate for 127.0.0.1 made on the spot, so that no key lies in the tree: RSA and DER by hand."""

from __future__ import annotations

import base64
import hashlib
import math
import random
from pathlib import Path

RSA = bytes.fromhex("06092a864886f70d010101")
SHA256_RSA = bytes.fromhex("06092a864886f70d01010b")
COMMON_NAME = bytes.fromhex("0603550403")
ALT_NAME = bytes.fromhex("0603551d11")
SMALL = math.prod(n for n in range(3, 3_000, 2) if all(n % d for d in range(3, math.isqrt(n) + 1, 2)))
NULL = bytes.fromhex("0500")


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    length = (
        bytes([size]) if size < 128 else bytes([0x80 | (n := (size.bit_length() + 7) // 8)]) + size.to_bytes(n, "big")
    )
    return bytes([tag]) + length + body


def _int(value: int) -> bytes:
    return _der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _is_prime(number: int, rng: random.Random) -> bool:
    if math.gcd(number, SMALL) != 1:
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(8):
        value = pow(rng.randrange(2, number - 1), odd, number)
        if value in (1, number - 1):
            continue
        for _ in range(twos - 1):
            value = value * value % number
            if value == number - 1:
                break
        else:
            return False
    return True


def _prime(rng: random.Random) -> int:
    while True:
        number = rng.getrandbits(1024) | 3 << 1022 | 1
        if number % 65537 != 1 and _is_prime(number, rng):
            return number


def _pem(kind: str, data: bytes) -> str:
    text = base64.encodebytes(data).decode()
    return f"-----BEGIN {kind}-----\n{text}-----END {kind}-----\n"


def make(folder: Path) -> tuple[Path, Path]:
    """The files of a certificate and its key, good for 127.0.0.1 until 2049."""
    rng = random.Random(2048)
    p, q = _prime(rng), _prime(rng)
    n, e = p * q, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    parts = (0, n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
    key = _der(0x30, *(_int(part) for part in parts))
    name = _der(0x30, _der(0x31, _der(0x30, COMMON_NAME, _der(0x0C, b"ops-trainer test"))))
    public = _der(0x30, _der(0x30, RSA, NULL), _der(3, b"\0", _der(0x30, _int(n), _int(e))))
    names = _der(0x30, ALT_NAME, _der(4, _der(0x30, _der(0x87, bytes([127, 0, 0, 1])))))
    told = _der(
        0x30, _der(0xA0, _int(2)), _int(1), _der(0x30, SHA256_RSA, NULL), name,
        _der(0x30, _der(0x17, b"200101000000Z"), _der(0x17, b"491231235959Z")), name, public,
        _der(0xA3, _der(0x30, names)),
    )  # fmt: skip
    digest = _der(
        0x30, _der(0x30, bytes.fromhex("0609608648016503040201"), NULL), _der(4, hashlib.sha256(told).digest())
    )
    padded = b"\0\1" + b"\xff" * (256 - 3 - len(digest)) + b"\0" + digest
    signature = pow(int.from_bytes(padded, "big"), d, n).to_bytes(256, "big")
    certificate = _der(0x30, told, _der(0x30, SHA256_RSA, NULL), _der(3, b"\0", signature))
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_text(_pem("CERTIFICATE", certificate))
    paths[1].write_text(_pem("RSA PRIVATE KEY", key))
    return paths
