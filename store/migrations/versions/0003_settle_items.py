"""Keep with a data item what people settled about it, and beside it what the catalogue proposes.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
STATES = ("settled", "treatment", "cut")


def upgrade() -> None:
    with op.batch_alter_table("data_item") as table:
        for name in STATES:
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("'null'")))
    op.create_table(
        "item_proposal",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("scenario_id", sa.String(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("sure", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_item_proposal_case_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_item_proposal_company_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_proposal")),
    )
    op.create_index(
        op.f("ix_item_proposal_case_id_scenario_id_kind"), "item_proposal", ["case_id", "scenario_id", "kind"]
    )


def downgrade() -> None:
    op.drop_table("item_proposal")
    with op.batch_alter_table("data_item") as table:
        for name in STATES:
            table.drop_column(name)
