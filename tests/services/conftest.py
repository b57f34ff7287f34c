"""Services work on the example company of the pages' tests, loaded once and copied for each test."""

from tests.web.conftest import loaded, loaded_earlier, office

__all__ = ["loaded", "loaded_earlier", "office"]
