"""All tables. Personal data lives only in ``people``, ``talks``, ``inbox``, ``outbox`` and ``librarians.contact``.

An appeal has a contact, too, until it is decided. Erasing a person deletes their row of ``people``; everything of
theirs goes with it (ON DELETE CASCADE) or forgets them (SET NULL). What the alliance did in public names libraries,
never people.
"""

from __future__ import annotations

import sqlalchemy as sa

from storage.sql.types import Id, Instant, Json, Remote

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _to(column: str, *, gone: str = "CASCADE") -> sa.ForeignKey:
    return sa.ForeignKey(column, ondelete=gone)


# The messengers and the people behind them.

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),  # telegram, vk, playground
    sa.Column("external_id", Remote, nullable=False),
    sa.Column("title", sa.Text, nullable=False, server_default=""),
    sa.Column("sealed_key", sa.LargeBinary),  # encrypted with TEZKI_SECRET_KEY; NULL when the key is in the environment
    sa.Column("settings", Json, nullable=False),
    sa.Column("broken", sa.Text),  # why it does not work until the operator acts
    sa.Column("resting_until", Instant),  # the messenger said: not before; a restart must not forget it
    sa.Column("created_at", Instant, nullable=False),
    sa.UniqueConstraint("kind", "external_id"),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("account_id", Id, _to("accounts.id"), nullable=False),
    sa.Column("external_id", Remote, nullable=False),
    sa.Column("chat", Remote, nullable=False),
    sa.Column("zone", sa.String(40)),  # IANA; NULL: not chosen yet
    sa.Column("quiet_from", sa.Time),
    sa.Column("quiet_to", sa.Time),
    sa.Column("leads", Json, nullable=False),  # minutes before an event, a list
    sa.Column("weekly", sa.Boolean, nullable=False, server_default=sa.false()),  # a digest instead of single reminders
    sa.Column("digested_at", Instant),
    sa.Column("reachable", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("greeted_at", Instant),  # heard what is stored and why
    sa.Column("turn", sa.Integer, nullable=False, server_default="0"),  # numbers the questions, for stale buttons
    sa.Column("created_at", Instant, nullable=False),
    sa.UniqueConstraint("account_id", "external_id"),
    sa.Index(  # the readers of the digest, by their clocks
        "ix_people_weekly", "zone", "id", sqlite_where=sa.text("weekly = 1"), postgresql_where=sa.text("weekly")
    ),
)

talks = sa.Table(
    "talks",
    metadata,
    sa.Column("person_id", Id, _to("people.id"), primary_key=True),
    sa.Column("dialogue", Json, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("account_id", Id, _to("accounts.id"), nullable=False),
    sa.Column("event_id", sa.String(100), nullable=False),
    sa.Column("chat", Remote, nullable=False),  # the order within one chat is kept
    sa.Column("body", Json),  # a Happening; emptied once it is done
    sa.Column("received_at", Instant, nullable=False, index=True),
    sa.Column("state", sa.String(10), nullable=False, server_default="new"),  # new, done, parked
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("account_id", "event_id"),
    sa.Index("ix_inbox_new", "id", sqlite_where=sa.text("state = 'new'"), postgresql_where=sa.text("state = 'new'")),
)

pictures = sa.Table(
    "pictures",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False, unique=True),
    sa.Column("bytes", sa.LargeBinary, nullable=False),  # JPEG without any metadata; a drawn card is a PNG
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("person_id", Id, _to("people.id", gone="SET NULL")),
    sa.Column("created_at", Instant, nullable=False),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),  # of a random 128-bit token
    sa.Column("purpose", sa.String(20), nullable=False),
    sa.Column("facts", Json, nullable=False),
    sa.Column("person_id", Id, _to("people.id")),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
)

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("value", Json),
)

# The alliance.

alliances = sa.Table(
    "alliances",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("slug", sa.String(80), nullable=False, unique=True),
    sa.Column("settlement", sa.String(200), nullable=False),  # the name they share
    sa.Column("folded", sa.String(200), nullable=False, index=True),
    sa.Column("form", sa.String(20), nullable=False),  # movement, convent, other (row 6)
    sa.Column("form_own", sa.Text),
    sa.Column("wide", sa.Boolean, nullable=False),  # the founder means libraries of other regions too (row 1)
    sa.Column("goals", Json, nullable=False),  # keys of domain.vocabulary.goals
    sa.Column("motto", sa.Text),
    sa.Column("hashtag", sa.String(60)),
    sa.Column("emblem_id", Id, _to("pictures.id", gone="SET NULL")),
    sa.Column("lenient", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("silent_days", sa.Integer, nullable=False, server_default="14"),  # row 19
    sa.Column("nudged_at", Instant),
    sa.Column("zone", sa.String(40), nullable=False),
    sa.Column("journal_key", sa.String(32), nullable=False),
    sa.Column("founded_at", Instant, nullable=False),
    sa.Index(  # whose emblem a picture is
        "ix_alliances_emblem",
        "emblem_id",
        sqlite_where=sa.text("emblem_id IS NOT NULL"),
        postgresql_where=sa.text("emblem_id IS NOT NULL"),
    ),
)

agreements = sa.Table(
    "agreements",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, _to("alliances.id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("sections", Json, nullable=False),  # [{key, title, text}]
    sa.Column("adopted_at", Instant, nullable=False),
    sa.UniqueConstraint("alliance_id", "version"),
)

coordinators = sa.Table(
    "coordinators",
    metadata,
    sa.Column("alliance_id", Id, _to("alliances.id"), primary_key=True),
    sa.Column("person_id", Id, _to("people.id"), primary_key=True, index=True),
    sa.Column("founder", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("since", Instant, nullable=False),
    sa.Column("until", Instant),
)

libraries = sa.Table(
    "libraries",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, _to("alliances.id"), nullable=False, index=True),
    sa.Column("settlement", sa.String(200), nullable=False),
    sa.Column("settlement_type", sa.String(40), nullable=False, server_default=""),
    sa.Column("district", sa.String(200), nullable=False, server_default=""),
    sa.Column("region", sa.String(200), nullable=False),
    sa.Column("zone", sa.String(40), nullable=False),
    sa.Column("title", sa.String(400), nullable=False),
    sa.Column("folded", sa.String(400), nullable=False),  # the title, for «the same library»
    sa.Column("parent", sa.String(400), nullable=False, server_default=""),
    sa.Column("ownership", sa.String(20), nullable=False),
    sa.Column("verdict", sa.String(20), nullable=False),  # same, lenient, overridden
    sa.Column("checked", sa.String(20), nullable=False, server_default="unchecked"),  # unchecked, confirmed, registry
    sa.Column("created_at", Instant, nullable=False),
)

memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("library_id", Id, _to("libraries.id"), nullable=False, index=True),
    sa.Column("alliance_id", Id, _to("alliances.id"), nullable=False, index=True),
    sa.Column("joined_at", Instant, nullable=False),
    sa.Column("left_at", Instant),
    sa.Column("reason", sa.Text),
    sa.Index(
        "uq_memberships_now",
        "library_id",
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    ),
)

librarians = sa.Table(
    "librarians",
    metadata,
    sa.Column("library_id", Id, _to("libraries.id"), primary_key=True),
    sa.Column("person_id", Id, _to("people.id"), primary_key=True, index=True),
    sa.Column("contact", sa.Text),  # only with consent to show it to the members
    sa.Column("contact_public", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("since", Instant, nullable=False),
)

appeals = sa.Table(  # a join refused by the namesake rule, waiting for a coordinator's word (row 5)
    "appeals",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, _to("alliances.id"), nullable=False, index=True),
    sa.Column("person_id", Id, _to("people.id"), nullable=False),
    sa.Column("application", Json, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("decided", sa.String(10)),  # allowed, declined
    sa.Column("reason", sa.Text),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("alliance_id", Id, _to("alliances.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", sa.String(30), nullable=False),
    sa.Column("facts", Json, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

# The groups and what is published there.

groups = sa.Table(
    "groups",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, _to("alliances.id"), nullable=False, index=True),
    sa.Column("account_id", Id, _to("accounts.id"), nullable=False),
    sa.Column("external_id", Remote, nullable=False),
    sa.Column("title", sa.Text, nullable=False, server_default=""),
    sa.Column("link", sa.Text),
    sa.Column("threads", Json, nullable=False),  # section -> topic
    sa.Column("missing", Json, nullable=False),  # rights that we lack
    sa.Column("title_fits", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("state", sa.String(10), nullable=False),  # pending (not inspected yet), bound, lost (removed us), unbound
    sa.Column("bound_by", Id, _to("people.id", gone="SET NULL")),
    sa.Column("bound_at", Instant, nullable=False),
    sa.Column("inspected_at", Instant),
    sa.UniqueConstraint("account_id", "external_id"),
)

posts = sa.Table(
    "posts",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("group_id", Id, _to("groups.id"), nullable=False),
    sa.Column("subject", sa.String(60), nullable=False),  # "event:12", "joined:7", "plan:3:2026-12", "chronicle:5"
    sa.Column("section", sa.String(20), nullable=False),
    sa.Column("refs", Json, nullable=False),  # message ids; empty until it is delivered
    sa.Column("link", sa.Text),
    sa.Column("digest", sa.String(64), nullable=False),  # of the content, so that an unchanged post is not sent again
    sa.Column("updated_at", Instant, nullable=False, index=True),
    sa.UniqueConstraint("group_id", "subject"),
    sa.Index("ix_posts_subject", "subject"),
)

letters = sa.Table(  # «Письмо подписчикам»: what the coordinators of an alliance wrote to many
    "letters",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, _to("alliances.id"), nullable=False),
    sa.Column("author_id", Id, _to("people.id", gone="SET NULL")),
    sa.Column("audience", sa.String(20), nullable=False),  # subscribers, librarians
    sa.Column("prompt", Json),  # talk.prompt.Prompt; emptied when it has served its purpose
    sa.Column("picture_id", Id, _to("pictures.id", gone="SET NULL")),
    sa.Column("state", sa.String(10), nullable=False),  # sending, paused, stopping, stopped, done
    sa.Column("reached", Id, nullable=False, server_default="0"),  # the last person whose row is in the outbox
    sa.Column("fanned", sa.Boolean, nullable=False, server_default=sa.false()),  # everybody's row is
    sa.Column("totals", Json, nullable=False),  # account -> how many people there
    sa.Column("progress_row", Id),  # of the outbox: the newest word to the author on how it goes
    sa.Column("progress_ref", sa.Text),  # the message that this word stands in
    sa.Column("shown", sa.String(64)),  # its digest, so that an unchanged word is not sent again
    sa.Column("shown_at", Instant),
    sa.Column("got", sa.Integer),  # how many got it and
    sa.Column("missed", sa.Integer),  # how many could not be reached; both known when it is over
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("done_at", Instant),
    sa.Index("ix_letters_alliance_created", "alliance_id", "created_at"),
    sa.Index(
        "ix_letters_under_way",
        "id",
        sqlite_where=sa.text("state IN ('sending', 'paused', 'stopping')"),
        postgresql_where=sa.text("state IN ('sending', 'paused', 'stopping')"),
    ),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("account_id", Id, _to("accounts.id"), nullable=False),
    sa.Column("chat", Remote, nullable=False),  # person's chat or group: one message at a time, in order
    sa.Column("lane", sa.SmallInteger, nullable=False),  # 0 urgent, 1 interactive, 2 bulk
    sa.Column("action", Json, nullable=False),  # talk.messenger.Action
    sa.Column("key", sa.String(100), unique=True),  # the same key twice is one message
    sa.Column("person_id", Id, _to("people.id")),
    sa.Column("post_id", Id, _to("posts.id")),
    sa.Column("letter_id", Id, _to("letters.id")),  # then what it says is in ``letters``, once for all
    sa.Column("not_before", Instant, nullable=False),
    sa.Column("not_after", Instant),  # what it says helps nobody any more from then on; NULL: it always does
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column(
        "state", sa.String(10), nullable=False, server_default="waiting"
    ),  # waiting, held (its letter is paused), sending, sent, parked, withdrawn
    sa.Column("call", Id),  # rows with the same number were told by one call; a repeat must be the same call
    sa.Column("refs", Json),
    sa.Column("trouble", sa.Text),  # why it waits or is parked
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("done_at", Instant),
    sa.Index(
        "ix_outbox_due",
        "account_id",
        "lane",
        "not_before",
        "id",
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    ),
    sa.Index(
        "ix_outbox_chat",
        "account_id",
        "chat",
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    ),
    sa.Index(
        "ix_outbox_late",
        "account_id",
        "not_after",
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    ),
    sa.Index("ix_outbox_post_id", "post_id"),
    sa.Index("ix_outbox_person_id", "person_id"),
    sa.Index(  # counts the rows of a letter without looking at them
        "ix_outbox_letter",
        "letter_id",
        "state",
        "account_id",
        sqlite_where=sa.text("letter_id IS NOT NULL"),
        postgresql_where=sa.text("letter_id IS NOT NULL"),
    ),
)

# Plan and chronicle.

events = sa.Table(
    "events",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, _to("alliances.id"), nullable=False, index=True),
    sa.Column("library_id", Id, _to("libraries.id"), nullable=False, index=True),  # the host
    sa.Column("title", sa.String(300), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("month", sa.Date),  # the first of the month, while the day is not known
    sa.Column("day", sa.Date, nullable=False),  # of the start by the host's calendar, or ``month``: what plans go by
    sa.Column("starts_at", Instant),
    sa.Column("ends_at", Instant),
    sa.Column("zone", sa.String(40), nullable=False),
    sa.Column("place", sa.Text),
    sa.Column("link", sa.Text),
    sa.Column("audience", sa.Text),
    sa.Column("age", sa.SmallInteger),  # 0, 6, 12, 16, 18
    sa.Column("description", sa.Text),
    sa.Column("poster_id", Id, _to("pictures.id", gone="SET NULL")),
    sa.Column("poster_alt", sa.Text),
    sa.Column("registration", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("repeats", sa.Text),  # RFC 5545 rule; the series lives in its next event
    sa.Column("series_id", Id, _to("events.id", gone="SET NULL"), index=True),  # the first event of it
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),  # RFC 5545: grows with each public change
    sa.Column("cancel_reason", sa.Text),
    sa.Column("asked", sa.SmallInteger, nullable=False, server_default="0"),  # how often «как прошло?» was asked
    sa.Column("ask_at", Instant, index=True),  # when to ask next; NULL: nothing to ask
    sa.Column("created_at", Instant, nullable=False),
    # The lists of an alliance are chosen, counted and ordered within these two, without a look at the rows.
    sa.Index("ix_events_alliance_starts", "alliance_id", "starts_at", "id", "state", "ends_at"),
    sa.Index("ix_events_alliance_day", "alliance_id", "day", "starts_at", "id", "state"),
    sa.Index("ix_events_library_day", "library_id", "day"),
    sa.Index("ix_events_starts", "starts_at"),
    sa.Index(  # whose poster a picture is
        "ix_events_poster",
        "poster_id",
        sqlite_where=sa.text("poster_id IS NOT NULL"),
        postgresql_where=sa.text("poster_id IS NOT NULL"),
    ),
)

event_hosts = sa.Table(
    "event_hosts",
    metadata,
    sa.Column("event_id", Id, _to("events.id"), primary_key=True),
    sa.Column("library_id", Id, _to("libraries.id"), primary_key=True, index=True),
)

event_tags = sa.Table(
    "event_tags",
    metadata,
    sa.Column("event_id", Id, _to("events.id"), primary_key=True),
    sa.Column("tag", sa.String(40), primary_key=True, index=True),  # keys of domain.vocabulary.goals
)

chronicle = sa.Table(
    "chronicle",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, _to("alliances.id"), nullable=False),
    sa.Column("library_id", Id, _to("libraries.id"), nullable=False, index=True),
    sa.Column("event_id", Id, _to("events.id", gone="SET NULL"), index=True),
    sa.Column("title", sa.String(300), nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("visitors", sa.Integer),
    sa.Column("new_readers", sa.Integer),
    sa.Column("corrects_id", Id, _to("chronicle.id", gone="SET NULL"), index=True),
    sa.Column("correction", sa.Text),  # what was wrong, in words
    sa.Column("written_at", Instant, nullable=False),
    sa.Index("ix_chronicle_alliance_day", "alliance_id", "happened_on", "id"),  # pages of it, the newest day first
    sa.Index("ix_chronicle_library_day", "library_id", "happened_on", "id"),
)

chronicle_pictures = sa.Table(
    "chronicle_pictures",
    metadata,
    sa.Column("entry_id", Id, _to("chronicle.id"), primary_key=True),
    sa.Column("position", sa.SmallInteger, primary_key=True),
    sa.Column("picture_id", Id, _to("pictures.id"), nullable=False, index=True),
    sa.Column("alt", sa.Text, nullable=False, server_default=""),
    sa.Column("agreed", sa.Boolean, nullable=False),  # people in it agreed, or there are none
)

# Subscriptions and reminders.

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", Id, _to("people.id"), nullable=False),
    sa.Column("alliance_id", Id, _to("alliances.id"), nullable=False),
    sa.Column("target", sa.String(60), nullable=False),  # "alliance", "library:7", "tag:leisure", "age:6", "event:12"
    sa.Column("since", Instant, nullable=False),
    sa.UniqueConstraint("person_id", "alliance_id", "target"),
    sa.Index("ix_subscriptions_target", "alliance_id", "target", "person_id"),
    sa.Index("ix_subscriptions_person", "alliance_id", "person_id", "target"),  # person by person, for letters
)

declines = sa.Table(  # «не напоминать об этом»: one event that a subscriber does not want to hear of
    "declines",
    metadata,
    sa.Column("person_id", Id, _to("people.id"), primary_key=True),
    sa.Column("event_id", Id, _to("events.id"), primary_key=True),
)

reminders = sa.Table(  # one per person, event and lead; written when the rule becomes due
    "reminders",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("event_id", Id, _to("events.id"), nullable=False),
    sa.Column("person_id", Id, _to("people.id"), nullable=False),
    sa.Column("lead", sa.Integer, nullable=False),  # minutes; -1: told of a change
    sa.Column("sequence", sa.Integer, nullable=False),  # of the event, as it was then
    sa.Column("send_at", Instant, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),  # planned, told, dropped, withdrawn
    sa.UniqueConstraint("event_id", "person_id", "lead", "sequence"),  # walked person by person when an event changes
    sa.Index("ix_reminders_person", "person_id", "state", "send_at"),  # all that is due for one person
    sa.Index(
        "ix_reminders_due",
        "send_at",
        "event_id",
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    ),
)

rules_fired = sa.Table(  # storage/reminders/fired_leads.py: each lead of an event fires once per start time
    "rules_fired",
    metadata,
    sa.Column("event_id", Id, _to("events.id"), primary_key=True),
    sa.Column("lead", sa.Integer, primary_key=True),  # minutes
    sa.Column("early", sa.Boolean, primary_key=True),
    sa.Column("starts_at", Instant, primary_key=True),
    sa.Column("fired_at", Instant, nullable=False),
    sa.Column("reached", Id),  # the last person of a walk that is under way; NULL: everybody was reached
)

changes = sa.Table(  # storage/reminders/changes.py: a change of an event that some are yet to be told of; the last chunk deletes it
    "changes",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("event_id", Id, _to("events.id"), nullable=False, index=True),
    sa.Column("sequence", sa.Integer, nullable=False),  # of the event since this change
    sa.Column("before", Json),  # the event as people knew it; NULL: nobody is told
    sa.Column("moved", sa.Boolean, nullable=False),  # unsent reminders from before the change are void
    sa.Column("reached", Id, nullable=False),  # the last person of the walk
    sa.Column("created_at", Instant, nullable=False),
)

# Registries that the operator loads (``tezki import``): nothing of ours refers to their rows, they may be loaded anew.

places = sa.Table(
    "places",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("source", sa.String(10), nullable=False),  # oktmo, geonames
    sa.Column("code", sa.String(20), nullable=False),
    sa.Column("region", sa.String(200), nullable=False),
    sa.Column("district", sa.String(200), nullable=False),
    sa.Column("type", sa.String(40), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("folded", sa.String(200), nullable=False, index=True),
    sa.Column("latitude", sa.Double),
    sa.Column("longitude", sa.Double),
    sa.Column("zone", sa.String(40)),
    sa.Column("population", sa.Integer),
    sa.Column("import_id", Id, nullable=False),  # that has seen it last
    sa.UniqueConstraint("source", "code"),
)

known_libraries = sa.Table(
    "known_libraries",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("code", sa.String(40), nullable=False, unique=True),
    sa.Column("region", sa.String(200), nullable=False),
    sa.Column("district", sa.String(200), nullable=False),
    sa.Column("settlement", sa.String(200), nullable=False),
    sa.Column("folded", sa.String(200), nullable=False, index=True),  # the settlement
    sa.Column("title", sa.String(400), nullable=False),
    sa.Column("address", sa.String(500), nullable=False),
    sa.Column("site", sa.String(300), nullable=False),
    sa.Column("email", sa.String(200), nullable=False),  # of the institution, public in the register
    sa.Column("import_id", Id, nullable=False),
)

imports = sa.Table(
    "imports",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),  # oktmo, geonames, libraries
    sa.Column("sha256", sa.String(64), nullable=False),  # of the file
    sa.Column("position", sa.Integer, nullable=False),  # records that are done with
    sa.Column("counts", Json, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("finished_at", Instant),
    sa.UniqueConstraint("kind", "sha256"),
)

approaches = sa.Table(  # namesakes that an alliance has written to, by their code in the registry
    "approaches",
    metadata,
    sa.Column("alliance_id", Id, _to("alliances.id"), primary_key=True),
    sa.Column("source", sa.String(10), primary_key=True),
    sa.Column("code", sa.String(20), primary_key=True),
    sa.Column("written_by", Id, _to("people.id", gone="SET NULL"), index=True),
    sa.Column("at", Instant, nullable=False),
)

# Files that come and go.

plan_imports = sa.Table(  # a plan that was sent as a file; gone a few days after, its events stay
    "plan_imports",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, _to("alliances.id"), nullable=False),
    sa.Column("library_id", Id, _to("libraries.id"), nullable=False, index=True),
    sa.Column("made_by", Id, _to("people.id", gone="SET NULL"), index=True),
    sa.Column("rows", Json, nullable=False),  # alliance.plan_file.PlanRow
    sa.Column("written_at", Instant),
    sa.Column("undone_at", Instant),
    sa.Column("created_at", Instant, nullable=False, index=True),
)

plan_import_events = sa.Table(
    "plan_import_events",
    metadata,
    sa.Column("event_id", Id, _to("events.id"), primary_key=True),
    sa.Column("import_id", Id, _to("plan_imports.id"), nullable=False, index=True),
    sa.Column("seal", sa.String(64), nullable=False),  # what it was when it was written: undoing leaves what changed
)

papers = sa.Table(  # a document that a person asked for: made by a job, sent, forgotten
    "papers",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", Id, _to("people.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("about", Json, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("bytes", sa.LargeBinary),  # NULL: yet to be made, or sent and forgotten
    sa.Column("state", sa.String(10), nullable=False),  # wanted, made, sent, failed
    sa.Column("created_at", Instant, nullable=False, index=True),
    sa.Index(
        "ix_papers_wanted",
        "id",
        sqlite_where=sa.text("state = 'wanted'"),
        postgresql_where=sa.text("state = 'wanted'"),
    ),
)

# The program's own.

runs = sa.Table(  # written before the work, so that a run that vanished is seen
    "runs",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("job", sa.String(30), nullable=False, index=True),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("finished_at", Instant),
    sa.Column("facts", Json, nullable=False),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),  # "account:3", "jobs"
    sa.Column("holder", sa.String(60), nullable=False),
    sa.Column("fence", sa.BigInteger, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)

playground_people = sa.Table(
    "playground_people",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("part", sa.String(40), nullable=False),
    sa.Column("blocked", sa.Boolean, nullable=False, server_default=sa.false()),
)

playground_lines = sa.Table(  # every message of the playground: private chats and the group
    "playground_lines",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("chat", Remote, nullable=False, index=True),  # a person's id, or minus the group's
    sa.Column("thread", sa.Integer),
    sa.Column("mine", sa.Boolean, nullable=False),  # said by the bot
    sa.Column("body", Json, nullable=False),
    sa.Column("key", sa.String(100), unique=True),
    sa.Column("said_at", Instant, nullable=False),
    sa.Column(
        "revision", sa.Integer, nullable=False
    ),  # grows with every change of any line: what the page has not seen yet
)

for _table in metadata.tables.values():
    if "id" in _table.columns:
        # SQLite would give the id of a deleted last row again. VK's random_id comes from an outbox id and is
        # remembered there for ever; an old button may name an event; an erased person's id must not come back.
        _table.kwargs["sqlite_autoincrement"] = True
