"""Services work on the example company of the pages' tests, loaded once and copied for each test."""

from tests.web.conftest import loaded, office

__all__ = ["loaded", "office"]
