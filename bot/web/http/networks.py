"""IP networks, as settings name them."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

Network = IPv4Network | IPv6Network

LOOPBACK: Final = "127.0.0.0/8, ::1"


def is_loopback(host: str) -> bool:
    """Whether a name or address is this computer's own, which no other one reaches by it."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def networks(told: str) -> tuple[Network, ...]:
    """Addresses or networks with commas between them. Raises ValueError for anything else."""
    return tuple(ip_network(one.strip()) for one in told.split(",") if one.strip())
