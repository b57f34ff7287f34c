"""What every table of the store is made of. Annotations stay unquoted: SQLModel reads them."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, MetaData, text
from sqlmodel import Field, SQLModel

from store.columns import CanonicalJson

# Named constraints can be changed by a later migration on both databases.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)
    model_config = {"validate_assignment": True}


def one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def unsettled() -> Any:
    """A column that holds the JSON ``null`` until somebody settles something."""
    null = {"server_default": text("'null'")}
    return Field(default=None, sa_type=CanonicalJson, nullable=False, sa_column_kwargs=null)
