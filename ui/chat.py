"""The chat in the browser: the only module that imports gradio."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import gradio as gr
from fastapi import FastAPI

from index.archive import Archive
from index.errors import CitedeskIndexError
from qa.answering import Answer, AnswerChain, Done, Said
from qa.errors import CitedeskAnswerError
from qa.languages import name_of
from qa.query import MOST_CHARACTERS, Query
from ui.render import headline, html_line, plain_html, reply_html, sentence_html

__all__ = ["Chat", "example_questions", "mount"]

_EXAMPLES = 3
# Questions that are answered at a time; more wait in line, and past the line's end are turned away.
_AT_A_TIME, _IN_LINE = 2, 64
_NO_UPLOADS = 1  # bytes: the chat takes no files, so nobody can fill the disk with them

_STYLE = """
footer { display: none !important; }
.cd-short { font-size: 1.15em; font-weight: 600; margin: 0 0 .4em; }
.cd-quote { border-left: .2em solid var(--color-accent); margin: .3em 0; padding: .1em 0 .1em .8em; }
.cd-note, .cd-abstain { margin: .2em 0; }
.cd-note { opacity: .8; font-style: italic; }
.cd-unsupported { text-decoration: underline wavy #c00; }
.cd-mark { text-decoration: none; font-weight: 600; white-space: nowrap; }
.cd-sources { margin-top: .8em; border-top: 1px solid var(--border-color-primary); font-size: .88em; }
.cd-source { margin-top: .5em; }
.cd-details { display: block; opacity: .75; }
.cd-words { display: block; opacity: .9; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.cd-source:hover .cd-words, .cd-abstain ~ .cd-sources .cd-words { white-space: normal; }
"""
_EMBED_STYLE = ".gradio-container { padding: 0 !important; max-width: none !important; }"


@dataclass(frozen=True, slots=True)
class Chat:
    """The chat over one archive."""

    archive: Archive
    chain: AnswerChain
    examples: tuple[str, ...]

    def respond(self, question: str, history: Sequence[object]) -> Iterator[str]:
        """Give the reply as HTML, growing sentence by sentence. The history is not read yet."""
        said = ""
        try:
            for event in self.chain.stream(Query(question)):
                match event:
                    case Said(sentence):
                        said += sentence_html(sentence)
                        yield f'<div class="cd-reply">{said}</div>'
                    case Done(reply):
                        yield reply_html(reply)
        except (CitedeskAnswerError, CitedeskIndexError) as error:
            yield plain_html(str(error))


def example_questions(archive: Archive, chain: AnswerChain) -> tuple[str, ...]:
    """Make questions of the newest headlines, and keep those that the chain answers."""
    kept: list[str] = []
    for article in archive.newest(4 * _EXAMPLES):
        title, is_headline = headline(article)
        question = f"What do the articles say about “{title}”?"
        if not is_headline or question in kept or len(question) > MOST_CHARACTERS:
            continue
        if isinstance(chain.invoke(question), Answer):
            kept.append(question)
        if len(kept) == _EXAMPLES:
            break
    return tuple(kept)


def mount(app: FastAPI, chat: Chat, path: str) -> None:
    """Put the chat into an app: the page at "/", or the frame for other sites at "/embed"."""
    is_embed = path != "/"
    gr.mount_gradio_app(
        app,
        _interface(chat, is_embed),
        path,
        css=_STYLE + (_EMBED_STYLE if is_embed else ""),
        theme=gr.themes.Soft(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        footer_links=[],
        show_error=False,
        max_file_size=_NO_UPLOADS,
        ssr_mode=False,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )


def _interface(chat: Chat, is_embed: bool) -> gr.Blocks:
    about = (
        "Answers are quoted from the articles; each number opens the article at the quoted words. "
        "Every question stands alone: say again whom and what you mean."
    )
    unread = chat.archive.status().unread
    if unread:
        about += f" Articles in {name_of(unread)} are found by their words, and are not answered from."
    chatbot = gr.Chatbot(
        label="Answers",
        show_label=False,
        height="calc(100vh - 11rem)" if is_embed else "calc(100vh - 17rem)",
        min_height=320,
        latex_delimiters=[],
        allow_tags=False,
        feedback_options=None,
        buttons=["copy"],
    )
    interface = gr.ChatInterface(
        chat.respond,
        chatbot=chatbot,
        textbox=gr.Textbox(
            placeholder="Ask the articles a question",
            max_length=MOST_CHARACTERS,
            show_label=False,
            submit_btn=True,
            stop_btn=True,
            autofocus=not is_embed,
            scale=7,
        ),
        title=None if is_embed else "Citedesk",
        description=f'<p class="cd-about">{html_line(about)}</p>',
        examples=[[question] for question in chat.examples] or None,
        flagging_mode="never",
        analytics_enabled=False,
        concurrency_limit=_AT_A_TIME,
        show_progress="minimal",
        api_visibility="private",
    )
    interface.queue(max_size=_IN_LINE)
    return interface
