"""The test server's world outlives the bot: a bot in another process is killed, another one goes on from its ts."""

import asyncio
import sys
from pathlib import Path

from tests.servers.vk.server import VkServer

ECHO = """
import json, sys, urllib.parse, urllib.request
base, key, group, ts = sys.argv[1:]

def call(method, **values):
    body = urllib.parse.urlencode({**values, "access_token": key, "v": "5.199"}).encode()
    return json.load(urllib.request.urlopen(f"{base}/method/{method}", body, timeout=20))["response"]

call("groups.setLongPollSettings", group_id=group, enabled=1, api_version="5.199", message_new=1)
poll = call("groups.getLongPollServer", group_id=group)
ts = ts or poll["ts"]
while True:
    address = f"{poll['server']}?act=a_check&key={poll['key']}&ts={ts}&wait=25"
    answer = json.load(urllib.request.urlopen(address, timeout=60))
    for event in answer["updates"]:
        heard = event["object"]["message"]
        call("messages.send", peer_ids=heard["from_id"], message=heard["text"][::-1], random_id=heard["id"])
    ts = answer["ts"]
"""


async def test_a_bot_killed_and_started_again_finds_what_was_written_meanwhile(tmp_path: Path) -> None:
    script = tmp_path / "echo.py"
    script.write_text(ECHO)
    async with VkServer() as vk:
        community, maria = vk.add_community(), vk.person("Мария")

        async def start(ts: str) -> asyncio.subprocess.Process:
            process = await asyncio.create_subprocess_exec(
                sys.executable, str(script), vk.url, community.key, str(community.id), ts
            )
            await vk.wait_for(lambda: community.longpoll.waiting or maria.saw(community), timeout=60)
            return process

        async def end(process: asyncio.subprocess.Process) -> None:
            process.kill()
            await process.wait()

        process = await start("")
        maria.writes(community, "abc")
        await vk.wait_for(lambda: len(maria.saw(community)) == 1, timeout=60)
        await end(process)
        kept = str(community.longpoll.ts)
        maria.writes(community, "def")
        process = await start(kept)
        await vk.wait_for(lambda: len(maria.saw(community)) == 2, timeout=60)
        await end(process)
        assert [message.text for message in maria.saw(community)] == ["cba", "fed"]
        assert vk.violations == []
