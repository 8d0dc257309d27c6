"""What a cleaner says: a `Fault` refuses a cell, a note tells of something mended.

A rule is a stable code ("id_check_digit"); its two sentences stand in `sentences.py`.
Facts fill the sentences (a position, a limit, the labels of a choice) and hold no
personal data: the caller adds the place and the masked value.
"""

from typing import NamedTuple

from exchange.cleaning.sentences import FAULTS, NOTES


class Fault(Exception):
    """This cell cannot be taken over.

    `rule` is the stable code, `message` says what is wrong, `remedy` how to mend it.
    Both are put into the reader's language when they are read. A rule of another module
    brings its own sentences; one of ours finds them in `sentences.FAULTS`.
    """

    def __init__(self, rule: str, message=None, remedy=None, **facts):
        super().__init__(rule)
        self.rule, self.facts = rule, facts
        self._sentences = (message, remedy or "") if message else FAULTS[rule]

    @property
    def message(self) -> str:
        """What is wrong, in the language that is active now."""
        return _filled(self._sentences[0], self.facts)

    @property
    def remedy(self) -> str:
        """How to mend it, in the language that is active now."""
        return _filled(self._sentences[1], self.facts)

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


class Note(NamedTuple):
    """Something worth telling about a cell that was taken over.

    `kept` is the cell as it stood, where the value lost a part of it (the second of two
    phone numbers). It may be personal: it belongs into the remark, never into a log.
    """

    code: str
    kept: str = ""

    @property
    def sentence(self) -> str:
        """What was mended, in the language that is active now."""
        return str(NOTES[self.code])


class Notes(list[Note]):
    """The notes of one row. Callers make one and `clear()` it; most rows add nothing."""

    def add(self, code: str, kept: str = "") -> None:
        self.append(Note(code, kept))


def note(notes: Notes | None, code: str, kept: str = "") -> None:
    """Adds a note if anybody listens."""
    if notes is not None:
        notes.append(Note(code, kept))


def _filled(sentence, facts: dict) -> str:
    return str(sentence) % facts if facts else str(sentence)
