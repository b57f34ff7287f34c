"""Who may open what: one table, deny by default. A page that is not in the table cannot be opened.

What depends on the state of a case (nobody approves their own work, nothing changes during review) is decided
in ``assessment/lifecycle.py`` and the services; this table speaks of roles alone.
"""

from __future__ import annotations

from flask import Flask, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from assessment.vocabulary import Role

EVERYBODY: frozenset[Role] = frozenset(Role)
CONTENT = frozenset({Role.PREPARER, Role.REVIEWER, Role.APPROVER, Role.AUDITOR, Role.COUNSEL})
PREPARE = frozenset({Role.PREPARER})
DECIDE = frozenset({Role.REVIEWER, Role.APPROVER})
COUNSEL = frozenset({Role.COUNSEL})
LAW = frozenset({Role.PREPARER, Role.COUNSEL, Role.ADMINISTRATOR})
HOUSE = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
TAKE_AWAY = frozenset({Role.AUDITOR, Role.APPROVER})
LET_GO = frozenset({Role.ADMINISTRATOR, Role.COUNSEL, Role.APPROVER})
HOLD = LET_GO | {Role.AUDITOR}

OPEN = frozenset(
    {"static", "bootstrap.static", "account.sign_in", "account.choose_language", "account.healthy", "deadlines.feed"}
)
"""Endpoints that need no sign-in."""

TABLE: dict[str, frozenset[Role]] = {
    "account.sign_out": EVERYBODY,
    "portfolio.overview": EVERYBODY,
    "portfolio.new_case": PREPARE,
    "wizard.start": CONTENT,
    "wizard.section": CONTENT,
    "wizard.save": PREPARE,
    "wizard.entries": CONTENT,
    "wizard.add_entry": PREPARE,
    "wizard.remove_entry": PREPARE,
    "wizard.check": CONTENT,
    "filing_check.by_hand": CONTENT,
    "wizard.now": CONTENT,
    "wizard.attach": PREPARE,
    "wizard.evidence_file": CONTENT,
    "items.table": CONTENT,
    "items.beside": CONTENT,
    "items.upload": PREPARE,
    "items.preview": PREPARE,
    "items.confirm": PREPARE,
    "items.export": CONTENT,
    "items.template": CONTENT,
    "item_page.item": CONTENT,
    "item_page.edit": PREPARE,
    "item_page.add": PREPARE,
    "item_effect.page": CONTENT,
    "item_effect.cut_them": PREPARE,
    "item_reuse.duplicates": CONTENT,
    "item_reuse.take_over": PREPARE,
    "item_reuse.undo": PREPARE,
    "item_reuse.changes": CONTENT,
    "item_reuse.follow": PREPARE,
    "item_facts.page": CONTENT,
    "item_facts.answer": PREPARE,
    "item_steps.settle": PREPARE,
    "item_steps.set_class": PREPARE,
    "item_steps.unsettle": PREPARE,
    "item_steps.necessity": PREPARE,
    "item_steps.treat": PREPARE,
    "item_steps.untreat": PREPARE,
    "item_steps.cut": PREPARE,
    "item_steps.restore": PREPARE,
    "item_steps.remove": PREPARE,
    "item_steps.undo": PREPARE,
    "item_steps.verify": DECIDE,
    "route.decision": CONTENT,
    "important_data.case": CONTENT,
    "important_data.determine": PREPARE,
    "important_data.table": CONTENT | LAW,
    "important_data.load": LAW,
    "important_data.load_file": LAW,
    "important_data.template": LAW,
    "ledger.overview": CONTENT,
    "ledger.new": PREPARE,
    "ledger.entity": CONTENT,
    "ledger.add": PREPARE,
    "ledger.correct": PREPARE,
    "ledger.strike": PREPARE,
    "ledger.method": PREPARE,
    "ledger.upload": PREPARE,
    "ledger.confirm": PREPARE,
    "ledger.export": CONTENT,
    "ledger.template": CONTENT,
    "ledger.take": PREPARE,
    "risk.overview": CONTENT,
    "risk.question": CONTENT,
    "risk.save": PREPARE,
    "risk.check": DECIDE,
    "risk_steps.task": PREPARE,
    "risk_steps.close_task": PREPARE,
    "risk_steps.apart": DECIDE,
    "risk_views.facts": CONTENT,
    "risk_views.comparison": CONTENT,
    "overrides.page": CONTENT,
    "overrides.propose": DECIDE,
    "overrides.agree": DECIDE,
    "overrides.withdraw": DECIDE,
    "risk_steps.from_library": CONTENT,
    "risk_steps.take_from_library": PREPARE,
    "destinations.overview": CONTENT,
    "destinations.choose": CONTENT,
    "destinations.country": CONTENT,
    "destinations.grade": COUNSEL | PREPARE,
    "review.page": CONTENT,
    "review.submit": PREPARE,
    "review.withdraw": PREPARE,
    "review.decide": DECIDE,
    "dossier.page": CONTENT,
    "dossier.request_build": PREPARE | DECIDE,
    "dossier.compare": CONTENT,
    "dossier.progress": CONTENT,
    "dossier.document": CONTENT,
    "dossier.bundle": CONTENT,
    "preview.page": CONTENT,
    "preview.picture": CONTENT,
    "preview.comment": PREPARE | DECIDE | COUNSEL,
    "preview.answer": PREPARE | DECIDE | COUNSEL,
    "preview.comments": CONTENT,
    "signatures.page": CONTENT,
    "signatures.sign": frozenset({Role.APPROVER}),
    "signatures.scan": PREPARE | DECIDE,
    "signatures.take_away": PREPARE | DECIDE,
    "signatures.file": CONTENT,
    "signatures.check": CONTENT,
    "copies.page": CONTENT,
    "copies.request_copy": PREPARE | DECIDE | COUNSEL,
    "copies.file": CONTENT,
    "copies.folder": CONTENT,
    "filing.page": CONTENT,
    "filing.record": PREPARE,
    "filing.withdraw": PREPARE,
    "deadlines.overview": CONTENT,
    "deadlines.open_feed": CONTENT,
    "deadlines.close_feed": CONTENT,
    "trail.page": CONTENT,
    "trail.log": EVERYBODY,
    "trail.records": HOUSE,
    "trail.record": EVERYBODY,
    "trail.proof": EVERYBODY,
    "trail_export.page": TAKE_AWAY,
    "trail_export.take": TAKE_AWAY,
    "trail_export.progress": TAKE_AWAY,
    "trail_export.file": TAKE_AWAY,
    "keeping.page": HOLD,
    "keeping.hold": HOLD,
    "keeping.lift": HOLD,
    "keeping.propose_disposal": LET_GO,
    "keeping.withdraw_disposal": LET_GO,
    "keeping.dispose": LET_GO,
    "keeping.propose_erasure": LET_GO,
    "keeping.withdraw_erasure": LET_GO,
    "keeping.agree_erasure": LET_GO,
    "law.index": EVERYBODY,
    "law.entry": EVERYBODY,
    "law.overlays": EVERYBODY,
    "law.overlay": EVERYBODY,
    "law.overlay_file": EVERYBODY,
    "law.new_overlay": LAW,
    "law.remove_overlay": LAW,
    "law.counsel": EVERYBODY,
    "law.sign": COUNSEL,
    "law_changes.page": CONTENT,
    "law_changes.overlay_effect": CONTENT,
    "after.duties": CONTENT,
    "after.duty": CONTENT,
    "after.record_duty": PREPARE,
    "after.changes": CONTENT,
    "after.change": CONTENT,
    "after.say_change": PREPARE,
    "after.mechanism": PREPARE,
    "after.extension": CONTENT,
    "after.say_extension": PREPARE,
    "extension_filing.request_build": PREPARE | DECIDE,
}


def guard_requests(app: Flask) -> None:
    @app.before_request
    def allow() -> ResponseReturnValue | None:
        if request.endpoint is None or request.endpoint in OPEN:
            return None
        if not current_user.is_authenticated:
            return app.login_manager.unauthorized()  # type: ignore[attr-defined,no-any-return]  # set by Flask-Login
        roles = TABLE.get(request.endpoint, frozenset())
        if not roles & current_user.roles:
            abort(403)
        return None


def may(endpoint: str) -> bool:
    """Whether the person of this request may open the endpoint; for buttons that would only lead to a refusal."""
    return bool(TABLE.get(endpoint, frozenset()) & getattr(current_user, "roles", frozenset()))
