"""Who is who in someone's own tables: the IRI of every label and id, and the labels that would share one."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b
from typing import NamedTuple

from kg.errors import quoted
from kg.schema import slug

__all__ = ["Found", "Register"]


class Found(NamedTuple):
    """A thing by IRI and label; or, where it cannot be told, the fault."""

    iri: str
    label: str
    fault: str = ""


class Register:
    """The things of one source below ``space``.

    >>> register = Register("https://example.org/ward/")
    >>> register.own("role", "Staff nurse").iri
    'https://example.org/ward/role/staff-nurse'
    >>> register.refer("role", "Staff Nurse").fault
    "'Staff Nurse' and 'Staff nurse' would be one role; spell them alike, or give each an id"
    """

    def __init__(self, space: str) -> None:
        self._space = space
        self._of_iri: dict[str, tuple[str, str]] = {}
        self._of_id: dict[tuple[str, str], str] = {}
        self._of_label: dict[tuple[str, str], list[str]] = {}

    def own(self, kind: str, label: str, code: str = "") -> Found:
        """The thing that a row is about, by its id, or else by its label."""
        if not code:
            return self._labelled(kind, label)
        iri = f"{self._space}{kind}/{_part(code)}"
        known = self._of_iri.setdefault(iri, (label, code))
        if known == (label, code):
            self._of_id[kind, code] = iri
            if iri not in self._of_label.setdefault((kind, label), []):
                self._of_label[kind, label].append(iri)
            return Found(iri, label)
        there = f"{quoted(known[0])}, id {quoted(known[1])}" if known[1] else quoted(known[0])
        return Found("", "", f"{quoted(label)}, id {quoted(code)}, would be one {kind} with {there}")

    def refer(self, kind: str, text: str) -> Found:
        """The thing that a row names by its id or label."""
        iri = self._of_id.get((kind, text))
        return Found(iri, self._of_iri[iri][0]) if iri else self._labelled(kind, text)

    def _labelled(self, kind: str, label: str) -> Found:
        """The thing of this label; a new one where there is none."""
        there = self._of_label.get((kind, label), [])
        if len(there) > 1:
            return Found(
                "", "", f"{quoted(label)} is the label of {len(there)} things of the kind {kind}; name one by its id"
            )
        iri = there[0] if there else f"{self._space}{kind}/{_part(label)}"
        known, _ = self._of_iri.setdefault(iri, (label, ""))
        if known != label:
            fault = f"{quoted(label)} and {quoted(known)} would be one {kind}; spell them alike, or give each an id"
            return Found("", "", fault)
        self._of_label[kind, label] = [iri]
        return Found(iri, label)


def _part(label: str) -> str:
    """The part of an IRI that stands for a label: its slug; with a digest where that would lose letters of a script.

    >>> _part("Wound care"), _part("Pfleger/in"), _part("看護師")
    ('wound-care', 'pfleger-in', 'ea688531')
    """
    letters = (sign for sign in label if sign.isalpha() and not sign.isascii())
    latin = all(unicodedata.name(sign, "").startswith("LATIN") for sign in letters)
    part = slug(label)
    if part and latin:
        return part
    return f"{part}-{blake2b(label.encode(), digest_size=4).hexdigest()}".strip("-")
