"""When two data items have the same name: what is compared once width, case, spaces and joining signs are gone."""

from __future__ import annotations

import re
import unicodedata

_JOINING = re.compile(r"[\W_]+")


def name_key(name: str) -> str:
    """``vehicle_vin``, ``VehicleVIN`` and ``Ｖehicle VIN`` are one name; a name of signs only is itself."""
    normal = name if name.isascii() else unicodedata.normalize("NFKC", name)
    return _JOINING.sub("", normal).casefold() or normal
