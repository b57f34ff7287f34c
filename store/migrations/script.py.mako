"""${message}

Revision ${up_revision}, after ${down_revision | comma,n}, ${create_date.date()}.

Write types as plain SQLAlchemy ones (String, DateTime(timezone=True), Text for JSON): a migration says what was
true on its day and must not change with the program.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
${imports if imports else ""}
import store.columns

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
