"""VK: one community is one account. The only room that knows vk_api."""
