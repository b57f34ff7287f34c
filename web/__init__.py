"""The pages and the commands. It asks ``services`` for everything and decides nothing about the law."""

from web.account import account
from web.after import after
from web.copies import copies
from web.deadlines import deadlines
from web.destinations import destinations
from web.dossier import dossier
from web.extension_filing import extension_filing
from web.filing import filing
from web.filing_check import filing_check
from web.important_data import important_data
from web.item_effect import item_effect
from web.item_facts import item_facts
from web.item_page import item_page
from web.item_reuse import item_reuse
from web.item_steps import item_steps
from web.items import items
from web.keeping import keeping
from web.law import law
from web.law_changes import law_changes
from web.ledger import ledger
from web.overrides import overrides
from web.portfolio import portfolio
from web.preview import preview
from web.review import review
from web.risk import risk
from web.risk_steps import risk_steps
from web.risk_views import risk_views
from web.route import route
from web.signatures import signatures
from web.trail import trail
from web.trail_export import trail_export
from web.wizard import wizard

BLUEPRINTS = (
    account,
    portfolio,
    wizard,
    items,
    item_page,
    item_effect,
    item_reuse,
    item_facts,
    item_steps,
    route,
    important_data,
    ledger,
    risk,
    risk_views,
    overrides,
    risk_steps,
    destinations,
    review,
    dossier,
    preview,
    signatures,
    copies,
    filing,
    filing_check,
    extension_filing,
    deadlines,
    after,
    law_changes,
    trail,
    trail_export,
    keeping,
    law,
)
