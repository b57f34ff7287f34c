"""Let the guards know how a name leaves the journals; the guards are put in anew at the end of every migration.

Revision ID: 0005
Revises: 0004
"""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """No table changes; ``migrations/env.py`` installs the triggers as ``append_only.py`` has them now."""


def downgrade() -> None:
    """Nothing to undo."""
