"""The way of one request through VK: known method, good key, version, rate, kind of key, parameters, then the deed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.servers.faults import Fault
from tests.servers.limits import Limits
from tests.servers.spec.vk import Schema
from tests.servers.vk import methods as _fill_the_registry  # noqa: F401 - importing it registers the methods
from tests.servers.vk import script
from tests.servers.vk.failures import Failure, Violated, Violation
from tests.servers.vk.registry import METHODS, Call
from tests.servers.vk.tokens import Kind, Token
from tests.servers.vk.world import World

# Methods that the schema keeps from community keys, but that work with them (VK.md §0.1); the method checks the right.
OPEN_TO_GROUPS_ALL_THE_SAME = frozenset({"wall.post"})

_VERSION = re.compile(r"5\.\d{1,3}")
_OLDEST = 81


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One call as it was answered: `error` is the code, or None; the key itself is not kept.

    `fault` is set when a scripted fault kept the call from being carried out.
    """

    method: str
    params: Mapping[str, str]
    by: Token | None
    response: object
    error: int | None
    fault: Fault | None = None


class Gate:
    """Checks requests and carries them out; keeps the log of calls and of violations."""

    def __init__(self, world: World, schema: Schema | None, limits: Limits) -> None:
        self.calls: list[Made] = []
        self.violations: list[Violation] = []
        self._world = world
        self._schema = schema
        self._limits = limits

    def answer(self, method: str, params: Mapping[str, str], *, mistake: str = "") -> dict[str, Any]:
        """The body of the HTTP answer; `mistake` is what was wrong with the request before its parameters."""
        token = self._world.tokens.get(params.get("access_token", ""))
        try:
            if mistake:
                raise Violated(100, mistake)
            token = self._admitted(method, params, token)
            if method == "execute":
                return self._execute(params, token)
            return {"response": self._carried_out(method, params, token)}
        except Failure as failure:
            self._note(method, params, token, failure=failure)
            return {"error": failure.as_json({"method": method, **params})}
        finally:
            self._world.changed()

    def note_fault(self, method: str, params: Mapping[str, str], fault: Fault) -> None:
        """A call that a scripted fault kept from being carried out."""
        token = self._world.tokens.get(params.get("access_token", ""))
        shown = {key: value for key, value in params.items() if key != "access_token"}
        self.calls.append(Made(method=method, params=shown, by=token, response=None, error=None, fault=fault))
        self._world.changed()

    def flood(self) -> dict[str, Any]:
        return {"error": Failure(6).as_json({})}

    def _admitted(self, method: str, params: Mapping[str, str], token: Token | None) -> Token:
        if method not in METHODS and method != "execute" and not (self._schema and method in self._schema.methods):
            raise Violated(3)
        if not params.get("access_token"):
            raise Violated(5, "no access_token passed")
        if token is None or token.revoked:
            raise Failure(5, "invalid access_token (4).")
        if not params.get("v"):
            raise Violated(8, "v (version) is required")
        if not _VERSION.fullmatch(params["v"]) or int(params["v"].partition(".")[2]) < _OLDEST:
            raise Violated(8, f"version {params['v']} is deprecated or unknown")
        if self._limits.accept(("second", token.value)) is not None:
            raise Failure(6)
        return token

    def _carried_out(self, method: str, params: Mapping[str, str], token: Token) -> object:
        self._check_kind(method, token)
        for problem in self._schema.problems(method, params) if self._schema else ():
            raise Violated(problem.code, problem.text)
        known = METHODS.get(method)
        if known is None:
            raise Violated(3, f"{method} is real, but this test server has not learnt it yet")
        if known.right is not None and known.right not in token.rights:
            raise Failure(15, "no access to call this method. It cannot be called with current scopes.")
        response = known.handler(Call(world=self._world, method=method, params=params, token=token))
        self._note(method, params, token, response=response)
        return response

    def _check_kind(self, method: str, token: Token) -> None:
        if method in OPEN_TO_GROUPS_ALL_THE_SAME:
            return
        kinds = METHODS[method].kinds if method in METHODS else frozenset[Kind]()
        if self._schema and method in self._schema.methods:
            kinds = frozenset(kind for kind in Kind if kind in self._schema.methods[method].kinds)
        if token.kind not in kinds:
            raise Violated(27 if token.kind is Kind.GROUP else 28)

    def _execute(self, params: Mapping[str, str], token: Token) -> dict[str, Any]:
        """Each call of the script is checked like one of its own; a failed one leaves false in its place."""
        for problem in self._schema.problems("execute", params) if self._schema else ():
            raise Violated(problem.code, problem.text)
        responses: list[object] = []
        errors: list[dict[str, object]] = []
        for method, inner in script.parse(params.get("code", "")):
            try:
                responses.append(self._carried_out(method, {"v": params["v"], **inner}, token))
            except Failure as failure:
                self._note(method, inner, token, failure=failure)
                responses.append(False)
                errors.append({"method": method, "error_code": failure.code, "error_msg": failure.text})
        self._note("execute", params, token, response=responses)
        return {"response": responses, **({"execute_errors": errors} if errors else {})}

    def _note(
        self,
        method: str,
        params: Mapping[str, str],
        token: Token | None,
        *,
        response: object = None,
        failure: Failure | None = None,
    ) -> None:
        shown = {key: value for key, value in params.items() if key != "access_token"}
        code = failure.code if failure else None
        self.calls.append(Made(method=method, params=shown, by=token, response=response, error=code))
        if isinstance(failure, Violated):
            self.violations.append(Violation(method=method, code=failure.code, reason=failure.text))
