"""Opens a report in headless Chromium as its readers do: on a telephone, on a desk and on paper, light and dark, by keyboard.

Usage: check-report.py REPORT.html FOLDER

Each screen must show every figure, keep all tables within the page, leave the console silent and pass axe-core's rules. The
screenshots and the printed page go into FOLDER, to be looked at. The exit status is 1 if anything fails.
"""

import base64
import pathlib
import shutil
import sys

from axe_core_python.selenium import Axe
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

SCREENS = {"telephone": 390, "desk": 1280}
# A4 less the margins of 1.5 cm, at 96 dots per inch.
PAPER = 680
WIDER = """
const wide = document.documentElement.scrollWidth;
const beyond = [...document.querySelectorAll('table, figure, dl, h1, h2, h3, figcaption')]
    .filter(e => e.getBoundingClientRect().width > 0 && e.getBoundingClientRect().right > innerWidth + 1);
return [wide > innerWidth + 1 ? [`the page is ${wide} wide`] : [],
        beyond.map(e => e.tagName + ' ' + e.textContent.slice(0, 60))].flat();
"""
SCROLLED = """
return [...document.querySelectorAll('.scroll, pre')].filter(e => e.scrollWidth > e.clientWidth + 1)
    .map(e => 'scrolls: ' + (e.getAttribute('aria-label') || 'a configuration'));
"""
CLOSED = """
return [...document.querySelectorAll('details')].filter(e => e.getBoundingClientRect().height
    < e.querySelector('summary').getBoundingClientRect().height + 5).map(e => 'closed on paper: ' + e.textContent.slice(0, 60));
"""


def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = next(p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p)
    # Containers rarely allow Chromium's sandbox, and the page is our own.
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


def shown(driver, width, scheme, media="screen"):
    """Sets window, scheme and medium, and loads the page anew."""
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
    driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]})
    driver.refresh()


def accessibility(driver):
    """What axe-core finds wrong with the page as it is shown, everything open."""
    driver.execute_script("document.querySelectorAll('details').forEach(e => e.open = true)")
    return [
        f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:120]} ({len(rule['nodes'])} places)"
        for rule in Axe().run(driver)["violations"]
    ]


def keyboard(driver):
    """The skip link comes first and is seen; each summary is reached and opened without a pointer."""
    faults = []
    driver.find_element("tag name", "body").send_keys(Keys.TAB)
    first = driver.switch_to.active_element
    if first.get_attribute("class") != "skip" or first.rect["x"] < 0:
        faults.append("the first key does not show the link to the content")
    summaries = len(driver.find_elements("tag name", "summary"))
    reached = set()
    for _ in range(20 * summaries + 200):
        element = driver.switch_to.active_element
        if element.tag_name == "summary" and element.id not in reached:
            reached.add(element.id)
            details = "return arguments[0].parentElement.open"
            before = driver.execute_script(details, element)
            element.send_keys(Keys.ENTER)
            if driver.execute_script(details, element) == before:
                faults.append(f"Enter does not open {element.text}")
            if driver.execute_script("return getComputedStyle(arguments[0]).outlineStyle", element) == "none":
                faults.append(f"focus is not seen on {element.text}")
            if len(reached) == summaries:
                break
        element.send_keys(Keys.TAB)
    if len(reached) < summaries:
        faults.append(f"{len(reached)} of {summaries} summaries are reached with the tabulator")
    return faults


def main(report, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    figures = pathlib.Path(report).read_text().count("<svg")
    faults = [] if figures else ["the report holds no figure"]
    driver = browser()
    driver.get(pathlib.Path(report).resolve().as_uri())

    def judge(name, found):
        faults.extend(f"{name}: {fault}" for fault in found)
        print(f"{name}: {'; '.join(found) if found else 'as it should be'}")

    for scheme in ("light", "dark"):
        for screen, width in SCREENS.items():
            shown(driver, width, scheme)
            found = driver.execute_script(WIDER) + driver.execute_script(SCROLLED)
            if len(driver.find_elements("tag name", "svg")) != figures:
                found.append(f"not all of {figures} figures are in the page")
            picture = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": {
                "x": 0, "y": 0, "width": width, "scale": 1,
                "height": driver.execute_script("return document.documentElement.scrollHeight")}})
            (folder / f"{screen}-{scheme}.png").write_bytes(base64.b64decode(picture["data"]))
            found += accessibility(driver) + driver.execute_script(WIDER)
            found += [entry["message"] for entry in driver.get_log("browser")]
            judge(f"{screen}, {scheme}", found)
    shown(driver, PAPER, "light", media="print")
    judge("paper", driver.execute_script(WIDER) + driver.execute_script(SCROLLED) + driver.execute_script(CLOSED))
    printed = driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "paperWidth": 8.27, "paperHeight": 11.69})
    (folder / "paper.pdf").write_bytes(base64.b64decode(printed["data"]))
    shown(driver, SCREENS["desk"], "light")
    judge("keyboard", keyboard(driver))
    driver.quit()
    print(f"{figures} figures; pictures in {folder}")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
