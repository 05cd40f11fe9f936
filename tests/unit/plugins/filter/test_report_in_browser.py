# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page as a person sees it: in a browser, in light and dark, on a phone and on paper. Skipped where no browser is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from headless_browser import NAMES, Page, browser, installed
from reported_pipelines import deployment, hostile, stage, website

from ansible_collections.devops.release_management.plugins.filter.deployment_report import deployment_report

ROOT = Path(__file__).parents[4]
TEMPLATE = ROOT / "roles" / "deployment_report" / "templates" / "report.html.j2"
SCREENSHOTS = ROOT / ".cache" / "screenshots"
PHONE, DESKTOP = 360, 1200

OVERFLOWING = """[...document.querySelectorAll("body *")].filter(one => !one.closest(".diagram *, .unseen, thead")
    && one.getClientRects().length && one.getBoundingClientRect().right > innerWidth + 0.5).map(one => one.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    program = installed()
    if program is None:
        pytest.skip(f"there is no browser (none of {', '.join(NAMES)}): tools/browser installs one")
    with browser(program, tmp_path_factory.mktemp("browser") / "profile") as opened:
        yield opened


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(deployment_report([website(), *hostile()], str(TEMPLATE), title="What runs where <b>&"))
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return path


@pytest.mark.parametrize(
    ("name", "width", "scheme", "media"),
    [
        ("desktop-light", DESKTOP, "light", "screen"),
        ("desktop-dark", DESKTOP, "dark", "screen"),
        ("phone-light", PHONE, "light", "screen"),
        ("phone-dark", PHONE, "dark", "screen"),
        ("paper", 720, "light", "print"),
    ],
)
def test_nothing_is_wrong_or_asked_for_or_too_wide(
    page: Page, report: Path, name: str, width: int, scheme: str, media: str
) -> None:
    page.look_like(width, scheme=scheme, media=media)
    page.open(report)
    page.screenshot(SCREENSHOTS / f"report-{name}.png")
    assert page.complaints == []
    assert [*page.requests.values(), *page.stopped] == [report.as_uri()]
    assert page.value("document.documentElement.scrollWidth") <= width
    assert page.value(OVERFLOWING) == []


BROKEN = """[...document.querySelectorAll("article thead th, article td bdi, article time")]
    .map(one => one.firstChild)
    .flatMap(node => [...node.textContent.matchAll(/[^\\s-]+-?/g)].filter(word => {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        return new Set([...range.getClientRects()].map(one => one.top)).size > 1;
    }).map(word => word[0]))"""
"""Words, or parts of them that a hyphen ends, that are in more than one line."""


@pytest.mark.parametrize("width", [DESKTOP, 1000, 720])
@pytest.mark.parametrize("name", ["Acceptance " * 12, "x" * 200], ids=["words", "one word"])
def test_a_long_name_of_a_stage_breaks_no_word_of_the_others(page: Page, tmp_path: Path, width: int, name: str) -> None:
    path = tmp_path / "long.html"
    versions = [{"alias": "_CI", "definitionReference": {"version": {"name": "20150716.2"}}}]
    deployed = deployment(1, "Release-123")
    deployed["release"]["artifacts"] = versions
    definition = {"id": 1, "name": "Long", "environments": [stage(1, name)], "deployments": [deployed]}
    path.write_text(deployment_report([definition], str(TEMPLATE)))
    page.look_like(width)
    page.open(path)
    page.screenshot(tmp_path / "long.png")
    assert page.value(BROKEN) == []
    assert page.value("document.documentElement.scrollWidth") <= width


def test_no_name_became_markup(page: Page, report: Path) -> None:
    page.look_like(DESKTOP)
    page.open(report)
    assert page.value("document.querySelectorAll('script').length") == 1
    assert page.value("document.querySelectorAll('img, b b, h1 b, iframe').length") == 0
    assert page.value("document.title") == "What runs where <b>&"
    links = page.value("[...document.querySelectorAll('a')].map(one => one.protocol)")
    assert set(links) <= {"file:", "https:"}


def test_styles_and_ages_are_there(page: Page, report: Path) -> None:
    """So the content security policy lets these two in."""
    page.look_like(DESKTOP, scheme="dark")
    page.open(report)
    assert page.value("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 27)"
    assert "ago" in page.value("document.querySelector('time .age').textContent")


def test_the_policy_stops_what_is_not_of_the_page(page: Page, report: Path, tmp_path: Path) -> None:
    """The page with what a name would be if it were not escaped: nothing runs, nothing is asked for."""
    poisoned = tmp_path / "poisoned.html"
    attack = "<script>document.title = 'owned'</script><img src='https://evil.example/x.png'><p style='color: red'>"
    poisoned.write_text(report.read_text().replace("<main>", f"<main>{attack}"))
    page.open(poisoned)
    assert page.value("document.title") != "owned"
    assert [*page.requests.values()] == [poisoned.as_uri()]
    assert page.stopped == ["https://evil.example/x.png"]
    assert page.complaints != []


def test_the_search_leaves_what_has_the_words(page: Page, report: Path) -> None:
    page.look_like(DESKTOP)
    page.open(report)
    page.value("search.value = 'noah'; search.dispatchEvent(new Event('input'))")
    assert page.value("[...document.querySelectorAll('article:not([hidden]) h2')].map(one => one.textContent)") == [
        "Website"
    ]
    assert page.value("document.getElementById('found').textContent") == "1 of 9"
