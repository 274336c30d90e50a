"""HTTP of the program: webhooks of the messengers, health; the public pages come here, too."""
