"""Rules and figures of overlays among those that ship: new ones, corrections, and entries that succeed others.

The book that comes out is checked by the guards of our own files, so that an overlay can break nothing that
our own law could not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from assessment.errors import InputRefused, Problem
from assessment.rules import Dated, Duty, Figure, FigureEntry, KnownList, RouteRule, RuleBook, SideRule
from assessment.vocabulary import Text
from regimes.carving import ONE_DAY, Window, earliest, what_remains, with_windows
from regimes.documents import KeyPath
from regimes.overlay_files import FigureAddition, Overlay
from regimes.rulebooks import Placed, RuleFiles, book_of, unknown_name

_RULES: tuple[tuple[str, type[Dated]], ...] = (("routes", RouteRule), ("sides", SideRule), ("duties", Duty))

D = TypeVar("D", bound=Dated)


@dataclass
class RuleBuilding:
    """The book while overlays are put in, one section after the other; problems are collected.

    ``origins``: the sign-off subject of a piece that was cut off → that of the entry it was cut from.
    """

    files: RuleFiles
    overlays: tuple[Overlay, ...]
    problems: list[Problem]
    origins: dict[str, str]

    @classmethod
    def of(cls, files: RuleFiles, lists: tuple[KnownList, ...], overlays: tuple[Overlay, ...]) -> RuleBuilding:
        building = cls(replace(files, lists=lists), overlays, [], {})
        building._figures()
        for section, kind in _RULES:
            building._rules(section, kind)
        return building

    def book(self, problems: Sequence[Problem] = ()) -> RuleBook:
        """Checked by the guards of our own files; ``problems``: what was found before."""
        if problems or self.problems:
            raise InputRefused(*problems, *self.problems)
        try:
            return book_of(self.files)
        except InputRefused as refused:
            raise InputRefused(*(self._placed_problem(problem) for problem in refused.problems)) from refused

    def _placed_problem(self, problem: Problem) -> Problem:
        """A defect that shows at a rule of ours was brought by an overlay; it says by which."""
        if any(problem.where.startswith(overlay.document.name) for overlay in self.overlays):
            return problem
        names = ", ".join(overlay.document.name for overlay in self.overlays)
        return Problem(f"{names} → {problem.where}", problem.sentence)

    # ---- figures ----

    def _figures(self) -> None:
        known = {placed.item.key: placed for placed in self.files.figures if isinstance(placed.item, Figure)}
        added: dict[str, list[tuple[Window, FigureEntry]]] = {}
        for overlay in self.overlays:
            for index, addition in enumerate(overlay.file.figures):
                path: KeyPath = ("figures", index)
                if addition.key not in known:
                    made = self._new_figure(overlay, path, addition, known)
                    if made is None:
                        continue
                    known[addition.key] = made
                figure = known[addition.key].item
                assert isinstance(figure, Figure)
                self.problems += _figure_defects(overlay, path, addition, figure)
                for window, entry, place in _figure_windows(overlay, path, addition):
                    self._claim(added.setdefault(addition.key, []), window, entry, overlay, place, addition.key)
        for key, windows in added.items():
            placed = known[key]
            assert isinstance(placed.item, Figure)
            known[key] = replace(placed, item=with_windows(placed.item, windows))
        # A figure whose only overlay was removed before it began has no entry, and so does not exist.
        figures = tuple(p for p in known.values() if isinstance(p.item, Figure) and p.item.entries)
        self.files = replace(self.files, figures=figures)

    def _claim(
        self,
        taken: list[tuple[Window, FigureEntry]],
        window: Window,
        entry: FigureEntry,
        overlay: Overlay,
        place: KeyPath,
        key: str,
    ) -> None:
        other = next((found for days, found in taken if days.shares_a_day(window)), None)
        if other is not None:
            self.problems.append(
                overlay.problem(
                    place,
                    f"数字“{key}”在同一天已由补充规则“{other.overlay}”给出值；先停用它，或写上止日（to）。",
                    f"Overlay '{other.overlay}' gives '{key}' a value on the same day; "
                    "remove that one first, or give an end (to).",
                )
            )
            return
        taken.append((window, entry.model_copy(update={"overlay": overlay.id})))

    def _new_figure(
        self, overlay: Overlay, path: KeyPath, addition: FigureAddition, known: Mapping[str, Placed]
    ) -> Placed | None:
        if addition.label is None or addition.unit is None:
            zh, en = unknown_name("数字", "figure", addition.key, known)
            hint = Text("新的数字须写明 label 和 unit。", " A new figure needs label and unit.")
            self.problems.append(overlay.problem((*path, "key"), zh + hint.zh, en + hint.en))
            return None
        figure = Figure.model_construct(key=addition.key, label=addition.label, unit=addition.unit, entries=())
        return Placed(figure, overlay.document, path)

    # ---- rules ----

    def _rules(self, section: str, kind: type[Dated]) -> None:
        for overlay, path, entry, window in entries_of_section(self.overlays, section):
            rule = _as_rule(kind, entry, overlay, window)
            placed = Placed(rule, overlay.document, path)
            if entry.replaces is None:
                self._insert(overlay, path, placed, kind)
            else:
                self._correct(overlay, path, placed, entry.replaces, kind, window)

    def _insert(self, overlay: Overlay, path: KeyPath, placed: Placed, kind: type[Dated]) -> None:
        rule = placed.item
        assert isinstance(rule, Dated)
        window = Window(rule.since, rule.until)
        for known in self._of(kind):
            if known.key == rule.key and Window(known.since, known.until).shares_a_day(window):
                self.problems.append(
                    overlay.problem(
                        path,
                        f"规则“{rule.key}”在同一天已有条目；如为更正，写明 replaces: {known.key}@{known.since}。",
                        f"'{rule.key}' already holds on that day; to correct it, write "
                        f"replaces: {known.key}@{known.since}.",
                    )
                )
                return
        # A company's own route rule stands first, so that it may lift any of ours.
        rules = (placed, *self.files.rules) if kind is RouteRule else (*self.files.rules, placed)
        self.files = replace(self.files, rules=rules)

    def _correct(
        self, overlay: Overlay, path: KeyPath, placed: Placed, wanted: str, kind: type[Dated], window: Window
    ) -> None:
        known = {f"{rule.key}@{rule.since.isoformat()}": rule for rule in self._of(kind)}
        old = known.get(wanted)
        if old is None:
            zh, en = unknown_name("规则条目", "entry", wanted, known)
            self.problems.append(overlay.problem((*path, "replaces"), zh, en))
            return
        rule = placed.item
        assert isinstance(rule, Dated)
        if rule.key != old.key:
            self.problems.append(
                overlay.problem(
                    (*path, "id"),
                    f"更正“{wanted}”的条目须使用同一规则编号“{old.key}”。",
                    f"The correction of '{wanted}' bears the same rule id, '{old.key}'.",
                )
            )
            return
        self.files = replace(self.files, rules=tuple(self._pieces(placed, old, window)))

    def _pieces(self, placed: Placed, old: Dated, window: Window) -> Iterator[Placed]:
        for known in self.files.rules:
            if known.item is not old:
                yield known
                continue
            for piece in what_remains(old, window):
                if piece.since != old.since:
                    self.origins[piece.sign_off] = self.origins.get(old.sign_off, old.sign_off)
                yield replace(known, item=piece)
            yield placed

    def _of(self, kind: type[D]) -> list[D]:
        return [placed.item for placed in self.files.rules if type(placed.item) is kind]


def entries_of_section(overlays: Iterable[Overlay], section: str) -> Iterator[tuple[Overlay, KeyPath, Any, Window]]:
    """The entries of one section that are in force on some day, each with its place and its days."""
    for overlay in overlays:
        for index, entry in enumerate(getattr(overlay.file, section)):
            window = overlay.window_of(entry)
            if not window.empty:
                yield overlay, (section, index), entry, window


def _figure_windows(
    overlay: Overlay, path: KeyPath, addition: FigureAddition
) -> Iterator[tuple[Window, FigureEntry, KeyPath]]:
    """Each entry holds until the next one of the same file, else as long as the overlay."""
    for index, entry in enumerate(addition.entries):
        following: Iterable[date] = (later.since for later in addition.entries if later.since > entry.since)
        end = min(following, default=None)
        window = overlay.window_of(entry)
        window = Window(window.since, earliest(window.until, end - ONE_DAY if end else None))
        if not window.empty:
            yield window, entry, (*path, "entries", index)


def _figure_defects(overlay: Overlay, path: KeyPath, addition: FigureAddition, figure: Figure) -> Iterator[Problem]:
    days = [entry.since for entry in addition.entries]
    if days != sorted(set(days)):
        yield overlay.problem(
            path,
            f"“{addition.key}”的条目须按起始日先后排列，同一天只能有一个值。",
            f"The entries of '{addition.key}' stand in the order of their days, one value a day.",
        )
    if addition.unit not in (None, figure.unit):
        yield overlay.problem(
            (*path, "unit"),
            f"“{addition.key}”的单位是 {figure.unit}；删去 unit。",
            f"'{addition.key}' is counted in {figure.unit}; take 'unit' out.",
        )
    for index, entry in enumerate(addition.entries):
        fits = isinstance(entry.value, str) == (figure.unit in ("counting_start", "availability"))
        if entry.value is not None and (not fits or (isinstance(entry.value, int) and entry.value < 0)):
            yield overlay.problem(
                (*path, "entries", index, "value"),
                f"“{addition.key}”的值“{entry.value}”与单位 {figure.unit} 不符。",
                f"The value '{entry.value}' of '{addition.key}' does not fit its unit, {figure.unit}.",
            )


def _as_rule(kind: type[D], entry: Any, overlay: Overlay, window: Window) -> D:
    """The addition as one of our own rules: without ``replaces``, with its end and its overlay."""
    values = {name: getattr(entry, name) for name in kind.model_fields}
    return kind.model_construct(**{**values, "until": window.until, "overlay": overlay.id})
