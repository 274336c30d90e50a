"""One text to 100,000 people on VK, whose server takes 20 calls a second with 100 people each."""

from __future__ import annotations

from benchmarks.figures import Figure
from benchmarks.sending import Job, finish, start
from benchmarks.servers import Opening, messengers

CALLS, PEERS = 20, 100


def measure(*, small: bool) -> list[Figure]:
    people = 10_000 if small else 100_000
    key = "vk1.a.benchmark"
    with messengers() as server:
        server.open(key, Opening(rate=CALLS, penalty=1.0))
        finish(start(Job(messenger="vk", url=server.url, key=key, people=people, alike=True, seconds=600)))
        told = server.told(key)
    rate = (told.people - PEERS) / (told.moments[-1] - told.moments[0])
    return [
        Figure(
            work=f"one text to {people:,} people on VK at 100 ± 50 ms, {CALLS} calls a second",
            ours=f"{rate:,.0f} people/s, {told.people - people} doubles, {told.refusals} refusals",
            baseline=f"the limit: {CALLS * PEERS:,} people/s",
            ratio=rate / CALLS / PEERS,
            at_least=0.95,
        )
    ]
