"""The law with a company's additions: shipped rules and overlays put together, and checked as one book.

``compose`` is pure and refuses everything that our own loader refuses, with the overlay's file, line and key:
an unknown fact or figure, two values on one day, a correction of a rule that is not there. What an overlay
displaces is back on the day after the overlay ends or is removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from assessment.errors import InputRefused, Problem
from assessment.important_data_table import Loaded
from assessment.notices import Notice
from assessment.questions import Bilingual, Choice, Citation, Questionnaire
from assessment.rules import Dated, Duty, Figure, FigureEntry, KnownList, RouteRule, RuleBook, SideRule
from assessment.vocabulary import Text
from regimes.carving import ONE_DAY, Window, earliest, what_remains, with_windows
from regimes.documents import KeyPath
from regimes.important_data import addition_problems, with_additions
from regimes.loader import Composed, Regime
from regimes.overlay_files import FigureAddition, Overlay, same_id
from regimes.rulebooks import Placed, RuleFiles, book_of, unknown_name

LIST_QUESTION = "scenario.ftz_list"
_RULES: tuple[tuple[str, type[Dated]], ...] = (("routes", RouteRule), ("sides", SideRule), ("duties", Duty))

D = TypeVar("D", bound=Dated)


def compose(base: Regime, overlays: Sequence[Overlay], signed: frozenset[str] = frozenset()) -> Regime:
    """The law as the company holds it; raises ``InputRefused`` with every defect of every overlay.

    ``signed``: subjects that counsel has signed off, already checked against what they say now.
    """
    if not overlays and not signed:
        return base
    ordered = tuple(sorted(overlays, key=lambda overlay: (overlay.head.since, overlay.id)))
    building = _Building.of(base, ordered)
    book = building.book() if ordered else base.rules
    return signed_as(
        Regime(
            base.id,
            base.folder,
            _fingerprint(base, ordered, frozenset()),
            Composed(
                shipped=base,
                overlays=ordered,
                rules=book,
                questionnaire=_asking_for(base.questionnaire, book.lists),
                notices=building.notices,
                important_data=building.important_data(base),
                origins=building.origins,
            ),
        ),
        signed,
    )


def signed_as(regime: Regime, signed: frozenset[str]) -> Regime:
    """The same law with counsel's signatures; a piece that an overlay cut off keeps that of the whole."""
    if regime.composed is None:
        return compose(regime, (), signed) if signed else regime
    if not signed:
        return regime
    composed = regime.composed
    everywhere = signed | {piece for piece, whole in composed.origins.items() if whole in signed}
    return replace(
        regime,
        sha256=_fingerprint(composed.shipped, composed.overlays, signed),
        composed=replace(composed, rules=replace(composed.rules, signed=everywhere)),
    )


def window_of(overlay: Overlay, entry: Any) -> Window:
    """The days on which an entry of an overlay is in force."""
    return Window(entry.since, earliest(getattr(entry, "until", None), last_day_of(overlay)))


def last_day_of(overlay: Overlay) -> date | None:
    """The last day on which anything of the overlay stands; ``None``: no end is known."""
    return earliest(overlay.head.until, overlay.removed_from - ONE_DAY if overlay.removed_from else None)


def _fingerprint(base: Regime, overlays: Sequence[Overlay], signed: frozenset[str]) -> str:
    lines = [base.sha256]
    lines += [f"overlay {overlay.sha256} {overlay.removed_from or '-'}" for overlay in overlays]
    lines += [f"signed {subject}" for subject in sorted(signed)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass
class _Building:
    """The book while overlays are put in, one section after the other; problems are collected."""

    files: RuleFiles
    overlays: tuple[Overlay, ...]
    problems: list[Problem]
    notices: tuple[Notice, ...]
    origins: dict[str, str]

    @classmethod
    def of(cls, base: Regime, overlays: tuple[Overlay, ...]) -> _Building:
        building = cls(base.rule_files, overlays, [], (), {})
        building._ids()
        building._figures()
        building._lists()
        for section, kind in _RULES:
            building._rules(section, kind)
        building._notices()
        return building

    def book(self) -> RuleBook:
        """Checked by the guards of our own files."""
        if self.problems:
            raise InputRefused(*self.problems)
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

    def _ids(self) -> None:
        seen: set[str] = set()
        for overlay in self.overlays:
            if overlay.id in seen:
                self.problems.append(same_id(overlay))
            seen.add(overlay.id)

    def _entries(self, section: str) -> Iterator[tuple[Overlay, KeyPath, Any, Window]]:
        """The entries of one section that are in force on some day."""
        for overlay in self.overlays:
            for index, entry in enumerate(getattr(overlay.file, section)):
                window = window_of(overlay, entry)
                if not window.empty:
                    yield overlay, (section, index), entry, window

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

    # ---- lists ----

    def _lists(self) -> None:
        lists = list(self.files.lists)
        for overlay, path, entry, window in self._entries("lists"):
            named = next((known for known in lists if known.id == entry.id), None)
            self.problems += _list_defects(overlay, path, entry, named, window, lists)
            remaining = [
                piece
                for known in lists
                for piece in (what_remains(known, window) if known.id == entry.id else (known,))
            ]
            lists = [*remaining, _loaded(overlay, entry, named, window)]
        self.files = replace(self.files, lists=tuple(lists))

    # ---- rules ----

    def _rules(self, section: str, kind: type[Dated]) -> None:
        for overlay, path, entry, window in self._entries(section):
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

    # ---- important data ----

    def important_data(self, base: Regime) -> tuple[Loaded, ...]:
        """The parts of the final table; each is checked beside those that stand when it begins."""
        found: list[Loaded] = []
        problems: list[Problem] = []
        for overlay in self.overlays:
            window = Window(overlay.head.since, last_day_of(overlay))
            for index, addition in enumerate(overlay.file.important_data if not window.empty else ()):
                law = with_additions(base.important_data, tuple(found)).held_on(window.since)
                problems += addition_problems(law, addition, overlay.document, ("important_data", index))
                found.append(Loaded(overlay.id, addition, window.since, window.until))
        if problems:
            raise InputRefused(*problems)
        return tuple(found)

    # ---- notices ----

    def _notices(self) -> None:
        self.notices = tuple(
            notice.model_copy(update={"until": window.until, "overlay": overlay.id})
            for overlay, _, notice, window in self._entries("notices")
        )


def _figure_windows(
    overlay: Overlay, path: KeyPath, addition: FigureAddition
) -> Iterator[tuple[Window, FigureEntry, KeyPath]]:
    """Each entry holds until the next one of the same file, else as long as the overlay."""
    for index, entry in enumerate(addition.entries):
        following: Iterable[date] = (later.since for later in addition.entries if later.since > entry.since)
        end = min(following, default=None)
        window = window_of(overlay, entry)
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
        fits = isinstance(entry.value, str) == (figure.unit == "counting_start")
        if entry.value is not None and (not fits or (isinstance(entry.value, int) and entry.value < 0)):
            yield overlay.problem(
                (*path, "entries", index, "value"),
                f"“{addition.key}”的值“{entry.value}”与单位 {figure.unit} 不符。",
                f"The value '{entry.value}' of '{addition.key}' does not fit its unit, {figure.unit}.",
            )


def _list_defects(
    overlay: Overlay,
    path: KeyPath,
    entry: KnownList,
    named: KnownList | None,
    window: Window,
    lists: Sequence[KnownList],
) -> Iterator[Problem]:
    if not entry.entries:
        yield overlay.problem(
            path,
            f"清单“{entry.id}”没有条目（entries）；没有正文的清单不能作为判断依据。",
            f"The list '{entry.id}' has no entries; without its text a list cannot decide.",
        )
    ids = [row.id for row in entry.entries]
    for index, row in enumerate(entry.entries):
        if row.id in ids[:index]:
            yield overlay.problem(
                (*path, "entries", index, "id"),
                f"清单条目编号“{row.id}”出现了两次；每项用不同的编号。",
                f"The entry id '{row.id}' stands here twice; give each entry its own.",
            )
        if row.route_below is not None and row.pi_at_least is None and row.spi_at_least is None:
            yield overlay.problem(
                (*path, "entries", index, "route_below"),
                "写了 route_below，却没有写人数（pi_at_least 或 spi_at_least）。",
                "There is a route_below but no number (pi_at_least or spi_at_least) that it is below.",
            )
    if named is None and entry.name is None:
        yield overlay.problem(
            (*path, "id"),
            f"清单“{entry.id}”不在已知清单中；核对编号，或写明名称（name）后作为新清单收录。",
            f"The list '{entry.id}' is not known; check the id, or give it a name to add it as a new list.",
        )
    for known in lists:
        if known.overlay and known.id == entry.id and Window(known.since, known.until).shares_a_day(window):
            yield overlay.problem(
                path,
                f"清单“{entry.id}”在同一天已由补充规则“{known.overlay}”收录；先停用它。",
                f"Overlay '{known.overlay}' holds the text of '{entry.id}' on the same day; remove that one first.",
            )


def _loaded(overlay: Overlay, entry: KnownList, named: KnownList | None, window: Window) -> KnownList:
    """The list with its text; what the file leaves out follows from the head and from what was known before."""
    source = overlay.head.source
    given = entry.model_fields_set
    inherited: dict[str, Any] = {
        name: getattr(named, name) for name in ("region", "name", "sectors") if named and name not in given
    }
    if "cite" not in given:
        inherited["cite"] = Citation(text=source.text, article=source.article, address=source.address)
    if "confidence" not in given:
        inherited["confidence"] = overlay.head.confidence
    return entry.model_copy(update={**inherited, "until": window.until, "loaded": True, "overlay": overlay.id})


def _as_rule(kind: type[D], entry: Any, overlay: Overlay, window: Window) -> D:
    """The addition as one of our own rules: without ``replaces``, with its end and its overlay."""
    values = {name: getattr(entry, name) for name in kind.model_fields}
    return kind.model_construct(**{**values, "until": window.until, "overlay": overlay.id})


def _asking_for(questionnaire: Questionnaire, lists: Iterable[KnownList]) -> Questionnaire:
    """The same questions; one more choice for every list that an overlay brought."""
    asked = next(
        (
            question
            for section in questionnaire.sections
            for question in section.questions
            if question.id == LIST_QUESTION
        ),
        None,
    )
    known = {choice.id for choice in asked.choices} if asked else set()
    names: dict[str, Bilingual] = {
        entry.id: entry.name for entry in lists if entry.overlay and entry.name and entry.id not in known
    }
    if asked is None or not names:
        return questionnaire
    more = tuple(Choice(id=list_id, zh=name.zh, en=name.en) for list_id, name in names.items())
    last = tuple(choice for choice in asked.choices if choice.id == "open")
    first = tuple(choice for choice in asked.choices if choice.id != "open")
    extended = asked.model_copy(update={"choices": (*first, *more, *last)})
    sections = tuple(
        section.model_copy(
            update={"questions": tuple(extended if q.id == LIST_QUESTION else q for q in section.questions)}
        )
        if any(q.id == LIST_QUESTION for q in section.questions)
        else section
        for section in questionnaire.sections
    )
    return questionnaire.model_copy(update={"sections": sections})
