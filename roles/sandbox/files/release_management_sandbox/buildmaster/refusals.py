# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What BuildMaster answers when it does not do what it was asked: plain text, no envelope."""

from __future__ import annotations

from release_management_sandbox.answers import HTML, TEXT, Answer

NO_PERMISSION = "The specified API key does not have the proper permissions to perform this action."
"""The sentence of the API's overview page; the pages of the endpoints say that the body is empty."""

_NOT_FOUND_PAGE = "<!DOCTYPE html>\n<html><head><title>404 - Not Found</title></head><body>Not Found</body></html>\n"


class Refusal(Exception):
    """A request that is not carried out, with its status and a text. [I] The wording of every text but `NO_PERMISSION`."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.text = text
        self.status = status

    def answer(self) -> Answer:
        return Answer(self.text, self.status, media_type=TEXT, versioned=False)


def forbidden(*, with_text: bool) -> Answer:
    """403 without a body, or with the sentence: the documents have both."""
    if with_text:
        return Refusal(NO_PERMISSION, 403).answer()
    return Answer(None, 403, media_type="", versioned=False)


def no_such_route() -> Answer:
    """[I] The web server's own page for a path that no endpoint of this version has."""
    return Answer(_NOT_FOUND_PAGE, 404, media_type=HTML, versioned=False)
