# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The toy collection and its server, for the tests of this folder."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.devops.release_management.tests.unit.plugins.plugin_utils.toy.playbooks import (
    FILES,
    Playbooks,
    ToyServer,
    playbooks_in,
)

TOY = Path(__file__).parent / "toy"


@pytest.fixture(scope="session")
def _toy_server() -> Iterator[ToyServer]:
    server = ToyServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self.answer(server.documents.get(self.path[1:]))

        def do_PUT(self) -> None:
            document = json.loads(self.rfile.read(int(self.headers["content-length"])))
            time.sleep(server.seconds_per_write)
            server.documents[self.path[1:]] = document
            self.answer(document)

        def answer(self, document: Any) -> None:
            server.requests.append((self.command, self.path))
            server.tokens.append(self.headers["authorization"])
            server.connections.add(self.client_address[1])
            body = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    server.url = f"http://127.0.0.1:{listener.server_port}"
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    yield server
    listener.shutdown()


@pytest.fixture
def server(_toy_server: ToyServer) -> ToyServer:
    _toy_server.forget()
    return _toy_server


@pytest.fixture(scope="session")
def _toy_collections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("collections")
    for source, target in FILES.items():
        path = tree / "ansible_collections" / "fixture" / "toy" / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TOY / source, path)
    return tree


@pytest.fixture
def playbooks(tmp_path: Path, _toy_collections: Path, server: ToyServer) -> Playbooks:
    return playbooks_in(tmp_path, _toy_collections, server)
