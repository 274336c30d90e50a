"""The methods of the VK API, one file per section; importing this package fills `registry.METHODS`."""

from tests.servers.vk.methods import board, groups, messages, people, transports, uploads, wall

__all__ = ["board", "groups", "messages", "people", "transports", "uploads", "wall"]
