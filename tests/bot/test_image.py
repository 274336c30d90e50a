"""The image and the services: what can be checked without an engine, and that the check sees what it is for."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # pre-commit brings it, without types

from bot.settings import names

ROOT = Path(__file__).parent.parent.parent
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_image", ROOT / "scripts" / "check_image.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check = load()


def test_nothing_is_wrong_with_the_dockerfile() -> None:
    assert check.wrong_in_dockerfile() == []


def test_nothing_is_wrong_with_the_services() -> None:
    assert check.wrong_in_compose(COMPOSE) == []


@pytest.mark.parametrize(
    ("service", "change", "said"),
    [
        ("bot", {"ports": ["8080:8080"]}, "open to the world"),
        ("bot", {"depends_on": {"redis": {"condition": "service_healthy"}}}, "redis"),
        ("database", {"healthcheck": None}, ""),
        ("database", {"image": "postgres"}, "version"),
        ("database", {"restart": "no"}, "restart"),
        ("database", {"volumes": ["elsewhere:/var"]}, "elsewhere"),
    ],
)
def test_the_check_sees_what_it_is_for(service: str, change: dict[str, Any], said: str) -> None:
    compose = yaml.safe_load(COMPOSE)
    compose["services"][service] |= change
    if change == {"healthcheck": None}:
        del compose["services"][service]["healthcheck"]
        said = "never checked"
    assert [finding for finding in check.wrong_in_compose(yaml.safe_dump(compose)) if said in finding]


def test_settings_in_the_image_and_the_services_are_settings() -> None:
    text = COMPOSE + (ROOT / "Dockerfile").read_text("utf-8")
    used = {
        word.strip(" \\:=") for word in text.replace("=", " ").replace(":", " ").split() if word.startswith("TEZKI_")
    }
    assert used
    assert used <= set(names())
