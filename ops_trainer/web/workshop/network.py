"""Where a room can be reached: addresses, names, the socket that listens."""

from __future__ import annotations

import contextlib
import ipaddress
import socket

from ops_trainer.locale import Complaint

BACKLOG = 2048  # connections that may wait to be taken: a whole room scans the code at the same moment


def reachable(host: str) -> list[str]:
    """The addresses of this machine that phones can use for a server that listens on `host`."""
    if host not in ("0.0.0.0", "::", ""):
        return [host]
    found: list[str] = []
    # Nothing is sent: connecting a datagram socket only asks which interface would be used.
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET, "10.255.255.255")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    usable = [one for one in dict.fromkeys(found) if not ipaddress.ip_address(one).is_loopback]
    return usable or ["127.0.0.1"]


def own_names() -> set[str]:
    """The names of this machine in its network."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return {name, short, f"{short}.local", f"{short}.lan", f"{short}.home", f"{short}.fritz.box"}


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises Complaint when the address can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listening.close()
        raise Complaint("page.no_port", host=host, port=port) from error
    listening.setblocking(False)
    return listening


def more_files() -> None:
    """Let the process hold as many connections as the system allows; most systems begin with 1,024 or less."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def bracketed(address: str) -> str:
    """An address as it stands in a URL."""
    return f"[{address}]" if ":" in address else address
