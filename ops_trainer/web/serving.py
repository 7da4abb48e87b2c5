"""Serving an app with uvicorn in a thread: the socket, the addresses to reach it at, connections that wait too long."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import sys
import threading
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from ops_trainer.locale import Complaint

HEADERS_S = 10.0  # a connection that has not sent the head of a request by then is closed
STALLED_S = 30.0  # one that has taken nothing of what it is sent for so long is cut off
BACKLOG = 2048  # connections that may wait to be accepted: a whole room scans the code at the same moment
MOST_HEADERS = 16 * 1024  # bytes of a request's head
STARTING_S = 60.0
SIOCGIFADDR = 0x8915  # Linux: the address of an interface


class Announced(uvicorn.Server):
    """A server that tells when it is up."""

    def __init__(self, config: uvicorn.Config, up: threading.Event) -> None:
        super().__init__(config)
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self._up.set()


class Serving:
    """An app that uvicorn serves in a thread of its own, from `start` until `stop`."""

    def __init__(self, app: ASGIApp, listening: socket.socket, most_connections: int, **settings: Any) -> None:
        """Prepare the server; `settings` are uvicorn's. Raises OSError or ValueError for an unreadable certificate."""
        config = uvicorn.Config(
            app,
            http=connection_class(most_connections),
            ws="none",
            lifespan="off",
            access_log=False,
            server_header=False,
            h11_max_incomplete_event_size=MOST_HEADERS,
            **settings,
        )
        config.load()
        self._socket = listening
        self.port = int(listening.getsockname()[1])
        self._ended_or_up = threading.Event()
        self._server = Announced(config, self._ended_or_up)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="server", daemon=True)

    def start(self) -> bool:
        """Start the thread and return whether the server is up."""
        self._thread.start()
        self._ended_or_up.wait(STARTING_S)
        return self._server.started

    def stop(self) -> None:
        """End all connections and wait for the thread."""
        self._server.should_exit = True
        self._thread.join()

    def _run(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            self._loop.set_exception_handler(_connections_break)
            await self._server.serve(sockets=[self._socket])

        try:
            asyncio.run(serve())
        finally:
            self._ended_or_up.set()
            self._socket.close()


def _connections_break(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Pass over connections that break off, which they do at any moment; handle everything else as usual."""
    if not isinstance(context.get("exception"), OSError):
        loop.default_exception_handler(context)


class TimedConnection(H11Protocol):
    """A connection with timeouts. Where there are as many as may be, the one that kept the server waiting longest gives
    way to a new one, so that nobody is kept out by connections that are merely held open."""

    most: int
    waiting: dict[TimedConnection, None]  # those that keep the server waiting, the longest first

    _head_timer: asyncio.TimerHandle | None = None
    _stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Start the clock for the head of a request."""
        super().connection_made(transport)
        self._await_head()
        while len(self.connections) >= self.most:
            longest = next(iter(self.waiting))
            if longest is self:
                break  # all the others are being served
            longest.abort()

    def data_received(self, data: bytes) -> None:
        """Take in a request, or a part of one."""
        super().data_received(data)
        self._await_head()

    def on_response_complete(self) -> None:
        """Note that a request was answered and the next may come."""
        super().on_response_complete()
        self._track_waiting()

    def pause_writing(self) -> None:
        """Start the clock for a client that does not take what it is sent."""
        super().pause_writing()
        self._stall_timer = self._stall_timer or self.loop.call_later(STALLED_S, self.abort)
        self._track_waiting()

    def resume_writing(self) -> None:
        """Stop that clock."""
        super().resume_writing()
        self._stop_stall_timer()
        self._track_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that is gone."""
        self._stop_head_timer()
        self._stop_stall_timer()
        self.waiting.pop(self, None)
        super().connection_lost(exc)

    def abort(self) -> None:
        """End the connection at once, without waiting until what was sent is taken."""
        self.waiting.pop(self, None)
        self.connections.discard(self)
        self.transport.abort()

    @property
    def _is_served(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _await_head(self) -> None:
        if self._is_served:
            self._stop_head_timer()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(HEADERS_S, self._close_idle)
        self._track_waiting()

    def _track_waiting(self) -> None:
        if self.transport.is_closing() or (self._is_served and not self.cycle.more_body and not self.flow.write_paused):
            self.waiting.pop(self, None)
        else:
            self.waiting.setdefault(self)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _stop_stall_timer(self) -> None:
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None

    def _close_idle(self) -> None:
        self._head_timer = None
        if not self.transport.is_closing() and not self._is_served:
            self.transport.close()


def connection_class(most: int) -> type[TimedConnection]:
    """Return the protocol class of one server, for at most `most` connections at once."""
    return type("TimedConnection", (TimedConnection,), {"most": most, "waiting": {}})


ANYWHERE = ("0.0.0.0", "::", "")
# What virtual machines, containers and VPNs call their networks.
VIRTUAL = ("tun", "tap", "utun", "wg", "ppp", "tailscale", "zt", "docker", "br-", "veth", "virbr", "vmnet", "vboxnet")
# Where such networks lie unless somebody moved them: Tailscale, Docker, VirtualBox, libvirt, WSL and Hyper-V.
VIRTUAL_NETS = ("100.64.0.0/10", "172.17.0.0/16", "172.18.0.0/16", "192.168.56.0/24", "192.168.122.0/24")


def likelihood(address: str, name: str = "") -> int:
    """Return how likely the phones of a room reach an address, 0 first: those of VPNs and virtual networks come last,
    and behind them those that a machine gives itself where nobody gave it one. `name` is the interface's, if known."""
    ip = ipaddress.ip_address(address)
    if ip.is_link_local:
        return 2
    return int(name.startswith(VIRTUAL) or any(ip in ipaddress.ip_network(net) for net in VIRTUAL_NETS))


def reachable(host: str) -> list[str]:
    """Return the addresses of this machine at which others reach a server that listens on `host`, the likeliest first.

    They stand as in a URL: an IPv6 address in brackets. A machine that is in no network has 127.0.0.1 alone.
    """
    if host not in ANYWHERE:
        return [f"[{host}]" if ":" in host else host]
    found: list[str] = []
    # Nothing is sent: connecting a datagram socket only asks which interface would be used.
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET, "10.255.255.255")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    names = _interfaces()
    usable = [one for one in dict.fromkeys([*found, *names]) if not ipaddress.ip_address(one).is_loopback]
    usable.sort(key=lambda one: likelihood(one, names.get(one, "")))
    return usable or ["127.0.0.1"]


def _interfaces() -> dict[str, str]:
    """Return the name of its interface by each IPv4 address, where the system tells them: on Linux."""
    found: dict[str, str] = {}
    if sys.platform != "linux":
        return found
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            with contextlib.suppress(OSError):
                answer = fcntl.ioctl(probe, SIOCGIFADDR, name.encode().ljust(40, b"\0"))
                found[socket.inet_ntoa(answer[20:24])] = name
    return found


def own_names() -> set[str]:
    """Return the names of this machine in its network, in small letters."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return {name, short, f"{short}.local", f"{short}.lan", f"{short}.home", f"{short}.fritz.box"}


def listen(host: str, port: int, *, refused: str) -> socket.socket:
    """Return a socket that listens there. Raises Complaint with the key `refused` when the address can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP: otherwise asyncio leaves small packets waiting for each other, 40 ms an answer.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listening.close()
        raise Complaint(refused, host=host, port=port) from error
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
