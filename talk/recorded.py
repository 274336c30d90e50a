"""Values through JSON and back by the return annotation of the function that made them."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from functools import cache, partial
from types import FunctionType, SimpleNamespace
from typing import Any, get_type_hints

from pydantic import JsonValue, PydanticSchemaGenerationError, PydanticUserError, TypeAdapter

from talk.errors import Misplayed


def adapter_of(made: Callable[..., Any]) -> TypeAdapter[Any]:
    """How the results of a recorded function are kept. Raises Misplayed when its annotation does not say."""
    while isinstance(made, partial):
        made = made.func
    if not inspect.isroutine(made):
        made = type(made).__call__
    made = inspect.unwrap(getattr(made, "__func__", made))
    if not isinstance(made, FunctionType):
        raise Misplayed(f"{made!r} is no function of ours: a recorded step needs a return annotation")
    return _adapter(made)


@cache
def _adapter(made: FunctionType) -> TypeAdapter[Any]:
    name = made.__qualname__
    try:
        alone = SimpleNamespace(
            __annotations__={"return": made.__annotations__["return"]}
        )  # the others need not resolve
        annotation = get_type_hints(alone, globalns=made.__globals__, include_extras=True)["return"]
    except KeyError:
        raise Misplayed(f"{name} has no return annotation: a recorded step must say what it returns") from None
    except NameError as error:
        raise Misplayed(f"{name}: {error}; import the types of a recorded step at run time") from error
    try:
        return TypeAdapter(annotation)
    except (PydanticSchemaGenerationError, PydanticUserError) as error:
        raise Misplayed(f"{name} returns {annotation}, which cannot be kept as JSON: {error}") from error


def freeze(adapter: TypeAdapter[Any], value: object) -> JsonValue:
    """As JSON; what does not survive that is found out by ``thaw``."""
    frozen: JsonValue = adapter.dump_python(value, mode="json", warnings=False)  # thaw tells what does not fit
    return frozen


def thaw(adapter: TypeAdapter[Any], frozen: JsonValue) -> Any:
    """Raise ValueError (pydantic's) when what was kept is not such a value any more."""
    return adapter.validate_json(json.dumps(frozen))
