"""TLS with one certificate that an invite named: no authority has to have signed it."""

from __future__ import annotations

import hashlib
import hmac
import ssl
from pathlib import Path
from typing import Any

from ops_trainer.locale import Complaint
from ops_trainer.team.typed import FINGERPRINT


class Pinned(ssl.SSLContext):
    """A context that goes on only with the certificate of a fingerprint, whoever signed it and whatever name is on it.

    It is compared before anything is sent. Raises Complaint for another one.
    """

    fingerprint: str
    url: str

    @classmethod
    def to(cls, fingerprint: str, url: str) -> Pinned:
        """Return a context for a fingerprint of an invite; `url` is named where the certificate is another."""
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.fingerprint, context.url = fingerprint, url
        return context

    def wrap_socket(self, *args: Any, **named: Any) -> ssl.SSLSocket:
        """Return a connection after comparing the certificate."""
        wrapped = super().wrap_socket(*args, **named)
        shown = wrapped.getpeercert(binary_form=True) or b""
        if not hmac.compare_digest(fingerprint_of(shown), self.fingerprint):
            wrapped.close()
            raise Complaint("team.other_certificate", url=self.url)
        return wrapped

    def wrap_bio(self, *args: Any, **named: Any) -> ssl.SSLObject:
        """Refuse what connects in pieces, where nothing would be compared."""
        raise Complaint("team.other_certificate", url=self.url)


def fingerprint_of(certificate: bytes) -> str:
    """Return the fingerprint of a certificate in DER as invites carry it: the beginning of its SHA-256, in hex."""
    return hashlib.sha256(certificate).hexdigest()[:FINGERPRINT]


def fingerprint_in(path: Path) -> str:
    """Return the fingerprint of the first certificate in a PEM file: the one that a server with that file shows."""
    head, end, _ = path.read_text("ascii", "replace").partition("-----END CERTIFICATE-----")
    return fingerprint_of(ssl.PEM_cert_to_DER_cert(head[head.index("-----BEGIN CERTIFICATE-----") :] + end))
