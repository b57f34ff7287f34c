"""Let a case be disposed of, let work stand in the queue that concerns no case, find the newest anchor of a party.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
NAME = sa.String()


def upgrade() -> None:
    op.create_table(
        "case_disposal",
        sa.Column("case_id", NAME, nullable=False),
        sa.Column("company_id", NAME, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_case_disposal_case_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_case_disposal_company_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_disposal")),
    )
    with op.batch_alter_table("job") as table:
        table.alter_column("case_id", existing_type=NAME, nullable=True)
    op.create_index(
        op.f("ix_audit_anchor_company_id_kind_name_at"), "audit_anchor", ["company_id", "kind", "name", "at"]
    )
    op.drop_index(op.f("ix_audit_anchor_company_id_kind_at"), "audit_anchor")


def downgrade() -> None:
    op.create_index(op.f("ix_audit_anchor_company_id_kind_at"), "audit_anchor", ["company_id", "kind", "at"])
    op.drop_index(op.f("ix_audit_anchor_company_id_kind_name_at"), "audit_anchor")
    op.execute("DELETE FROM job WHERE case_id IS NULL")
    with op.batch_alter_table("job") as table:
        table.alter_column("case_id", existing_type=NAME, nullable=False)
    op.drop_table("case_disposal")
