"""A person at a browser: signs in, opens pages, presses buttons; every page is looked at with axe."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from services.example import PASSWORD

GRAVE = {"serious", "critical"}


class Visit:
    """One person's browser window; every page is looked at with axe before anything is done on it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.grave: list[str] = []
        self.looked_at: list[str] = []
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda broken: self.said.append(str(broken)))

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")
        self.look()

    def look(self) -> None:
        self.page.wait_for_load_state("load")
        self.looked_at.append(self.page.url)
        for violation in Axe().run(self.page).response["violations"]:
            if violation["impact"] in GRAVE:
                nodes = [node["html"][:120] + " " + str(node["any"][:1])[:200] for node in violation["nodes"][:3]]
                self.grave.append(f"{self.page.url}: {violation['id']} {nodes}")

    def sign_in(self, login: str) -> None:
        self.open("/sign-in")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.press_enter()

    def press_enter(self) -> None:
        self.page.press("#password", "Enter")
        self.page.wait_for_url(f"{self.address}/")
        self.look()

    def press(self, name: str) -> None:
        """Press a button or follow a link by its name, and look at the page it leads to."""
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first.click()
        self.look()

    def speak_english(self) -> None:
        """On any page with the bar at the top."""
        self.page.get_by_role("button", name="English").first.click()
        self.page.wait_for_load_state("load")

    def too_wide(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
