"""Which of a machine's addresses stands first."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from ops_trainer.web import serving

MANY = {
    "172.17.0.1": "docker0", "10.8.0.6": "tun0", "192.168.1.23": "wlan0", "100.101.102.103": "",
    "169.254.7.7": "eth1", "127.0.0.1": "lo", "192.168.122.1": "virbr0", "10.20.30.40": "eth0",
}  # fmt: skip


@pytest.fixture
def unresolved(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine that only its interfaces tell of."""

    def nothing(*given: Any, **more: Any) -> Any:
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    monkeypatch.setattr(socket.socket, "connect", nothing)
    return monkeypatch


def test_vpns_and_virtual_networks_come_last(unresolved: pytest.MonkeyPatch) -> None:
    unresolved.setattr(serving, "_interfaces", lambda: MANY)
    found = serving.reachable("0.0.0.0")
    assert found[:2] == ["192.168.1.23", "10.20.30.40"]
    assert set(found[2:-1]) == {"172.17.0.1", "10.8.0.6", "100.101.102.103", "192.168.122.1"}
    assert found[-1] == "169.254.7.7"


def test_without_a_network_there_is_this_machine_alone(unresolved: pytest.MonkeyPatch) -> None:
    unresolved.setattr(serving, "_interfaces", lambda: {"127.0.0.1": "lo"})
    assert serving.reachable("0.0.0.0") == ["127.0.0.1"]
    assert serving.reachable("192.168.1.5") == ["192.168.1.5"]


def test_interfaces_are_asked_where_the_system_tells_them() -> None:
    found = serving._interfaces()
    assert all(socket.inet_aton(address) and name for address, name in found.items())
