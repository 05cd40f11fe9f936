# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What runs where, as HTML and as Markdown: what is told of deployments, and names that would be markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from reported_pipelines import HOSTILE, deployment, hostile, stage, website

from ansible_collections.devops.release_management.plugins.filter import deployment_report as plugin
from ansible_collections.devops.release_management.plugins.filter.deployment_report import deployment_report
from ansible_collections.devops.release_management.plugins.plugin_utils._report_diagram import diagram, fitted
from ansible_collections.devops.release_management.plugins.plugin_utils._report_overview import overview_of
from ansible_collections.devops.release_management.plugins.plugin_utils._report_states import state_of

TEMPLATES = Path(__file__).parents[4] / "roles" / "deployment_report" / "templates"
Document = dict[str, Any]


def page(*definitions: Document, **more: str) -> str:
    return deployment_report(list(definitions), str(TEMPLATES / "report.html.j2"), **more)


def markdown(*definitions: Document, **more: str) -> str:
    return deployment_report(list(definitions), str(TEMPLATES / "report.md.j2"), **more)


class Tags(HTMLParser):
    """The elements of a page, their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_html(name: str) -> None:
    parsed = Tags(page(*(one for one in hostile() if one["name"] == name), title=name))
    tags = [tag for tag, _attributes in parsed.elements]
    assert tags.count("script") == tags.count("style") == 1
    assert not {"img", "iframe", "object", "link", "base", "form"} & set(tags)
    assert name in parsed.texts
    for _tag, attributes in parsed.elements:
        assert not any(key.startswith("on") or key == "style" for key in attributes)
        assert str(attributes.get("href", "#")).startswith(("#", "https://"))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_a_table_of_markdown(name: str) -> None:
    text, ((first, second),) = without_code(markdown(*(one for one in hostile() if one["name"] == name)))
    assert (first[:2], second[:6]) == ("✓ ", "└─▶ … ")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {8}
    assert len(rows) == 4
    plain = re.sub(r"\\.", "", text)
    assert not set("`*[]<~$") & set(plain)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x09]", f"{text}{first}{second}")


def without_code(text: str) -> tuple[str, list[list[str]]]:
    """A Markdown text without its blocks of code, and the lines of these; a block ends where Markdown says."""
    rest, blocks, fence = [], [], ""
    for line in text.splitlines():
        if fence and re.fullmatch(rf" {{0,3}}`{{{len(fence)},}} *", line):
            fence = ""
        elif fence:
            blocks[-1].append(line)
        elif opened := re.match("(`{3,})text$", line):
            fence = opened[1]
            blocks.append([])
        else:
            rest.append(line)
    assert not fence
    return "\n".join(rest), blocks


def test_a_name_cannot_end_the_block_of_the_diagram() -> None:
    names = ("```", "`````", "~~~\n```")
    _rest, ((*lines,),) = without_code(
        markdown({"id": 1, "name": "a", "environments": [stage(1, one) for one in names]})
    )
    assert lines == ["– ```: nothing yet", "– `````: nothing yet", "– ~~~ ```: nothing yet"]


def test_the_diagram_in_markdown() -> None:
    _rest, (lines,) = without_code(markdown(website()))
    assert lines == [
        "✓ Dev: Release-5",
        "├─▶ ✕ QA: Release-4",
        "│   └─▶ ◐ Pre-Prod: Release-4 (and after Load test)",
        "│       └─▶ … Production: Release-3",
        "└─▶ ▶ Load test: nothing yet",
        "– Training: nothing yet",
    ]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-03-02T08:00:00Z", "today"),
        ("2026-03-02T23:59:00Z", "today"),
        ("2026-03-01T23:59:00Z", "yesterday"),
        ("2026-03-01T23:59:00-01:00", "today"),
        ("2026-02-28T00:00:00Z", "2 days ago"),
        ("2026-02-17T00:00:00Z", "13 days ago"),
        ("2026-02-16T00:00:00Z", "2 weeks ago"),
        ("2026-01-02T00:00:00Z", "8 weeks ago"),
        ("2026-01-01T00:00:00Z", "2 months ago"),
        ("2024-03-03T00:00:00Z", "24 months ago"),
        ("2024-03-01T00:00:00Z", "2 years ago"),
    ],
)
def test_the_age_of_a_deployment(moment: str, words: str) -> None:
    ended = deployment(1, "Release-1", completedOn=moment)
    definition = {"id": 1, "name": "a", "environments": [stage(1, "Dev")], "deployments": [ended]}
    text = markdown(definition, as_of="2026-03-02T09:30:00Z")
    assert f"UTC ({words}) | Chuck Reinhart |" in text
    assert f"UTC ({words}). Ages are of 2026-03-02 (UTC)." in text


def test_the_ages_of_one_day_are_the_same() -> None:
    """So a second run changes nothing."""
    one, other = (markdown(website(), as_of=f"2026-03-04T{hour}:00:00Z") for hour in ("00", "23"))
    assert one == other
    assert one != markdown(website(), as_of="2026-03-05T00:00:00Z")
    assert page(website(), as_of="2026-03-04T00:00:00Z") == page(website(), as_of="2027-03-04T00:00:00Z")


def test_without_a_moment_ages_are_of_now() -> None:
    ended = deployment(1, "Release-1", completedOn="2001-01-01T00:00:00Z")
    definition = {"id": 1, "name": "a", "environments": [stage(1, "Dev")], "deployments": [ended]}
    assert re.search(r"UTC \((2[5-9]|[3-9]\d) years ago\)", markdown(definition))


def test_a_moment_that_is_none_is_named() -> None:
    with pytest.raises(AnsibleFilterError, match=r"deployment_report: as_of: 'soon' is no point in time"):
        markdown(website(), as_of="soon")


def test_the_markdown_of_a_pipeline() -> None:
    text = markdown(website(), as_of="2026-03-03T00:00:00Z")
    assert "## Website\n\nIn \\\\Web.\n" in text
    assert (
        "| Dev | with the release | Release-5 | \\_CI 20260301.4 | Deployed | 2026-03-02 08:00 UTC (yesterday)"
        " | Chuck Reinhart |"
    ) in text
    assert (
        "| QA | last attempt | Release-5 | \\_CI 20260301.4 | Failed (attempt 2) | 2026-03-01 12:30 UTC"
        " (2 days ago) | Chuck Reinhart |"
    ) in text
    assert "| Training | by hand | – | – | Not deployed | – | – |" in text


def test_the_page_asks_for_nothing() -> None:
    text = page(website())
    assert not re.search(r"""(src|srcset|data|action)=["']?(https?:)?//|@import|url\(""", text)
    policy = next(value["content"] for tag, value in Tags(text).elements if tag == "meta" and value.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_the_same_deployments_give_the_same_files_in_any_order() -> None:
    one, other = [website(), *hostile()], [*reversed(hostile()), website()]
    assert page(*one) == page(*other)
    assert markdown(*one) == markdown(*other)


@pytest.mark.parametrize(
    ("status", "operation", "words"),
    [
        ("succeeded", "approved", "Deployed"),
        ("partiallySucceeded", "phasePartiallySucceeded", "Partly deployed"),
        ("failed", "phaseFailed", "Failed"),
        ("failed", "rejected", "Rejected"),
        ("notDeployed", "canceled", "Canceled"),
        ("failed", "canceled", "Canceled"),
        ("inProgress", "phaseInProgress", "In progress"),
        ("inProgress", "manualInterventionPending", "Waits for a manual intervention"),
        ("notDeployed", "queued", "Queued"),
        ("undefined", "scheduled", "Scheduled"),
        ("undefined", "undefined", "Not deployed"),
    ],
)
def test_the_state_in_words(status: str, operation: str, words: str) -> None:
    assert state_of({"deploymentStatus": status, "operationStatus": operation}).words == words


def test_who_is_asked_is_named_as_long_as_it_is_not_over() -> None:
    asked = [
        {"status": "pending", "approver": {"displayName": "Noah"}},
        {"status": "pending", "approver": {"uniqueName": "x@y"}},
    ]
    under_way = {"deploymentStatus": "inProgress", "operationStatus": "pending", "postDeployApprovals": asked}
    assert state_of(under_way).words == "Waits for Noah, x@y"
    assert state_of({**under_way, "deploymentStatus": "failed", "operationStatus": "rejected"}).words == "Rejected"


def test_what_follows_what() -> None:
    (pipeline,) = overview_of([website()]).pipelines
    drawn = diagram(pipeline.stages)
    columns = {box.stage.name: box.x for box in drawn.boxes}
    assert columns["Dev"] < columns["QA"] == columns["Load test"] < columns["Pre-Prod"] < columns["Production"]
    assert len(drawn.arrows) == 5
    assert diagram(pipeline.stages, True).width <= 360 - 2 * 20
    assert len({(box.x, box.y) for box in drawn.boxes}) == len(drawn.boxes)


def test_a_circle_of_stages_ends() -> None:
    definition = {"id": 1, "name": "a", "environments": [stage(1, "A", "B"), stage(2, "B", "A")]}
    assert "A" in page(definition)


def test_a_pipeline_of_which_little_is_known() -> None:
    bare = {"id": 1, "name": "Bare", "path": None, "environments": None, "deployments": None}
    odd = {"id": 2, "name": "Odd", "environments": [stage(1, "Dev")], "deployments": [{"definitionEnvironmentId": 1}]}
    assert "It has no stages." in page(bare)
    assert "Not deployed" in markdown(odd)
    assert "There is no pipeline here." in page()
    assert markdown().startswith("# What runs where\n\n0 pipelines.\n")


def test_a_moment_that_servers_write_for_none_is_none() -> None:
    never = deployment(1, "Release-1", completedOn="0001-01-01T00:00:00", startedOn=None, queuedOn=None)
    text = markdown({"id": 1, "name": "a", "environments": [stage(1, "Dev")], "deployments": [never]})
    assert "| Deployed | – |" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dev", "Dev"),
        ("x" * 600, f"{'x' * 16}…"),
        ("部署到生产环境部署到生产", "部署到生产环境部…"),
        ("a\u202eb\x00c", "a b c"),
    ],
)
def test_a_name_fits_its_box(text: str, shown: str) -> None:
    assert fitted(text) == shown


@pytest.mark.parametrize("wrong", [{"id": 1}, ["Website"], "Website", None])
def test_what_is_no_list_of_definitions(wrong: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="needs a list of release definitions"):
        deployment_report(wrong, str(TEMPLATES / "report.md.j2"))


def test_a_template_that_is_not_there_or_wrong_is_named(tmp_path: Path) -> None:
    with pytest.raises(AnsibleFilterError, match=r"none\.md\.j2"):
        deployment_report([], str(tmp_path / "none.md.j2"))
    (tmp_path / "wrong.md.j2").write_text("{{ report.pipelnes }}")
    with pytest.raises(AnsibleFilterError, match=r"wrong\.md\.j2: .*pipelnes"):
        deployment_report([], str(tmp_path / "wrong.md.j2"))


def test_the_documentation_has_the_default_title() -> None:
    options = yaml.safe_load(plugin.DOCUMENTATION)["options"]
    assert options["title"]["default"] in page()


# ------------------------------------------------------------------------------------------------------------- contrast


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "paper"])
def test_every_text_can_be_read(scheme: int) -> None:
    """WCAG AA: 4.5 to 1."""
    blocks = re.findall(r":root \{(.*?)\}", (TEMPLATES / "report.css").read_text(), re.DOTALL)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[scheme]))
    kinds = ("good", "partial", "bad", "busy", "waiting", "none")
    pairs = [(text, back) for text in ("text", "soft", "link") for back in ("page", "card")]
    pairs += [(kind, f"{kind}-back") for kind in kinds] + [("text", f"{kind}-back") for kind in kinds]
    poor = {pair: round(_contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: contrast for pair, contrast in poor.items() if contrast < 4.5} == {}
