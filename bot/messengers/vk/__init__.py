"""VK: one community is one account. The only room that knows vk_api."""

from bot.messengers.vk.messenger import VkMessenger

__all__ = ["VkMessenger"]
