"""The words of the public pages and feeds. In a template ``t.plan.AS_LIST`` is ``AS_LIST`` of ``plan.py``."""

from handlers.texts.people import consents, policy
from handlers.texts.web import alliances, chronicle, libraries, moderation, pages, plan

__all__ = ["alliances", "chronicle", "consents", "libraries", "moderation", "pages", "plan", "policy"]
