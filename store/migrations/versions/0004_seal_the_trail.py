"""Seal names and texts of the trail, keep its tree in tiles, its checkpoints signed and its anchors outside.

Records written before are not rewritten: whoever has a log of the first form (none was ever in use) begins anew.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
NUMBER, NAME, BYTES = sa.BigInteger(), sa.String(), sa.LargeBinary()
TABLES = {
    "audit_opening": (("seq", NUMBER), ("field", NAME), ("salt", BYTES), ("value", sa.Text())),
    "audit_erasure": (("seq", NUMBER), ("field", NAME), ("by_seq", NUMBER)),
    "audit_cold": (("first", NUMBER), ("last", NUMBER), ("sha256", NAME), ("at", sa.DateTime(timezone=True))),
    "audit_tile": (("level", sa.Integer()), ("position", NUMBER), ("hashes", BYTES), ("root", BYTES)),
    "audit_checkpoint": (("origin", NAME), ("size", NUMBER), ("at", sa.DateTime(timezone=True)), ("note", NAME)),
}
KEYS = {
    "audit_opening": ("company_id", "seq", "field"),
    "audit_erasure": ("company_id", "seq", "field"),
    "audit_cold": ("company_id", "first"),
    "audit_tile": ("company_id", "level", "position"),
    "audit_checkpoint": ("company_id", "origin", "size"),
}


def upgrade() -> None:
    with op.batch_alter_table("audit_record") as table:
        table.alter_column("body", existing_type=BYTES, nullable=True)
    with op.batch_alter_table("audit_head") as table:
        table.add_column(sa.Column("epoch", sa.Integer(), nullable=False, server_default=sa.text("1")))
    for name, columns in TABLES.items():
        op.create_table(
            name,
            sa.Column("company_id", NAME, nullable=False),
            *(sa.Column(column, kind, nullable=False) for column, kind in columns),
            sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f(f"fk_{name}_company_id")),
            sa.PrimaryKeyConstraint(*KEYS[name], name=op.f(f"pk_{name}")),
        )
    op.create_table(
        "audit_anchor",
        sa.Column("id", NAME, nullable=False),
        sa.Column("company_id", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("origin", NAME, nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", BYTES, nullable=False),
        sa.Column("failure", NAME, nullable=False),
        sa.CheckConstraint("kind IN ('witness', 'timestamp', 'mail')", name=op.f("ck_audit_anchor_kind")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_audit_anchor_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_anchor")),
    )
    op.create_index(op.f("ix_audit_anchor_company_id_kind_at"), "audit_anchor", ["company_id", "kind", "at"])


def downgrade() -> None:
    op.drop_table("audit_anchor")
    for name in reversed(TABLES):
        op.drop_table(name)
    with op.batch_alter_table("audit_head") as table:
        table.drop_column("epoch")
    with op.batch_alter_table("audit_record") as table:
        table.alter_column("body", existing_type=BYTES, nullable=False)
