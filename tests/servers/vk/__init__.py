"""VK as the bot meets it: API methods, Bots Long Poll, Callback API, uploads."""
