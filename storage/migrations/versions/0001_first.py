"""Everything that the first release keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Id, Instant, Json, Remote

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("external_id", Remote(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=True),
        sa.Column("settings", Json, nullable=False),
        sa.Column("broken", sa.Text(), nullable=True),
        sa.Column("resting_until", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("kind", "external_id", name=op.f("uq_accounts_kind_external_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "imports",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("kind", "sha256", name=op.f("uq_imports_kind_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "known_libraries",
        sa.Column("id", Id, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("district", sa.String(length=200), nullable=False),
        sa.Column("settlement", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("site", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("import_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_libraries")),
        sa.UniqueConstraint("code", name=op.f("uq_known_libraries_code")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_known_libraries_folded"), "known_libraries", ["folded"], unique=False)
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("fence", Remote(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "places",
        sa.Column("id", Id, nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("district", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("import_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("source", "code", name=op.f("uq_places_source_code")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_places_folded"), "places", ["folded"], unique=False)
    op.create_table(
        "playground_lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("chat", Remote(), nullable=False),
        sa.Column("thread", sa.Integer(), nullable=True),
        sa.Column("mine", sa.Boolean(), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playground_lines")),
        sa.UniqueConstraint("key", name=op.f("uq_playground_lines_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_playground_lines_chat"), "playground_lines", ["chat"], unique=False)
    op.create_table(
        "playground_people",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("blocked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playground_people")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "runs",
        sa.Column("id", Id, nullable=False),
        sa.Column("job", sa.String(length=30), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("facts", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_runs_job"), "runs", ["job"], unique=False)
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", Json, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("event_id", sa.String(length=100), nullable=False),
        sa.Column("chat", Remote(), nullable=False),
        sa.Column("body", Json, nullable=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="new", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_inbox_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("account_id", "event_id", name=op.f("uq_inbox_account_id_event_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbox_new",
        "inbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index(op.f("ix_inbox_received_at"), "inbox", ["received_at"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("external_id", Remote(), nullable=False),
        sa.Column("chat", Remote(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_to", sa.Time(), nullable=True),
        sa.Column("leads", Json, nullable=False),
        sa.Column("weekly", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("digested_at", Instant(), nullable=True),
        sa.Column("reachable", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("greeted_at", Instant(), nullable=True),
        sa.Column("turn", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_people_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("account_id", "external_id", name=op.f("uq_people_account_id_external_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_people_weekly",
        "people",
        ["zone", "id"],
        unique=False,
        sqlite_where=sa.text("weekly = 1"),
        postgresql_where=sa.text("weekly"),
    )
    op.create_table(
        "papers",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", Json, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("bytes", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_papers_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_papers_created_at"), "papers", ["created_at"], unique=False)
    op.create_index(op.f("ix_papers_person_id"), "papers", ["person_id"], unique=False)
    op.create_index(
        "ix_papers_wanted",
        "papers",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'wanted'"),
        postgresql_where=sa.text("state = 'wanted'"),
    )
    op.create_table(
        "pictures",
        sa.Column("id", Id, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pictures_person_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("sha256", name=op.f("uq_pictures_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "talks",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("dialogue", Json, nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_talks_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_talks")),
    )
    op.create_index(op.f("ix_talks_expires_at"), "talks", ["expires_at"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tokens_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_tokens")),
    )
    op.create_table(
        "alliances",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("settlement", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("form_own", sa.Text(), nullable=True),
        sa.Column("wide", sa.Boolean(), nullable=False),
        sa.Column("goals", Json, nullable=False),
        sa.Column("motto", sa.Text(), nullable=True),
        sa.Column("hashtag", sa.String(length=60), nullable=True),
        sa.Column("emblem_id", Id, nullable=True),
        sa.Column("lenient", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("silent_days", sa.Integer(), server_default="14", nullable=False),
        sa.Column("nudged_at", Instant(), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("journal_key", sa.String(length=32), nullable=False),
        sa.Column("founded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["emblem_id"], ["pictures.id"], name=op.f("fk_alliances_emblem_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances")),
        sa.UniqueConstraint("slug", name=op.f("uq_alliances_slug")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_alliances_emblem",
        "alliances",
        ["emblem_id"],
        unique=False,
        sqlite_where=sa.text("emblem_id IS NOT NULL"),
        postgresql_where=sa.text("emblem_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_alliances_folded"), "alliances", ["folded"], unique=False)
    op.create_table(
        "agreements",
        sa.Column("id", Id, nullable=False),
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sections", Json, nullable=False),
        sa.Column("adopted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_agreements_alliance_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("alliance_id", "version", name=op.f("uq_agreements_alliance_id_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "appeals",
        sa.Column("id", Id, nullable=False),
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("application", Json, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("decided", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_appeals_alliance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_appeals_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_appeals_alliance_id"), "appeals", ["alliance_id"], unique=False)
    op.create_table(
        "approaches",
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("written_by", Id, nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_approaches_alliance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["people.id"], name=op.f("fk_approaches_written_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("alliance_id", "source", "code", name=op.f("pk_approaches")),
    )
    op.create_index(op.f("ix_approaches_written_by"), "approaches", ["written_by"], unique=False)
    op.create_table(
        "coordinators",
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("founder", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_coordinators_alliance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_coordinators_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("alliance_id", "person_id", name=op.f("pk_coordinators")),
    )
    op.create_index(op.f("ix_coordinators_person_id"), "coordinators", ["person_id"], unique=False)
    op.create_table(
        "groups",
        sa.Column("id", Id, nullable=False),
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("external_id", Remote(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("threads", Json, nullable=False),
        sa.Column("missing", Json, nullable=False),
        sa.Column("title_fits", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("bound_by", Id, nullable=True),
        sa.Column("bound_at", Instant(), nullable=False),
        sa.Column("inspected_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_groups_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_groups_alliance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["bound_by"], ["people.id"], name=op.f("fk_groups_bound_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("account_id", "external_id", name=op.f("uq_groups_account_id_external_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_groups_alliance_id"), "groups", ["alliance_id"], unique=False)
    op.create_table(
        "journal",
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_journal_alliance_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("alliance_id", "seq", name=op.f("pk_journal")),
    )
    op.create_table(
        "letters",
        sa.Column("id", Id, nullable=False),
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("author_id", Id, nullable=True),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("prompt", Json, nullable=True),
        sa.Column("picture_id", Id, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reached", Id, server_default="0", nullable=False),
        sa.Column("fanned", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("totals", Json, nullable=False),
        sa.Column("progress_row", Id, nullable=True),
        sa.Column("progress_ref", sa.Text(), nullable=True),
        sa.Column("shown", sa.String(length=64), nullable=True),
        sa.Column("shown_at", Instant(), nullable=True),
        sa.Column("got", sa.Integer(), nullable=True),
        sa.Column("missed", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_letters_alliance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_letters_author_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["pictures.id"], name=op.f("fk_letters_picture_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_letters_alliance_created", "letters", ["alliance_id", "created_at"], unique=False)
    op.create_index(
        "ix_letters_under_way",
        "letters",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state IN ('sending', 'paused', 'stopping')"),
        postgresql_where=sa.text("state IN ('sending', 'paused', 'stopping')"),
    )
    op.create_table(
        "libraries",
        sa.Column("id", Id, nullable=False),
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("settlement", sa.String(length=200), nullable=False),
        sa.Column("settlement_type", sa.String(length=40), server_default="", nullable=False),
        sa.Column("district", sa.String(length=200), server_default="", nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("folded", sa.String(length=400), nullable=False),
        sa.Column("parent", sa.String(length=400), server_default="", nullable=False),
        sa.Column("ownership", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("checked", sa.String(length=20), server_default="unchecked", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_libraries_alliance_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_libraries")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_libraries_alliance_id"), "libraries", ["alliance_id"], unique=False)
    op.create_table(
        "subscriptions",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_subscriptions_alliance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_subscriptions_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint(
            "person_id", "alliance_id", "target", name=op.f("uq_subscriptions_person_id_alliance_id_target")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscriptions_person", "subscriptions", ["alliance_id", "person_id", "target"], unique=False)
    op.create_index("ix_subscriptions_target", "subscriptions", ["alliance_id", "target", "person_id"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", Id, nullable=False),
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("library_id", Id, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=True),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=True),
        sa.Column("age", sa.SmallInteger(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("poster_id", Id, nullable=True),
        sa.Column("poster_alt", sa.Text(), nullable=True),
        sa.Column("registration", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("repeats", sa.Text(), nullable=True),
        sa.Column("series_id", Id, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("asked", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("ask_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_events_alliance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["library_id"], ["libraries.id"], name=op.f("fk_events_library_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["poster_id"], ["pictures.id"], name=op.f("fk_events_poster_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["series_id"], ["events.id"], name=op.f("fk_events_series_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_events_alliance_day", "events", ["alliance_id", "day", "starts_at", "id", "state"], unique=False
    )
    op.create_index(op.f("ix_events_alliance_id"), "events", ["alliance_id"], unique=False)
    op.create_index(
        "ix_events_alliance_starts", "events", ["alliance_id", "starts_at", "id", "state", "ends_at"], unique=False
    )
    op.create_index(op.f("ix_events_ask_at"), "events", ["ask_at"], unique=False)
    op.create_index("ix_events_library_day", "events", ["library_id", "day"], unique=False)
    op.create_index(op.f("ix_events_library_id"), "events", ["library_id"], unique=False)
    op.create_index(
        "ix_events_poster",
        "events",
        ["poster_id"],
        unique=False,
        sqlite_where=sa.text("poster_id IS NOT NULL"),
        postgresql_where=sa.text("poster_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_events_series_id"), "events", ["series_id"], unique=False)
    op.create_index("ix_events_starts", "events", ["starts_at"], unique=False)
    op.create_table(
        "librarians",
        sa.Column("library_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("contact_public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["library_id"], ["libraries.id"], name=op.f("fk_librarians_library_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_librarians_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("library_id", "person_id", name=op.f("pk_librarians")),
    )
    op.create_index(op.f("ix_librarians_person_id"), "librarians", ["person_id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("id", Id, nullable=False),
        sa.Column("library_id", Id, nullable=False),
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("joined_at", Instant(), nullable=False),
        sa.Column("left_at", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_memberships_alliance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["library_id"], ["libraries.id"], name=op.f("fk_memberships_library_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_memberships_alliance_id"), "memberships", ["alliance_id"], unique=False)
    op.create_index(op.f("ix_memberships_library_id"), "memberships", ["library_id"], unique=False)
    op.create_index(
        "uq_memberships_now",
        "memberships",
        ["library_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "plan_imports",
        sa.Column("id", Id, nullable=False),
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("library_id", Id, nullable=False),
        sa.Column("made_by", Id, nullable=True),
        sa.Column("rows", Json, nullable=False),
        sa.Column("written_at", Instant(), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_plan_imports_alliance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["library_id"], ["libraries.id"], name=op.f("fk_plan_imports_library_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_plan_imports_made_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_imports")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_plan_imports_created_at"), "plan_imports", ["created_at"], unique=False)
    op.create_index(op.f("ix_plan_imports_library_id"), "plan_imports", ["library_id"], unique=False)
    op.create_index(op.f("ix_plan_imports_made_by"), "plan_imports", ["made_by"], unique=False)
    op.create_table(
        "posts",
        sa.Column("id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("refs", Json, nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_posts_group_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("group_id", "subject", name=op.f("uq_posts_group_id_subject")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_posts_subject", "posts", ["subject"], unique=False)
    op.create_index(op.f("ix_posts_updated_at"), "posts", ["updated_at"], unique=False)
    op.create_table(
        "changes",
        sa.Column("id", Id, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("before", Json, nullable=True),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("reached", Id, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_changes_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_changes_event_id"), "changes", ["event_id"], unique=False)
    op.create_table(
        "chronicle",
        sa.Column("id", Id, nullable=False),
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("library_id", Id, nullable=False),
        sa.Column("event_id", Id, nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=True),
        sa.Column("new_readers", sa.Integer(), nullable=True),
        sa.Column("corrects_id", Id, nullable=True),
        sa.Column("correction", sa.Text(), nullable=True),
        sa.Column("written_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_chronicle_alliance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["chronicle.id"], name=op.f("fk_chronicle_corrects_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_chronicle_event_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["library_id"], ["libraries.id"], name=op.f("fk_chronicle_library_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chronicle")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_chronicle_alliance_day", "chronicle", ["alliance_id", "happened_on", "id"], unique=False)
    op.create_index(op.f("ix_chronicle_corrects_id"), "chronicle", ["corrects_id"], unique=False)
    op.create_index(op.f("ix_chronicle_event_id"), "chronicle", ["event_id"], unique=False)
    op.create_index("ix_chronicle_library_day", "chronicle", ["library_id", "happened_on", "id"], unique=False)
    op.create_index(op.f("ix_chronicle_library_id"), "chronicle", ["library_id"], unique=False)
    op.create_table(
        "declines",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_declines_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_declines_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "event_id", name=op.f("pk_declines")),
    )
    op.create_table(
        "event_hosts",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("library_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_hosts_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["library_id"], ["libraries.id"], name=op.f("fk_event_hosts_library_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "library_id", name=op.f("pk_event_hosts")),
    )
    op.create_index(op.f("ix_event_hosts_library_id"), "event_hosts", ["library_id"], unique=False)
    op.create_table(
        "event_tags",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_tags_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "tag", name=op.f("pk_event_tags")),
    )
    op.create_index(op.f("ix_event_tags_tag"), "event_tags", ["tag"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("chat", Remote(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("action", Json, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("post_id", Id, nullable=True),
        sa.Column("letter_id", Id, nullable=True),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("not_after", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.String(length=10), server_default="waiting", nullable=False),
        sa.Column("call", Id, nullable=True),
        sa.Column("refs", Json, nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_outbox_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_outbox_letter_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outbox_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_outbox_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_chat",
        "outbox",
        ["account_id", "chat"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["account_id", "lane", "not_before", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )
    op.create_index(
        "ix_outbox_late",
        "outbox",
        ["account_id", "not_after"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )
    op.create_index(
        "ix_outbox_letter",
        "outbox",
        ["letter_id", "state", "account_id"],
        unique=False,
        sqlite_where=sa.text("letter_id IS NOT NULL"),
        postgresql_where=sa.text("letter_id IS NOT NULL"),
    )
    op.create_index("ix_outbox_person_id", "outbox", ["person_id"], unique=False)
    op.create_index("ix_outbox_post_id", "outbox", ["post_id"], unique=False)
    op.create_table(
        "plan_import_events",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("import_id", Id, nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_plan_import_events_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["plan_imports.id"], name=op.f("fk_plan_import_events_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_plan_import_events")),
    )
    op.create_index(op.f("ix_plan_import_events_import_id"), "plan_import_events", ["import_id"], unique=False)
    op.create_table(
        "reminders",
        sa.Column("id", Id, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("lead", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("send_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_reminders_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reminders_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "event_id", "person_id", "lead", "sequence", name=op.f("uq_reminders_event_id_person_id_lead_sequence")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_reminders_due",
        "reminders",
        ["send_at", "event_id"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_index("ix_reminders_person", "reminders", ["person_id", "state", "send_at"], unique=False)
    op.create_table(
        "rules_fired",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("lead", sa.Integer(), nullable=False),
        sa.Column("early", sa.Boolean(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("fired_at", Instant(), nullable=False),
        sa.Column("reached", Id, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_rules_fired_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "lead", "early", "starts_at", name=op.f("pk_rules_fired")),
    )
    op.create_table(
        "chronicle_pictures",
        sa.Column("entry_id", Id, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("picture_id", Id, nullable=False),
        sa.Column("alt", sa.Text(), server_default="", nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["chronicle.id"], name=op.f("fk_chronicle_pictures_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["pictures.id"], name=op.f("fk_chronicle_pictures_picture_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_chronicle_pictures")),
    )
    op.create_index(op.f("ix_chronicle_pictures_picture_id"), "chronicle_pictures", ["picture_id"], unique=False)
