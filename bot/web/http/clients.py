"""Who asks: the address behind a proxy, but only a proxy that is trusted is believed."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

    from bot.web.http.networks import Network

log = structlog.get_logger()

CUSTOMER_PREFIX: Final = 64
"""Bits of an IPv6 address that a provider gives to one customer, who chooses the rest anew at will."""


class Clients:
    """``trusted``: the networks of proxies that append the address they see to ``X-Forwarded-For``."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = trusted
        self._warned = False

    def address_of(self, request: web.Request) -> str | None:
        """The address of whoever asks; of IPv6 that of the /64 network.

        None: a trusted proxy does not say for whom, or this computer asks itself. ``X-Forwarded-For`` is read from the
        right up to the first address that is not trusted: what stands left of it, that client may have made up.
        """
        hops = [hop for line in request.headers.getall("X-Forwarded-For", ()) for hop in line.split(",")]
        told = bool(hops)
        at = _address(request.remote or "")
        while at is not None and self._trusts(at):
            if not hops:
                return None
            at = _address(hops.pop())
        if told and at is not None and not self._warned and at == _address(request.remote or ""):
            self._warned = True
            log.warning("proxy_not_trusted", setting="TEZKI_HTTP__TRUSTED_PROXIES", address=str(at))
        return None if at is None else _key(at)

    def _trusts(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._trusted)


CLIENTS: Final = web.AppKey("clients", Clients)


def _address(told: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ipaddress.ip_address(told.strip().partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


def _key(address: IPv4Address | IPv6Address) -> str:
    if address.version == 4:  # noqa: PLR2004 - IPv4
        return str(address)
    return str(ipaddress.ip_network((address, CUSTOMER_PREFIX), strict=False).network_address)
