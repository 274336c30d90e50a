"""Values through JSON and back by the return annotation of the function that made them."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from functools import cache, partial
from typing import Any, get_type_hints

from pydantic import JsonValue, PydanticSchemaGenerationError, PydanticUserError, TypeAdapter

from talk.errors import Misplayed


def adapter_of(made: Callable[..., Any]) -> TypeAdapter[Any]:
    """How the results of a recorded function are kept. Raises Misplayed when its annotation does not say."""
    while isinstance(made, partial):
        made = made.func
    if not inspect.isroutine(made):
        made = type(made).__call__
    return _adapter(getattr(made, "__func__", made))


@cache
def _adapter(made: Callable[..., Any]) -> TypeAdapter[Any]:
    name = getattr(made, "__qualname__", repr(made))
    try:
        hints = get_type_hints(made, include_extras=True)
        annotation = hints["return"]
    except KeyError:
        raise Misplayed(f"{name} has no return annotation: a recorded step must say what it returns") from None
    except NameError as error:
        raise Misplayed(f"{name}: {error}; import the types of a recorded step at run time") from error
    try:
        return TypeAdapter(annotation)
    except (PydanticSchemaGenerationError, PydanticUserError) as error:
        raise Misplayed(f"{name} returns {annotation}, which cannot be kept as JSON: {error}") from error


def freeze(adapter: TypeAdapter[Any], value: object) -> JsonValue:
    frozen: JsonValue = adapter.dump_python(value, mode="json")
    return frozen


def thaw(adapter: TypeAdapter[Any], frozen: JsonValue) -> Any:
    """Raise ValueError (pydantic's) when what was kept is not such a value any more."""
    return adapter.validate_json(json.dumps(frozen))
