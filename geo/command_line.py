"""German command lines: what is wrong with a call is said in one sentence, and so is a Python without the packages.

Imports nothing but the standard library: it is what still works where everything else is missing.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from geo.echo import shortened

WITHOUT_ENVIRONMENT = (
    "Das Paket „{name}“ fehlt in diesem Python. Bitte einmal „make run“ ausführen und dann in diesem Fenster "
    "„source .venv/bin/activate“."
)
COMMAND = "command"
"""How parsers call what chooses among their commands."""
OTHERWISE = "So kann der Befehl nicht ausgeführt werden."
REASONS = (
    (rf"the following arguments are required: {COMMAND}", "Es fehlt der Befehl."),
    (r"the following arguments are required: (.+)", "Es fehlt: {0}."),
    (r"unrecognized arguments: (.+)", "Diese Angabe kennt der Befehl nicht: {0}."),
    (r"argument (.+?): expected .+ arguments?", "Nach {0} fehlt die Angabe."),
    (r"argument (.+?): not allowed with argument (.+)", "{0} und {1} gehen nicht zusammen."),
    (rf"argument {COMMAND}: invalid choice: '(.*?)' .+", "Den Befehl „{0}“ gibt es nicht."),
    (r"argument (.+?): invalid choice: '(.*?)' \(choose from (.+)\)", "{0} „{1}“ gibt es nicht; möglich: {2}."),
    (r"argument ([^:]+): („.+)", "{0}: {1}."),
)
"""What argparse says -> what is said instead; the last are sentences of our own types."""


class CallRefused(Exception):
    """The command cannot be carried out; the message is a German sentence."""


class _Help(argparse.HelpFormatter):
    """Says „Aufruf“ where argparse says "usage"."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Aufruf: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Raises CallRefused with what is wrong and how the call goes; its help is German."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False, allow_abbrev=False, formatter_class=_Help)
        self._positionals.title, self._optionals.title = "Angaben", "Zusätze"
        self.add_argument("-h", "--help", action="help", help="diese Hilfe zeigen")

    def error(self, message: str) -> NoReturn:
        usage = " ".join(self.format_usage().split())
        raise CallRefused(f"{reason(message)} {usage} (Hilfe: --help)")


def reason(message: str) -> str:
    """The German sentence for what argparse says in English."""
    for pattern, sentence in REASONS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            words = (word if word.startswith("„") else shortened(word.replace("'", "")) for word in found.groups())
            return sentence.format(*words)
    return OTHERWISE


def carried_out(work: Callable[[], None], refusals: tuple[type[Exception], ...] = ()) -> int:
    """Do the work. Returns the exit status: 0, or 2 with a sentence on standard error.

    `refusals`: what is raised with a German sentence as its message.
    """
    expected: tuple[type[Exception], ...] = (CallRefused, *refusals)
    try:
        work()
    except expected as problem:
        return _refused(str(problem))
    except ModuleNotFoundError as problem:  # started with another Python than the one of `make run`
        return _refused(WITHOUT_ENVIRONMENT.format(name=problem.name))
    except FileNotFoundError as problem:  # without a name it is ours and says so in German
        named = f"„{shortened(str(problem.filename))}“ gibt es nicht."
        return _refused(str(problem) if problem.filename is None else named)
    except PermissionError as problem:
        return _refused(f"Auf „{shortened(str(problem.filename))}“ darf nicht zugegriffen werden.")
    except KeyboardInterrupt:
        return _refused("Abgebrochen.")
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
    return 0


def _refused(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2
