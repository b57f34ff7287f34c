"""Add journals, kept facts and calendar feeds.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("journal", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_journal_case_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_journal_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("company_id", "journal", "position", name=op.f("uq_journal_company_id_journal_position")),
    )
    op.create_index(op.f("ix_journal_company_id_journal_subject"), "journal", ["company_id", "journal", "subject"])
    op.create_index(op.f("ix_journal_case_id_journal"), "journal", ["case_id", "journal"])

    op.create_table(
        "facts_kept",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_facts_kept_case_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_facts_kept_company_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_facts_kept")),
    )
    op.create_index(op.f("ix_facts_kept_company_id"), "facts_kept", ["company_id"])

    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_calendar_feed_company_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("person_id", name=op.f("uq_calendar_feed_person_id")),
    )


def downgrade() -> None:
    for table in ("calendar_feed", "facts_kept", "journal"):
        op.drop_table(table)
