"""The pages and the commands. It asks ``services`` for everything and decides nothing about the law."""

from web.account import account
from web.after import after
from web.dossier import dossier
from web.items import items
from web.ledger import ledger
from web.portfolio import portfolio
from web.review import review
from web.risk import risk
from web.route import route
from web.trail import trail
from web.wizard import wizard

BLUEPRINTS = (account, portfolio, wizard, items, route, ledger, risk, review, dossier, after, trail)
