"""The tables of the directory."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from services.chassis.tables import service_tables

metadata = sa.MetaData(schema="directory")
Instant = sa.DateTime(timezone=True)

units = sa.Table(
    "units",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("level", sa.SmallInteger, nullable=False),
    sa.Column("parent", sa.ForeignKey("directory.units.code"), index=True),
    sa.Column("path", ARRAY(sa.Text), nullable=False),
    sa.Column("sort_key", sa.Text, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("registered_base", sa.Integer),
)

# The one row has another stamp after each change of a unit, which the database sees to.
units_stamp = sa.Table(
    "units_stamp",
    metadata,
    sa.Column("only_row", sa.Boolean, primary_key=True, server_default=sa.true()),
    sa.Column("stamp", UUID, nullable=False),
)

# What the shipped data said of a unit when it was loaded: only what it says anew may replace the work of organisers.
shipped_definitions = sa.Table(
    "shipped_definitions",
    metadata,
    sa.Column("code", sa.ForeignKey("directory.units.code"), primary_key=True),
    sa.Column("definition", sa.Text, nullable=False),
)

participants = sa.Table(
    "participants",
    metadata,
    sa.Column("id", UUID, primary_key=True),
    sa.Column("nickname", sa.Text),
    sa.Column("region_unit", sa.ForeignKey("directory.units.code")),
    sa.Column("enterprise_unit", sa.ForeignKey("directory.units.code")),
    sa.Column("has_phone", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", Instant, nullable=False, server_default=sa.func.now()),
)

# How a participant signs in. The identifier itself (openid, phone number, subject) is not stored, only its digest.
identities = sa.Table(
    "identities",
    metadata,
    sa.Column("method", sa.Text, primary_key=True),
    sa.Column("key_id", sa.Text, primary_key=True),
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column(
        "participant_id", sa.ForeignKey("directory.participants.id", ondelete="CASCADE"), nullable=False, index=True
    ),
)

# One family per sign-in: a revoked family ends all its tokens, those that are being made at this moment included.
refresh_families = sa.Table(
    "refresh_families",
    metadata,
    sa.Column("id", UUID, primary_key=True),
    sa.Column(
        "participant_id", sa.ForeignKey("directory.participants.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("created_at", Instant, nullable=False, server_default=sa.func.now()),
    sa.Column("revoked_at", Instant),
)

refresh_tokens = sa.Table(
    "refresh_tokens",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column(
        "family_id", sa.ForeignKey("directory.refresh_families.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("expires_at", Instant, nullable=False, index=True),
    sa.Column("used_at", Instant),
)

# `changed_at` is of the contest's clock; `left_at`, where a unit was left, in real time as tokens are.
unit_changes = sa.Table(
    "unit_changes",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column(
        "participant_id", sa.ForeignKey("directory.participants.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("from_unit", sa.Text),
    sa.Column("to_unit", sa.Text),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("is_counted", sa.Boolean, nullable=False),
    sa.Column("to_digest", sa.LargeBinary),
    sa.Column("left_at", Instant),
    sa.Index("ix_directory_unit_changes_left_at", "left_at", postgresql_where=sa.text("left_at IS NOT NULL")),
)

# What is left of an erased account while a contest is open in which it may have played: whoever returns goes on under
# the same pseudonym (I19). `erased_at` is of the contest's clock.
tombstones = sa.Table(
    "tombstones",
    metadata,
    sa.Column("method", sa.Text, primary_key=True),
    sa.Column("key_id", sa.Text, primary_key=True),
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("participant_id", UUID, nullable=False, index=True),
    sa.Column("erased_at", Instant, nullable=False),
)

# How far the limit of unit changes was used up at the erasure. `last_unit` is a digest that is compared with a choice.
tombstone_choices = sa.Table(
    "tombstone_choices",
    metadata,
    sa.Column("participant_id", UUID, primary_key=True),
    sa.Column("entry", sa.Text, primary_key=True),
    sa.Column("last_unit", sa.LargeBinary, nullable=False),
    sa.Column("counted_at", ARRAY(Instant), nullable=False),
)

# Accounts that turned out to be one person's: `ended_id` is known by the other id from then on.
merges = sa.Table(
    "merges",
    metadata,
    sa.Column("ended_id", UUID, primary_key=True),
    sa.Column("kept_id", UUID, nullable=False, index=True),
    sa.Column("merged_at", Instant, nullable=False),
)

# What has to be known of contests: until when erased accounts are remembered.
contests = sa.Table(
    "contests",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("opens_at", Instant, nullable=False),
    sa.Column("closes_at", Instant, nullable=False),
    sa.Column("finalised_at", Instant),
)

organisers = sa.Table(
    "organisers",
    metadata,
    sa.Column("id", UUID, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("client_id", sa.Text, unique=True),
    sa.Column("secret_digest", sa.LargeBinary),
    sa.Column("username", sa.Text, unique=True),
    sa.Column("password_hash", sa.Text),
    sa.Column("setup_digest", sa.LargeBinary, unique=True),
    sa.Column("setup_expires_at", Instant),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("created_at", Instant, nullable=False, server_default=sa.func.now()),
    sa.Column("created_by", UUID),
    sa.Column("opened_by", ARRAY(UUID), nullable=False, server_default="{}"),
)

# The second factor of whoever signs in with a password: `secret` is in force, `pending` waits for its first code. Both
# are sealed. `last_step` is that of the code used last; recovery codes are keyed digests.
second_factors = sa.Table(
    "second_factors",
    metadata,
    sa.Column("organiser_id", sa.ForeignKey("directory.organisers.id"), primary_key=True),
    sa.Column("secret", sa.LargeBinary),
    sa.Column("pending", sa.LargeBinary),
    sa.Column("last_step", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("recovery_digests", ARRAY(sa.LargeBinary), nullable=False),
)

# What organisers may do and where. A grant that was taken back stays, so that it can be told who had which rights when.
grants = sa.Table(
    "grants",
    metadata,
    sa.Column("id", UUID, primary_key=True),
    sa.Column("organiser_id", sa.ForeignKey("directory.organisers.id"), nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("unit", sa.ForeignKey("directory.units.code"), nullable=False, index=True),
    sa.Column("granted_by", UUID),
    sa.Column("granted_at", Instant, nullable=False, server_default=sa.func.now()),
    sa.Column("ended_at", Instant),
)
sa.Index("ix_directory_grants_organiser_id", grants.c.organiser_id)
sa.Index(
    "uq_directory_grants_held",
    *(grants.c[name] for name in ("organiser_id", "role", "unit")),
    unique=True,
    postgresql_where=grants.c.ended_at.is_(None),
)

# Codes sent to a number, which is stored as its keyed digest. `requester` stands for the address that asked, and has
# tries of its own.
sms_codes = sa.Table(
    "sms_codes",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("key_id", sa.Text, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False, index=True),
    sa.Column("code_digest", sa.LargeBinary, nullable=False),
    sa.Column("requester", sa.LargeBinary, nullable=False),
    sa.Column("sent_at", Instant, nullable=False, server_default=sa.func.now(), index=True),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("foreign_tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("used_at", Instant),
)

used_assertions = sa.Table(
    "used_assertions",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)

# How often something was tried or sent in a window that ends then: passwords by account and address, text messages by
# address and in all. The key is a keyed digest of who and what.
budgets = sa.Table(
    "budgets",
    metadata,
    sa.Column("key", sa.LargeBinary, primary_key=True),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("ends_at", Instant, nullable=False, index=True),
)

shared = service_tables(metadata, listens=True, refuses_erased=True)
access, audit, idempotency_keys, outbox = shared.access, shared.audit, shared.idempotency_keys, shared.outbox

erasures = metadata.tables["directory.erasures"]
