"""Keep with a data item what people settled about it, and beside it what the catalogue proposes.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
STATES = ("settled", "treatment", "cut")

_PLACE = ["case_id", "scenario_id", "company_id"]
_INDEXES = {
    "case_id_scenario_id_position": ["case_id", "scenario_id", "position"],
    "alike": [*_PLACE, "recognised", "made_with", "judged_with"],
    "counts": [*_PLACE, "is_cut", "treated_kind", "settled_kind", "kind", "treated", "justified"],
    "batch": [*_PLACE, "batch"],
    "name": ["case_id", "name_key", "is_cut", "scenario_id", "company_id"],
}
# Items that are there already: what follows from the law is made when somebody looks at them.
_LINES = """
INSERT INTO item_proposal (
    item_id, company_id, case_id, scenario_id, position, batch, name_key, justified, is_cut, settled_kind,
    settled_category, treated, treated_kind, made_with, recognised, found, word, sure, judged_with, kind, category,
    personal, sensitive, important
)
SELECT id, company_id, case_id, scenario_id, position, scenario_id, lower(name), trim(necessity) <> '', FALSE, '',
    '', '', '', '', '', '', '', '', '', 'undetermined', '',
    'undetermined', 'undetermined', 'undetermined'
FROM data_item
"""


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
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("justified", sa.Boolean(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("settled_kind", sa.String(), nullable=False),
        sa.Column("settled_category", sa.String(), nullable=False),
        sa.Column("treated", sa.String(), nullable=False),
        sa.Column("treated_kind", sa.String(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.Column("recognised", sa.String(), nullable=False),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("sure", sa.String(), nullable=False),
        sa.Column("judged_with", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("personal", sa.String(), nullable=False),
        sa.Column("sensitive", sa.String(), nullable=False),
        sa.Column("important", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_item_proposal_case_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_item_proposal_company_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_proposal")),
    )
    for name, columns in _INDEXES.items():
        op.create_index(op.f(f"ix_item_proposal_{name}"), "item_proposal", columns)
    op.execute(_LINES)


def downgrade() -> None:
    op.drop_table("item_proposal")
    with op.batch_alter_table("data_item") as table:
        for name in STATES:
            table.drop_column(name)
