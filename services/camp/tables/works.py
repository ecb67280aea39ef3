"""Works with their likes, selections and complaints, and the results that were frozen at the end.

A like is a row, so nobody likes twice. Its count is spread over buckets by the participant, each changed in the like's
own transaction: exact at any time, and ten thousand people who like one film do not wait for one row.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from services.camp.tables.schema import Instant, metadata

works = sa.Table(
    "works",
    metadata,
    sa.Column("id", UUID, primary_key=True),
    sa.Column("camp_id", sa.ForeignKey("camp.camps.id"), nullable=False),
    sa.Column("participant_id", UUID, nullable=False),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("unit_path", ARRAY(sa.Text), nullable=False),
    sa.Column("unit_name", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("has_consent", sa.Boolean, nullable=False),
    sa.Column("is_original", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("submitted_at", Instant),
    sa.Column("published_at", Instant),
    sa.Column("published_by", UUID),
    sa.Index("ix_camp_works_author", "camp_id", "participant_id"),
)

likes = sa.Table(
    "likes",
    metadata,
    sa.Column("work_id", sa.ForeignKey("camp.works.id"), primary_key=True),
    sa.Column("participant_id", UUID, primary_key=True, index=True),
    sa.Column("liked_at", Instant, nullable=False),
)

like_counts = sa.Table(
    "like_counts",
    metadata,
    sa.Column("work_id", UUID, primary_key=True),
    sa.Column("bucket", sa.SmallInteger, primary_key=True),
    sa.Column("likes", sa.BigInteger, nullable=False),
    postgresql_with={"fillfactor": 50},
)

selections = sa.Table(
    "selections",
    metadata,
    sa.Column("work_id", sa.ForeignKey("camp.works.id"), primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("selected_by", UUID, nullable=False),
    sa.Column("selected_at", Instant, nullable=False),
    sa.Column("comment", sa.Text, nullable=False, server_default=""),
)

complaints = sa.Table(
    "complaints",
    metadata,
    sa.Column("work_id", sa.ForeignKey("camp.works.id"), primary_key=True),
    sa.Column("participant_id", UUID, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
)

finals = sa.Table(
    "finals",
    metadata,
    sa.Column("camp_id", sa.ForeignKey("camp.camps.id"), primary_key=True),
    sa.Column("frozen_at", Instant, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("jws", sa.Text, nullable=False),
)
