"""What every address of the interface does alike: read a question, answer it in a form, refuse it in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol, TypeVar

from flask import Response, jsonify, request

from dashboard.problems import Problem
from indicators import answers
from indicators.answers import UnknownChoice
from indicators.confidentiality import NotAttackable
from indicators.relations import NotRelatable

Found = TypeVar("Found")
View = Callable[[], Response | tuple[Response, int]]


class Read(Protocol):
    """A choice out of an address, with what is wrong with it."""

    @property
    def problems(self) -> tuple[Problem, ...]: ...


Choice = TypeVar("Choice", bound=Read)


def answering(ask: Callable[[], Found], form: Callable[[Found], Response]) -> View:
    """The view of an address: what `ask` finds, put into a form; a bad question gets 400 and a German sentence.

    A missing store is nobody's question: it goes on to `dashboard.failures`.
    """

    def view() -> Response | tuple[Response, int]:
        try:
            return form(ask())
        except (UnknownChoice, NotRelatable, NotAttackable) as problem:
            return jsonify(error=str(problem)), 400

    return view


def asked(parameters: Collection[str], *, several: str = "") -> dict[str, str]:
    """The parameters of the address, each known and given once. Raises UnknownChoice.

    `several`: how more than one is written where that is possible, as a sentence.
    """
    strange = sorted(name for name in request.args if name not in parameters)
    if strange:
        named = answers.shortened(", ".join(strange))
        raise UnknownChoice(f"Unbekannter Parameter: {named}. Möglich: {', '.join(parameters) or 'keiner'}.")
    repeated = sorted(name for name, given in request.args.lists() if len(given) > 1)
    if repeated:
        raise UnknownChoice(f"Mehr als einmal angegeben: {', '.join(repeated)}. {several}".strip())
    return request.args.to_dict()


def sound(chosen: Choice) -> Choice:
    """The choice itself. Raises UnknownChoice when anything in its address is wrong.

    A page shows the nearest view and says so; a file would carry the figures of something else without a word.
    """
    if chosen.problems:
        raise UnknownChoice(" ".join(problem.reason for problem in chosen.problems))
    return chosen


def attachment(text: str, kind: str, name: str) -> Response:
    """A text as a file to be saved; `kind` is its media type."""
    return Response(
        text.encode("utf-8"),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
