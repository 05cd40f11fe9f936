# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bodies that are written to a file while they come."""

from __future__ import annotations

import errno
import gzip
import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from scripted_server import Reply, Reset, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    InterruptedError_,
    UnavailableError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport import bodies
from ansible_collections.devops.release_management.plugins.module_utils._transport.header_credentials import (
    personal_access_token,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import (
    HttpSession,
    SessionOptions,
)

CONTENT = bytes(range(256)) * 4096  # a mebibyte: several chunks
ZIP = "application/zip"
SIGNATURE = "sv=2021&sig=c2VjcmV0LXNpZ25hdHVyZQ"


def open_session(**options: Any) -> HttpSession:
    return HttpSession(personal_access_token("tok-1"), SessionOptions(**{"first_pause": 0.01, "timeout": 5, **options}))


def download(url: str, session: HttpSession | None = None) -> bytes:
    target = io.BytesIO()
    answer = (session or open_session()).send("GET", url, target=target)
    assert (answer.is_success, answer.content) == (True, b"")
    return target.getvalue()


def content(**more: Any) -> Reply:
    return Reply(content=CONTENT, content_type=ZIP, **more)


# --- whole or not at all


def test_the_body_goes_into_the_file(server: ScriptedServer) -> None:
    server.script = [content()]
    assert download(f"{server.url}/a") == CONTENT


def test_it_is_never_in_memory_as_a_whole(server: ScriptedServer) -> None:
    server.script = [content()]
    written: list[int] = []

    class Target(io.BytesIO):
        def write(self, chunk: Any) -> int:
            written.append(len(chunk))
            return super().write(chunk)

    open_session().send("GET", f"{server.url}/a", target=Target())
    assert sum(written) == len(CONTENT)
    assert max(written) <= bodies.CHUNK < len(CONTENT)


@pytest.mark.parametrize("cut", [0, 1, 300_000, len(CONTENT) - 1])
def test_a_body_that_is_cut_off_is_fetched_again_from_its_start(server: ScriptedServer, cut: int) -> None:
    server.script = [content(cut=cut), content(cut=cut), content()]
    assert download(f"{server.url}/a") == CONTENT
    assert len(server.requests) == 3


@pytest.mark.parametrize("first", [Reset(), Reply(503), Reply(429, headers={"Retry-After": "0"})], ids=repr)
def test_it_is_repeated_like_any_read(server: ScriptedServer, first: Reply | Reset) -> None:
    server.script = [first, content()]
    assert download(f"{server.url}/a") == CONTENT


def test_one_that_is_always_cut_off_fails_after_the_retries(server: ScriptedServer) -> None:
    server.script = [content(cut=10)] * 9
    with pytest.raises(UnexpectedAnswerError, match="cut off"):
        download(f"{server.url}/a", open_session(retries=2))
    assert len(server.requests) == 3


def test_a_longer_beginning_of_an_earlier_attempt_does_not_remain(server: ScriptedServer) -> None:
    server.script = [content(cut=900_000), Reply(content=b"short", content_type=ZIP)]
    assert download(f"{server.url}/a") == b"short"


def test_a_packed_body_is_unpacked_and_its_length_is_that_of_the_wire(server: ScriptedServer) -> None:
    packed = gzip.compress(CONTENT)
    headers = {"Content-Encoding": "gzip"}
    server.script = [
        Reply(content=packed, content_type=ZIP, headers=headers, cut=len(packed) - 3),
        Reply(content=packed, content_type=ZIP, headers=headers),
    ]
    assert download(f"{server.url}/a") == CONTENT
    assert len(server.requests) == 2


@contextmanager
def chunked_server(*bodies_sent: bytes) -> Iterator[str]:
    """Answers request after request with a chunked body as it is given, and closes the connection."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for body in bodies_sent:
            connection, _peer = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\n")
                connection.sendall(b"Transfer-Encoding: chunked\r\n\r\n" + body)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/a"
        thread.join(5)


@pytest.mark.parametrize("cut", [b"4\r\nabcd\r\n", b"4\r\nabcd\r\n8\r\nef", b"4\r\nabcd\r\n8"], ids=repr)
def test_chunks_that_end_too_early_are_fetched_again(cut: bytes) -> None:
    with chunked_server(cut, b"4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n") as url:
        assert download(url) == b"abcdef"


def test_silence_is_a_failure() -> None:
    # Nobody accepts what comes to the backlog: the connection is there and says nothing.
    with chunked_server() as url, pytest.raises(UnavailableError, match="longer than the option timeout"):
        download(url, open_session(timeout=0.2, retries=0))


# --- what is no success


def test_a_refusal_is_read_whole_and_the_file_stays_empty(server: ScriptedServer) -> None:
    server.script = [Reply(404, document={"message": "gone"})]
    target = io.BytesIO()
    answer = open_session().send("GET", f"{server.url}/a", target=target)
    assert (answer.status, answer.document, target.getvalue()) == (404, {"message": "gone"}, b"")


def test_a_full_disk_is_no_trouble_of_the_network(server: ScriptedServer) -> None:
    server.script = [content()]

    class Full(io.BytesIO):
        def write(self, chunk: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left") as caught:
        open_session().send("GET", f"{server.url}/a", target=Full())
    assert caught.value.errno == errno.ENOSPC
    assert len(server.requests) == 1


def test_it_ends_between_two_chunks_when_the_task_is_cancelled(server: ScriptedServer) -> None:
    server.script = [content()]
    session = open_session()

    class Target(io.BytesIO):
        def write(self, chunk: Any) -> int:
            session.cancelled.set()
            return super().write(chunk)

    target = Target()
    with pytest.raises(InterruptedError_):
        session.send("GET", f"{server.url}/a", target=target)
    assert 0 < len(target.getvalue()) < len(CONTENT)


# --- redirects


def redirect_to(url: str, status: int = 302) -> Reply:
    return Reply(status, headers={"Location": url, "Set-Cookie": "UserAuthentication=cookie-secret; path=/"})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_it_is_followed_to_another_host_without_credentials(
    server: ScriptedServer, other_server: ScriptedServer, status: int
) -> None:
    server.script = [redirect_to(f"{other_server.url}/blob?{SIGNATURE}", status)]
    other_server.script = [content()]
    assert download(f"{server.url}/a") == CONTENT
    assert "authorization" in server.requests[0].headers
    assert other_server.requests[0].raw_path == f"/blob?{SIGNATURE}"
    assert "authorization" not in other_server.requests[0].headers
    assert "cookie" not in other_server.requests[0].headers


def test_on_the_same_server_it_keeps_them(server: ScriptedServer) -> None:
    server.script = [redirect_to("/b"), content()]
    assert download(f"{server.url}/a") == CONTENT
    assert [("authorization" in seen.headers) for seen in server.requests] == [True, True]


def test_no_other_host_can_send_the_credentials_anywhere(server: ScriptedServer, other_server: ScriptedServer) -> None:
    server.script = [redirect_to(f"{other_server.url}/b"), content()]
    other_server.script = [redirect_to(f"{server.url}/somewhere")]
    assert download(f"{server.url}/a") == CONTENT
    assert "authorization" not in server.requests[1].headers


def test_a_cut_off_body_of_the_other_host_is_asked_for_anew(
    server: ScriptedServer, other_server: ScriptedServer
) -> None:
    """The signed address may have run out by then, so it begins at our server."""
    server.script = [redirect_to(f"{other_server.url}/1"), redirect_to(f"{other_server.url}/2")]
    other_server.script = [content(cut=10), content()]
    assert download(f"{server.url}/a") == CONTENT
    assert [seen.path for seen in other_server.requests] == ["/1", "/2"]


def test_no_message_has_the_signature(server: ScriptedServer, other_server: ScriptedServer) -> None:
    server.script = [redirect_to(f"{other_server.url}/blob?{SIGNATURE}")] * 2
    other_server.script = [Reset(), content(cut=3)]
    for expected in (UnavailableError, UnexpectedAnswerError):
        with pytest.raises(expected) as caught:
            download(f"{server.url}/a", open_session(retries=0))
        assert "/blob" in str(caught.value)
        assert "sig" not in f"{caught.value} {caught.value.details}"


def test_an_answer_that_is_no_download_is_not_followed_to_another_host(
    server: ScriptedServer, other_server: ScriptedServer
) -> None:
    server.script = [redirect_to(f"{other_server.url}/b")]
    assert open_session().send("GET", f"{server.url}/a").status == 302
    assert other_server.requests == []


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/a"])
def test_it_is_followed_on_the_web_only(server: ScriptedServer, target: str) -> None:
    server.script = [redirect_to(target)]
    file = io.BytesIO()
    assert open_session().send("GET", f"{server.url}/a", target=file).status == 302
    assert file.getvalue() == b""


def test_it_ends_when_it_leads_on_for_ever(server: ScriptedServer) -> None:
    server.script = [redirect_to("/a")] * 50
    assert open_session().send("GET", f"{server.url}/a", target=io.BytesIO()).status == 302
    assert len(server.requests) == 6
