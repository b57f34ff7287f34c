"""What overlays hold beside rules and figures: lists, notices, important data, working days, terms, choices.

Each function takes what stands without overlays and gives what stands with them, and names every defect in the
overlay's file. Nothing is loaded that no overlay speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from assessment.classification_parts import CatalogueItem
from assessment.deadline_rules import DeadlineCatalogue, DeadlineEntry, DeadlineRule
from assessment.errors import Problem
from assessment.important_data_table import ImportantDataLaw, Loaded
from assessment.notices import Notice
from assessment.questions import Bilingual, Choice, Citation, Questionnaire
from assessment.rules import KnownList, RuleBook
from assessment.workdays import Calendars, CalendarYear, Span
from regimes.calendars import calendar_problems
from regimes.carving import Window, what_remains
from regimes.catalogues import item_problems
from regimes.deadlines import entry_problems
from regimes.important_data import addition_problems, with_additions
from regimes.loader import Regime
from regimes.overlay_files import Overlay
from regimes.overlay_rules import entries_of_section
from regimes.rulebooks import unknown_name

LIST_QUESTION = "scenario.ftz_list"


def with_lists(
    lists: Sequence[KnownList], overlays: Sequence[Overlay], problems: list[Problem]
) -> tuple[KnownList, ...]:
    """The lists, each with its text on the days on which an overlay brings it."""
    standing = list(lists)
    for overlay, path, entry, window in entries_of_section(overlays, "lists"):
        named = next((known for known in standing if known.id == entry.id), None)
        problems += _list_defects(overlay, path, entry, named, window, standing)
        remaining = [
            piece for known in standing for piece in (what_remains(known, window) if known.id == entry.id else (known,))
        ]
        standing = [*remaining, _loaded(overlay, entry, named, window)]
    return tuple(standing)


def _list_defects(
    overlay: Overlay,
    path: tuple[str | int, ...],
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


def notices_of(overlays: Sequence[Overlay]) -> tuple[Notice, ...]:
    return tuple(
        notice.model_copy(update={"until": window.until, "overlay": overlay.id})
        for overlay, _, notice, window in entries_of_section(overlays, "notices")
    )


def important_data_of(
    law: ImportantDataLaw, overlays: Sequence[Overlay], problems: list[Problem]
) -> tuple[Loaded, ...]:
    """The parts of the final table; each is checked beside those that stand when it begins."""
    found: list[Loaded] = []
    for overlay in overlays:
        window = overlay.window
        for index, addition in enumerate(overlay.file.important_data if not window.empty else ()):
            standing = with_additions(law, tuple(found)).held_on(window.since)
            problems += addition_problems(standing, addition, overlay.document, ("important_data", index))
            found.append(Loaded(overlay.id, addition, window.since, window.until))
    return tuple(found)


def catalogue_of(base: Regime, overlays: Sequence[Overlay], problems: list[Problem]) -> tuple[CatalogueItem, ...]:
    """A company's items of the catalogue, each for the days of its overlay; of one id one overlay speaks a day."""
    found: list[CatalogueItem] = []
    for overlay in overlays:
        window = overlay.window
        if window.empty or not overlay.file.catalogue:
            continue
        dated = tuple(
            item.model_copy(update={"since": item.since or window.since, "until": window.until, "overlay": overlay.id})
            for item in overlay.file.catalogue
        )
        problems += item_problems(base.catalogue, base.important_data, dated, overlay.document, ("catalogue",))
        for index, item in enumerate(dated):
            own = Window(item.since or window.since, item.until)
            for other in found:
                if other.id == item.id and Window(other.since or own.since, other.until).shares_a_day(own):
                    problems.append(
                        overlay.problem(
                            ("catalogue", index, "id"),
                            f"目录编号“{item.id}”在同一天已由补充规则“{other.overlay}”给出；先停用它。",
                            f"Overlay '{other.overlay}' gives '{item.id}' on the same day; remove that one first.",
                        )
                    )
            found.append(item)
    return tuple(found)


# ---- working days ----


def calendars_of(known: Calendars, overlays: Sequence[Overlay], problems: list[Problem]) -> tuple[CalendarYear, ...]:
    """The years that overlays bring; on the days on which an overlay does not stand, the year is what it was."""
    years: dict[int, CalendarYear] = {}
    taken: list[tuple[int, Window, str]] = []
    for overlay in overlays:
        for index, year in enumerate(overlay.file.calendars):
            problems += calendar_problems(year, overlay.document, ("calendars", index))
            window = overlay.window
            whole = Window(date(year.year, 1, 1), date(year.year, 12, 31))
            if window.empty or not window.shares_a_day(whole):
                continue
            for number, days, name in taken:
                if number == year.year and days.shares_a_day(window):
                    problems.append(
                        overlay.problem(
                            ("calendars", index),
                            f"{year.year} 年的工作日历已由补充规则“{name}”收录；先停用它。",
                            f"Overlay '{name}' holds the calendar of {year.year} already; remove that one first.",
                        )
                    )
            taken.append((year.year, window, overlay.id))
            before = years.get(year.year) or known.years.get(year.year)
            years[year.year] = _year_in(year.model_copy(update={"overlay": overlay.id}), before, window, whole)
    return tuple(years.values())


def _year_in(added: CalendarYear, before: CalendarYear | None, window: Window, whole: Window) -> CalendarYear:
    if window.holds(whole.since) and (window.until is None or (whole.until or window.until) <= window.until):
        return added
    off = {day for span in added.off for day in span.days() if window.holds(day)}
    make_up = {day for day in added.make_up if window.holds(day)}
    if before is not None:
        off |= {day for span in before.off for day in span.days() if not window.holds(day)}
        make_up |= {day for day in before.make_up if not window.holds(day)}
    spans = tuple(Span.model_construct(since=day, until=day) for day in sorted(off))
    official = added.official and before is not None and before.official
    return added.model_copy(update={"off": spans, "make_up": tuple(sorted(make_up)), "official": official})


# ---- terms ----


def deadlines_of(
    catalogue: DeadlineCatalogue, book: RuleBook, overlays: Sequence[Overlay], problems: list[Problem]
) -> DeadlineCatalogue:
    """The catalogue with the entries of overlays in the place of those that stood on the same days."""
    rules = {rule.kind: rule for rule in catalogue.deadlines}
    figures = [figure.key for figure in book.figures]
    for overlay in overlays:
        for index, addition in enumerate(overlay.file.deadlines):
            at = ("deadlines", index)
            rule = rules.get(addition.kind)
            if rule is None:
                zh, en = unknown_name("期限", "term", addition.kind, rules)
                problems.append(overlay.problem((*at, "kind"), zh, en))
                continue
            for number, entry in enumerate(addition.entries):
                place = (*at, "entries", number)
                problems += entry_problems(entry, overlay.document, place, figures, rules)
                window = overlay.window_of(entry)
                if window.empty:
                    continue
                other = next((known for known in rule.entries if known.overlay and _shares(known, window)), None)
                if other is not None:
                    problems.append(
                        overlay.problem(
                            place,
                            f"期限“{rule.kind}”在同一天已由补充规则“{other.overlay}”给出；先停用它，或写上止日（to）。",
                            f"Overlay '{other.overlay}' gives '{rule.kind}' on the same day; "
                            "remove that one first, or give an end (to).",
                        )
                    )
                rule = _with_term(rule, entry, window, overlay.id)
            rules[rule.kind] = rule
    return catalogue.model_copy(update={"deadlines": tuple(rules.values())})


def _shares(entry: DeadlineEntry, window: Window) -> bool:
    return Window(entry.since, entry.until).shares_a_day(window)


def _with_term(rule: DeadlineRule, entry: DeadlineEntry, window: Window, overlay: str) -> DeadlineRule:
    pieces = [piece for known in rule.entries for piece in what_remains(known, window)]
    pieces.append(entry.model_copy(update={"until": window.until, "overlay": overlay}))
    return rule.model_copy(update={"entries": tuple(sorted(pieces, key=lambda piece: piece.since))})


# ---- choices ----


def asking_for(questionnaire: Questionnaire, lists: Iterable[KnownList]) -> Questionnaire:
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
    # Built anew: a copy would carry the look-up of the questions as they were before.
    return Questionnaire(sections=sections)
