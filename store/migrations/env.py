"""How Alembic reaches the tables: always through a connection that is already in a transaction."""

from alembic import context

from store import append_only
from store.tables import Row

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Run migrations through store.migrate, which gives them a connection.")

context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_as_batch=True,
    compare_server_default=True,
)
context.run_migrations()
append_only.install(connection)
