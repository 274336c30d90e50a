"""The HTTP face of the test server: methods, long polls, uploads, files; scripted faults act here."""

from __future__ import annotations

import json
from collections.abc import Iterable

from aiohttp import web

from tests.servers.faults import Faults, perform
from tests.servers.vk.gate import Gate
from tests.servers.vk.world import World

LARGEST_UPLOAD = 64 * 1024 * 1024  # bytes


def build_site(world: World, gate: Gate, faults: Faults) -> web.Application:
    """The application; faults know its parts as method names, "longpoll" and "upload"."""
    site = Site(world, gate, faults)
    app = web.Application(client_max_size=LARGEST_UPLOAD)
    app.router.add_route("*", "/method/{method}", site.method)
    app.router.add_get("/longpoll/{group_id}", site.longpoll)
    app.router.add_post("/upload/{ticket}", site.upload)
    app.router.add_get("/files/{name}", site.file)
    return app


class Site:
    """The handlers."""

    def __init__(self, world: World, gate: Gate, faults: Faults) -> None:
        self.world = world
        self.gate = gate
        self.faults = faults

    async def method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await request.post()
        params = {key: value for key, value in body.items() if isinstance(value, str)}
        mistake = _mistake(request, [key for key, _ in body.items()])

        async def process() -> web.StreamResponse:
            return web.json_response(self.gate.answer(method, params, mistake=mistake))

        fault = self.faults.draw(method, params)
        if fault is not None and not fault.done:
            self.gate.note_fault(method, params, fault)
        return await perform(fault, request, process, flood=lambda _seconds: web.json_response(self.gate.flood()))

    async def longpoll(self, request: web.Request) -> web.StreamResponse:
        community = self.world.communities[int(request.match_info["group_id"])]
        query = request.query

        async def process() -> web.StreamResponse:
            if query.get("act") != "a_check":
                return web.json_response({"failed": 2})
            wait = float(query.get("wait", "25"))
            answer = await community.longpoll.answer(
                query.get("key", ""), query.get("ts", ""), wait, newest_first=self.world.out_of_order
            )
            return web.json_response(answer)

        fault = self.faults.draw("longpoll", dict(query))
        return await perform(fault, request, process, flood=lambda _seconds: web.json_response({"failed": 2}))

    async def upload(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["ticket"]
        if ticket not in self.world.media.tickets:
            return web.json_response({"error": "unknown upload address"}, status=404)

        async def process() -> web.StreamResponse:
            # The field is called photo or file, and clients that upload several count: file0, file1 …
            fields = [value for value in (await request.post()).values() if isinstance(value, web.FileField)]
            if len(fields) != 1:
                return web.json_response({"error": f"ERR_UPLOAD_FILE_NOT_UPLOADED: {len(fields)} files"})
            [field] = fields
            answer = self.world.media.receive(ticket, field.file.read(), field.filename)
            return web.Response(text=json.dumps(answer), content_type="text/html")  # as the real one does

        fault = self.faults.draw("upload", {})
        return await perform(fault, request, process, flood=lambda _seconds: web.Response(status=503))

    async def file(self, request: web.Request) -> web.StreamResponse:
        content = self.world.media.files.get(request.match_info["name"])
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="application/octet-stream")


def _mistake(request: web.Request, keys: Iterable[str]) -> str:
    """What no schema says: the key travels in the body, a list is one comma separated value."""
    names = list(keys)
    if "access_token" in request.query:
        return "access_token stands in the query string, where logs keep it"
    if request.method != "POST":
        return f"{request.method} instead of POST"
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        return f"parameters given twice: {repeated}"
    return ""
