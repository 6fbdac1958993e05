"""The web server: the chat, the article pages and the frame for other sites, in one FastAPI app."""

import re
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.archive import Archive
from index.errors import ArchiveError, ArticleNotFound
from qa.answering import AnswerChain
from qa.reader import Reader
from ui.chat import Chat, example_questions, mount
from ui.errors import InvalidOrigin, PortTaken
from ui.pages import Cited, article_page, message_page

__all__ = ["Address", "create_app", "parse_origin", "serve"]

_ORIGIN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])"
    r"(?::[0-9]{1,5})?"
)
_LAST_PORT = 65_535
# Gradio's page runs inline scripts and styles and compiles its templates; nothing comes from elsewhere.
_CHAT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'"
)
# An article is someone else's text: its page runs no script at all.
_ARTICLE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def parse_origin(text: str) -> str:
    """Return an origin as browsers send it: scheme://host[:port], in lower case.

    Raises:
        InvalidOrigin: it has a path, a wildcard, no scheme, or is otherwise none.
    """
    origin = text.strip().lower().removesuffix("/")
    if not _ORIGIN.fullmatch(origin):
        raise InvalidOrigin(
            f"not an origin: {text!r}; write scheme, host and port alone, as https://example.org"
        )
    port = re.search(r":([0-9]+)$", origin)
    if "[" in origin:
        raise InvalidOrigin(
            f"not an origin a policy can name: {text!r}; use a host name, as https://example.org"
        )
    if port and int(port[1]) > _LAST_PORT:
        raise InvalidOrigin(
            f"not an origin: {text!r}; ports go to {_LAST_PORT}, as in https://example.org:8000"
        )
    return re.sub(r"^(http://.*):80$|^(https://.*):443$", r"\1\2", origin)


class _Headers:
    """Adds the security headers to every response, without holding back what is streamed."""

    def __init__(self, app: ASGIApp, embed: Sequence[str]) -> None:
        self._app = app
        self._framing = " ".join(embed) or "'none'"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        policy = _ARTICLE_POLICY if path.startswith("/article/") else _CHAT_POLICY
        is_embed = path == "/embed" or path.startswith("/embed/")
        framing = self._framing if is_embed else "'none'"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = f"{policy}; frame-ancestors {framing}"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self._app(scope, receive, send_with_headers)


def create_app(archive: Archive, embed: Iterable[str] = (), reader: Reader | None = None) -> FastAPI:
    """Return the web app over an archive.

    Args:
        archive: what is asked.
        embed: the origins whose pages may show `/embed` in a frame; no others may.
        reader: what answers; the built-in one where it is not given.

    Raises:
        InvalidOrigin: one of them is none.
    """
    origins = tuple(dict.fromkeys(parse_origin(origin) for origin in embed))
    reader = reader or Reader(archive)
    archive.warm_up()
    reader.warm_up()
    chain = AnswerChain(archive, reader)
    chat = Chat(archive, chain, example_questions(archive, chain))
    app = FastAPI(title="Citedesk", docs_url=None, redoc_url=None, openapi_url=None)

    @app.api_route("/article/{article_id}", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def article(
        article_id: str,
        start: Annotated[int | None, Query()] = None,
        end: Annotated[int | None, Query()] = None,
        check: Annotated[str | None, Query(max_length=64)] = None,
        version: Annotated[str | None, Query(max_length=64)] = None,
    ) -> HTMLResponse:
        try:
            found = archive.article(article_id)
            versions = archive.versions(article_id)
        except ArticleNotFound:
            return HTMLResponse(message_page("This article is not in the archive."), 404)
        except ArchiveError as error:
            return HTMLResponse(message_page(str(error)), 503)
        return HTMLResponse(article_page(found, Cited(start, end, check, version), versions))

    @app.get("/embed")
    def embedded() -> RedirectResponse:
        return RedirectResponse("/embed/")  # a mounted app has its slash

    @app.get("/healthz", response_class=PlainTextResponse)
    def healthz() -> str:
        return f"ok {archive.generation}"

    mount(app, chat, "/embed")
    mount(app, chat, "/")
    app.add_middleware(_Headers, embed=origins)
    return app


@dataclass(frozen=True, slots=True)
class Address:
    """Where the app is served: a host's name or number, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def serve(
    archive: Archive, reader: Reader, address: Address, embed: Sequence[str], say: Callable[[str], None]
) -> None:
    """Serve the app until it is stopped.

    Raises:
        PortTaken: the address cannot be had.
    """
    for origin in embed:
        parse_origin(origin)
    _check_free(address.host, address.port)
    say("Loading the encoder and the reader …")
    app = create_app(archive, embed, reader)
    say(f"Citedesk is open at {address} (stop with Ctrl+C)")
    uvicorn.run(app, host=address.host, port=address.port, log_level="warning")


def _check_free(host: str, port: int) -> None:
    if not 0 <= port <= _LAST_PORT:
        raise PortTaken(f"cannot serve at {host}:{port}: ports go to {_LAST_PORT}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PortTaken(
            f"cannot serve at {host}:{port} ({reason}): choose another with --port or --host"
        ) from error
