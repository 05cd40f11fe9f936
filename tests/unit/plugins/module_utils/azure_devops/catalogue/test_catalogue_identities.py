# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""People and groups, as approvals and owners name them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    NotFoundError,
    UnknownNameError,
)

OPTION = "environments[0].pre_deploy_approvals.approvers[0]"


def identity(number: int, display: str, account: str, mail: str = "", **more: Any) -> dict[str, Any]:
    """Describe an identity as servers answer it."""
    properties = {"Account": account, "Mail": mail, "Domain": more.pop("domain", "")}
    return {
        "id": guid(number),
        "providerDisplayName": display,
        "isActive": True,
        "properties": {key: {"$type": "System.String", "$value": value} for key, value in properties.items()},
        **more,
    }


def guid(number: int) -> str:
    return f"{number:08x}-2002-40cb-8bd7-6fe3e33a7f71"


JAMAL = identity(1, "Jamal Hartnett", "fabrikamfiber4@hotmail.com", "fabrikamfiber4@hotmail.com")
CHUCK = identity(2, "Chuck Reinhart", "chuck", "chuck@fabrikam.example", domain="FABRIKAM")
NAMESAKE = identity(3, "Chuck Reinhart", "chuck2", "chuck2@fabrikam.example", domain="FABRIKAM")
LEFT = identity(4, "Johnnie McLeod", "johnnie", "johnnie@fabrikam.example", isActive=False)
GROUP = identity(5, "[Fabrikam]\\Release Approvers", "Release Approvers", isContainer=True)
OTHER_GROUP = identity(6, "[Contoso]\\Release Approvers", "Release Approvers", isContainer=True)
EVERYBODY = [JAMAL, CHUCK, NAMESAKE, LEFT, GROUP, OTHER_GROUP]


def search(asked: dict[str, Any]) -> list[Any]:
    """Answer a search as servers do: who has a name that begins with the text; a null for an id that nobody has."""
    if "identityIds" in asked:
        return [next((one for one in EVERYBODY if one["id"] == asked["identityIds"]), None)]
    assert asked["searchFilter"] == "General"
    return [one for one in EVERYBODY if any(name.startswith(asked["filterValue"].casefold()) for name in names(one))]


def names(one: dict[str, Any]) -> list[str]:
    values = [one["providerDisplayName"], *(value["$value"] for value in one["properties"].values())]
    return [value.casefold() for value in values]


@pytest.fixture(autouse=True)
def people(server):
    server.listings["identities.search"] = search


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Jamal Hartnett", 1),
        ("jamal hartnett", 1),
        ("FabrikamFiber4@hotmail.com", 1),
        ("chuck", 2),
        ("CHUCK@fabrikam.example", 2),
        ("[Fabrikam]\\Release Approvers", 5),
        ("[contoso]\\release approvers", 6),
    ],
)
def test_accounts_mail_addresses_and_display_names(catalogue, name, number):
    assert catalogue.id_of("identity", name, OPTION) == guid(number)


def test_an_account_may_be_written_with_its_domain(server, catalogue):
    server.listings["identities.search"] = [CHUCK, NAMESAKE]

    assert catalogue.id_of("identity", "fabrikam\\chuck2", OPTION) == guid(3)


def test_a_descriptor_is_accepted_and_not_shown(server, catalogue):
    described = [{**CHUCK, "subjectDescriptor": "aad.abc1"}, {**NAMESAKE, "subjectDescriptor": "aad.abc2"}]
    server.listings["identities.search"] = described

    assert catalogue.id_of("identity", "aad.abc2", OPTION) == guid(3)
    with pytest.raises(AmbiguousNameError) as caught:
        catalogue.id_of("identity", "Chuck Reinhart", OPTION)
    assert "aad.abc" not in str(caught.value)


def test_a_custom_display_name_counts(server, catalogue):
    server.listings["identities.search"] = [{**JAMAL, "customDisplayName": "Jamal H."}]

    assert catalogue.id_of("identity", "jamal h.", OPTION) == guid(1)


def test_an_account_beats_a_display_name(server, catalogue):
    server.listings["identities.search"] = [identity(8, "chuck", "someone"), CHUCK]

    assert catalogue.id_of("identity", "chuck", OPTION) == guid(2)


def test_one_request_for_each_distinct_name(server, catalogue):
    for name in ("Jamal Hartnett", "jamal hartnett", "chuck", "Jamal Hartnett"):
        catalogue.id_of("identity", name, OPTION)

    assert server.asked == [
        ("identities.search", {"searchFilter": "General", "filterValue": "Jamal Hartnett"}),
        ("identities.search", {"searchFilter": "General", "filterValue": "chuck"}),
    ]


def test_namesakes_are_listed_with_account_and_mail(catalogue):
    with pytest.raises(AmbiguousNameError) as caught:
        catalogue.id_of("identity", "Chuck Reinhart", OPTION)

    assert str(caught.value).startswith(f"{OPTION}: The user or group 'Chuck Reinhart' is ambiguous")
    for text in ("FABRIKAM\\chuck", "chuck@fabrikam.example", "FABRIKAM\\chuck2", "chuck2@fabrikam.example"):
        assert text in str(caught.value)


def test_groups_of_several_projects_are_listed_with_their_projects(catalogue):
    with pytest.raises(AmbiguousNameError) as caught:
        catalogue.id_of("identity", "Release Approvers", OPTION)

    assert "[Fabrikam]\\Release Approvers" in str(caught.value)
    assert "[Contoso]\\Release Approvers" in str(caught.value)


def test_the_one_active_namesake_is_meant(server, catalogue):
    server.listings["identities.search"] = [{**CHUCK, "isActive": False}, NAMESAKE]

    assert catalogue.id_of("identity", "Chuck Reinhart", OPTION) == guid(3)


def test_who_has_left_is_refused(catalogue):
    with pytest.raises(DeclarationError, match=r"'Johnnie McLeod' is not active any more") as caught:
        catalogue.id_of("identity", "Johnnie McLeod", OPTION)

    assert caught.value.option == OPTION
    assert not isinstance(caught.value, UnknownNameError)


def test_who_has_left_is_still_where_he_is_named(catalogue):
    here = catalogue.id_of_person("Johnnie McLeod", OPTION, standing=[LEFT["id"].upper()])
    assert here == LEFT["id"]
    with pytest.raises(DeclarationError, match="is not active any more"):
        catalogue.id_of_person("Johnnie McLeod", OPTION, standing=[CHUCK["id"]])


def test_the_active_namesake_is_meant_also_where_the_other_one_is_named(server, catalogue):
    server.listings["identities.search"] = [{**CHUCK, "isActive": False}, NAMESAKE]
    assert catalogue.id_of_person("Chuck Reinhart", OPTION, standing=[CHUCK["id"]]) == NAMESAKE["id"]


def test_a_search_that_brings_up_others_is_no_match(catalogue):
    with pytest.raises(UnknownNameError, match="Did you mean 'Jamal Hartnett'") as caught:
        catalogue.id_of("identity", "Jamal Hart", OPTION)

    assert caught.value.option == OPTION


def test_near_misses_of_a_name_that_the_search_does_not_find(catalogue):
    with pytest.raises(UnknownNameError, match="Did you mean 'Jamal Hartnett'"):
        catalogue.id_of("identity", "Jamal Hratnett", OPTION)


def test_nobody_near(catalogue):
    with pytest.raises(UnknownNameError, match="There is no user or group 'Nobody at all' on this server"):
        catalogue.id_of("identity", "Nobody at all", OPTION)


def test_a_search_that_fails_is_nobody_missing(server, catalogue):
    server.listings["identities.search"] = NotFoundError("No such address.", status=404)

    with pytest.raises(NotFoundError) as caught:
        catalogue.id_of("identity", "Jamal Hartnett", OPTION)

    assert str(caught.value) == f"{OPTION}: Cannot look up the user or group 'Jamal Hartnett': No such address."


def test_names_of_ids(server, catalogue):
    assert catalogue.known_name_of("identity", guid(1)) is None
    assert server.asked == []
    assert catalogue.name_of("identity", guid(99)) is None
    assert catalogue.name_of("identity", guid(2)) == "FABRIKAM\\chuck"
    assert catalogue.name_of("identity", guid(5)) == "[Fabrikam]\\Release Approvers"
    assert catalogue.known_name_of("identity", guid(5).upper()) == "[Fabrikam]\\Release Approvers"


def test_who_was_searched_for_is_known(server, catalogue):
    catalogue.id_of("identity", "Jamal Hartnett", OPTION)

    assert catalogue.name_of("identity", guid(1)) == "fabrikamfiber4@hotmail.com"
    assert len(server.asked) == 1
