"""What a script may not do, seen in its source (rule 8 of the engine, and the keys of rule 1).

A test runs ``faults`` over every module of handlers. Scripts are the functions under ``@script`` and the async ones
that take a parameter annotated ``Talk`` (parts of a script).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Rule = Literal[
    "tasks",
    "clock",
    "random",
    "environment",
    "finally",
    "with",
    "catch",
    "await",
    "unrecorded",
    "key",
    "twice",
    "label",
]

STEPS: Final = frozenset({"ask", "confirm", "review", "say", "look", "do", "now"})
KEYED: Final = STEPS - {"say", "now"}

_BANNED: Final[dict[str, Rule]] = {
    "asyncio": "tasks",
    "threading": "tasks",
    "concurrent": "tasks",
    "multiprocessing": "tasks",
    "subprocess": "tasks",
    "anyio": "tasks",
    "time": "clock",
    "datetime.datetime.now": "clock",
    "datetime.datetime.utcnow": "clock",
    "datetime.datetime.today": "clock",
    "datetime.date.today": "clock",
    "random": "random",
    "secrets": "random",
    "uuid": "random",
    "os": "environment",
    "sys": "environment",
    "socket": "environment",
    "builtins.open": "environment",
    "builtins.input": "environment",
    "builtins.hash": "random",
    "builtins.id": "random",
}
_BUILTINS: Final = frozenset({"open", "input", "hash", "id"})
_SAYS: Final[dict[Rule, str]] = {
    "tasks": "a script is sequential: no tasks, threads or waiting of its own",
    "clock": "a script has no clock of its own: await talk.now()",
    "random": "a script is replayed: what is random comes from a recorded look or deed",
    "environment": "a script sees only its context: no files, no environment",
    "finally": "finally around a step runs at every question, not at the end",
    "with": "a context around a step is left at every question, not at the end",
    "catch": "catching everything around a step catches the engine's own signals: name the exception",
    "await": "a step without await does nothing",
    "unrecorded": "only steps are awaited: put it into talk.look or talk.do, or give it the talk",
    "key": "a key outside of a loop is a literal: it names the step in the journal",
    "twice": "this key is used twice: one of the two answers would be taken for the other",
    "label": "branch on the option's value: labels may change freely",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One broken rule."""

    line: int
    rule: Rule
    script: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.script}: {_SAYS[self.rule]}"


def faults(source: str) -> list[Fault]:
    """Every fault of every script in a module, in the order of lines."""
    tree = ast.parse(source)
    imported = _imported(tree)
    found = []
    for function in ast.walk(tree):
        if isinstance(function, ast.AsyncFunctionDef) and (talk := _talk_of(function)) is not None:
            seen = _Reader(function.name, talk, imported)
            seen.read(function)
            found += seen.found
    return sorted(found, key=lambda fault: (fault.line, fault.rule))


def scripts_in(source: str) -> list[str]:
    """The names of the functions that ``faults`` looks at."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.AsyncFunctionDef) and _talk_of(node) is not None
    ]


def _talk_of(function: ast.AsyncFunctionDef) -> str | None:
    """What the talk is called in this function; None when it is no script."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    for argument in arguments:
        if argument.annotation is not None and ast.unparse(argument.annotation).strip("'\"").split(".")[-1] == "Talk":
            return argument.arg
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).split(".")[-1] == "script" and arguments:
            return arguments[0].arg
    return None


def _imported(tree: ast.Module) -> dict[str, str]:
    """Local name → the whole name of what it stands for."""
    names = {name: f"builtins.{name}" for name in _BUILTINS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


class _Reader:
    """Walks one script with what stands around each node."""

    def __init__(self, script: str, talk: str, imported: dict[str, str]) -> None:
        self.found: list[Fault] = []
        self._script = script
        self._talk = talk
        self._imported = imported
        self._keys: set[tuple[str, str]] = set()

    def read(self, function: ast.AsyncFunctionDef) -> None:
        for statement in function.body:
            self._walk(statement, looping=False)

    def _walk(self, node: ast.AST, *, looping: bool) -> None:
        self._look_at(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call) and (step := self._step(child)) is not None:
                if not isinstance(node, ast.Await):
                    self._fault(child, "await")
                self._check_key(child, step, looping=looping)
            self._walk(child, looping=looping or isinstance(node, _LOOPS))

    def _look_at(self, node: ast.AST) -> None:
        match node:
            case ast.Try(finalbody=[_, *_]) | ast.TryStar(finalbody=[_, *_]) if self._has_step(node):
                self._fault(node, "finally")
            case ast.With() | ast.AsyncWith() if self._has_step(node):
                self._fault(node, "with")
            case ast.AsyncFor() | ast.Yield() | ast.YieldFrom():
                self._fault(node, "unrecorded")
            case ast.comprehension(is_async=1):
                self._fault(node.iter, "unrecorded")
            case ast.Await() if not self._is_recorded(node.value):
                self._fault(node, "unrecorded")
            case ast.Attribute() | ast.Name():
                self._check_name(node)
        if isinstance(node, ast.Try | ast.TryStar) and self._has_step(node):
            for handler in node.handlers:
                if handler.type is None or "BaseException" in ast.unparse(handler.type):
                    self._fault(handler, "catch")
        for test in _decisions(node):
            if any(isinstance(part, ast.Attribute) and part.attr == "label" for part in ast.walk(test)):
                self._fault(test, "label")

    def _check_key(self, call: ast.Call, step: str, *, looping: bool) -> None:
        if step not in KEYED:
            return
        key = next((word.value for word in call.keywords if word.arg == "key"), call.args[0] if call.args else None)
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            name = ("ask" if step == "confirm" else step, key.value)
            if name in self._keys and not looping:
                self._fault(call, "twice")
            self._keys.add(name)
        elif not looping:
            self._fault(call, "key")

    def _check_name(self, node: ast.Attribute | ast.Name) -> None:
        whole = self._whole_name(node)
        while whole:
            if (rule := _BANNED.get(whole)) is not None:
                self._fault(node, rule)
                return
            whole = whole.rpartition(".")[0]

    def _whole_name(self, node: ast.expr) -> str:
        """«datetime.datetime.now» for what is called «dt.now» here; empty for what was not imported."""
        if isinstance(node, ast.Name):
            return self._imported.get(node.id, "") if isinstance(node.ctx, ast.Load) else ""
        if isinstance(node, ast.Attribute) and (left := self._whole_name(node.value)):
            return f"{left}.{node.attr}"
        return ""

    def _step(self, call: ast.Call) -> str | None:
        match call.func:
            case ast.Attribute(value=ast.Name(id=name), attr=step) if name == self._talk and step in STEPS:
                return step
        return None

    def _has_step(self, node: ast.AST) -> bool:
        return any(
            isinstance(part, ast.Call) and (self._step(part) or self._gives_talk(part)) for part in ast.walk(node)
        )

    def _is_recorded(self, awaited: ast.expr) -> bool:
        return isinstance(awaited, ast.Call) and (self._step(awaited) is not None or self._gives_talk(awaited))

    def _gives_talk(self, call: ast.Call) -> bool:
        given = [*call.args, *(word.value for word in call.keywords)]
        return any(isinstance(one, ast.Name) and one.id == self._talk for one in given)

    def _fault(self, node: ast.AST, rule: Rule) -> None:
        fault = Fault(line=getattr(node, "lineno", 0), rule=rule, script=self._script)
        if fault not in self.found:
            self.found.append(fault)


_LOOPS: Final = (ast.For, ast.While, ast.AsyncFor, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _decisions(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions on which the way of a script hangs."""
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield test
        case ast.Compare():
            yield node
        case ast.Match(subject=subject):
            yield subject
