"""Triggers that keep the trail and the journals append-only, on both databases.

They stop accidents and the application itself; whoever owns the database can take them off, and then the tree,
the fingerprints of the rows and the signed checkpoints outside tell. SQLite drops triggers when a migration rebuilds
a table, so ``install`` runs at the end of every migration and may run at any time.

A few things may happen all the same, and each only as written here: the head of a log grows, an opening that an
erasure names is deleted, a body that lies in cold storage leaves its record, an erased person's name leaves the
journals, and a disposed case's entries leave them; nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

_TRAIL = "the trail is append-only"


@dataclass(frozen=True, slots=True)
class Guard:
    """``refusal``: what the database says to whoever tries. ``may``: by verb, the condition under which it is allowed.

    ``needs``: a table that the condition reads; before that table exists nothing is allowed.
    """

    refusal: str = _TRAIL
    may: tuple[tuple[str, str], ...] = ()
    needs: str | None = None


_SAME = (
    "NEW.company_id = OLD.company_id AND NEW.seq = OLD.seq AND NEW.leaf = OLD.leaf AND NEW.kind = OLD.kind "
    "AND NEW.person_id = OLD.person_id AND NEW.at = OLD.at"
)
_IN_COLD = (
    "EXISTS (SELECT 1 FROM audit_cold c WHERE c.company_id = OLD.company_id AND OLD.seq BETWEEN c.first AND c.last)"
)
_ERASED = (
    "EXISTS (SELECT 1 FROM audit_erasure e "
    "WHERE e.company_id = OLD.company_id AND e.seq = OLD.seq AND e.field = OLD.field)"
)
# Only the name of somebody who left may go, and only to the substitute that the person's own row bears.
_ERASED_PERSON = (
    "NEW.id = OLD.id AND NEW.company_id = OLD.company_id AND NEW.journal = OLD.journal "
    "AND NEW.position = OLD.position AND NEW.subject = OLD.subject AND NEW.content = OLD.content "
    "AND COALESCE(NEW.case_id, '') = COALESCE(OLD.case_id, '') AND NEW.person_id = OLD.person_id AND NEW.at = OLD.at "
    "AND EXISTS (SELECT 1 FROM person p WHERE p.id = OLD.person_id AND NOT p.active AND p.name = NEW.person_name "
    "AND p.login = 'erased-' || p.id)"
)
_DISPOSED = (
    "OLD.journal NOT IN ('disposal', 'hold', 'ledger') "
    "AND EXISTS (SELECT 1 FROM case_disposal d WHERE d.case_id = OLD.case_id AND d.company_id = OLD.company_id)"
)
_GROWN = "NEW.company_id = OLD.company_id AND NEW.size > OLD.size AND NEW.epoch >= OLD.epoch"

GUARDS = {
    "audit_record": Guard(may=(("update", f"NEW.body IS NULL AND {_SAME} AND {_IN_COLD}"),), needs="audit_cold"),
    "audit_head": Guard(may=(("update", _GROWN),), needs="audit_tile"),
    "audit_opening": Guard(may=(("delete", _ERASED),), needs="audit_erasure"),
    "audit_erasure": Guard(),
    "audit_cold": Guard(),
    "audit_tile": Guard(),
    "audit_checkpoint": Guard(),
    "audit_anchor": Guard(),
    "journal": Guard(
        "a journal is append-only",
        may=(("update", _ERASED_PERSON), ("delete", _DISPOSED)),
        needs="case_disposal",
    ),
    "case_disposal": Guard(),
}
"""Guarded table → its guard."""

TABLES = {table: guard.refusal for table, guard in GUARDS.items()}


def install(connection: Connection) -> None:
    """Put the triggers on every guarded table that is there, also where they are already."""
    for table, verb, made in _wanted(connection):
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
            connection.execute(text(made))
            continue
        connection.execute(
            text(f"CREATE OR REPLACE FUNCTION {table}_no_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$ {made} $$")
        )
        # TRUNCATE passes by the triggers of rows.
        each = "STATEMENT" if verb == "truncate" else "ROW"
        connection.execute(
            text(
                f"CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION {table}_no_{verb}()"
            )
        )


def missing(connection: Connection) -> list[str]:
    """The triggers that are not there, are switched off, or do something else than they should."""
    found: dict[str, str] = {}
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgenabled <> 'D' AND NOT t.tgisinternal "
            "AND c.relnamespace = current_schema()::regnamespace"
        )
    for name, does in connection.execute(text(query)):
        found[name] = _squeezed(does)
    wanted = {f"{table}_no_{verb}": _squeezed(made) for table, verb, made in _wanted(connection)}
    return sorted(name for name, made in wanted.items() if found.get(name) != made)


def _wanted(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """(table, verb, what the trigger is made of) for every guarded table that is there."""
    there = set(inspect(connection).get_table_names())
    sqlite = connection.dialect.name == "sqlite"
    for table, guard in GUARDS.items():
        if table not in there:
            continue
        may = dict(guard.may) if guard.needs in there else {}
        if table == "audit_head" and not may:
            continue  # before its tiles exist it has no epoch either
        for verb in ("update", "delete") if sqlite else ("update", "delete", "truncate"):
            make = _sqlite if sqlite else _postgresql
            yield table, verb, make(table, verb, guard.refusal, may.get(verb))


def _sqlite(table: str, verb: str, refusal: str, unless: str | None) -> str:
    when = f"WHEN NOT ({unless})" if unless else ""
    return (
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )


def _postgresql(table: str, verb: str, refusal: str, unless: str | None) -> str:
    let = f"IF {unless} THEN RETURN {'OLD' if verb == 'delete' else 'NEW'}; END IF;" if unless else ""
    return f"BEGIN {let} RAISE EXCEPTION '{refusal}'; END"


def _squeezed(statement: str) -> str:
    return " ".join(statement.split())
