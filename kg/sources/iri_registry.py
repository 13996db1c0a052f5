"""The IRI of every label and id in someone's own tables, and the labels that would share one."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final, NamedTuple

from kg.errors import quoted
from kg.schema import slug


class ResolvedIri(NamedTuple):
    """A concept by IRI and label; or, where it cannot be seen, the fault, and the concepts that it may be."""

    iri: str
    label: str
    fault: str = ""
    maybe: tuple[str, ...] = ()


class IriRegistry:
    """The entities of one source below ``base_iri``.

    >>> registry = IriRegistry("https://example.org/ward/")
    >>> registry.iri_of_row("role", "Staff nurse").iri
    'https://example.org/ward/role/staff-nurse'
    >>> registry.iri_of_reference("role", "Staff Nurse").fault
    "'Staff Nurse' and 'Staff nurse' would be one role; spell them alike, or give each an id"
    """

    def __init__(self, base_iri: str) -> None:
        self._base_iri = base_iri
        self._of_iri: dict[str, tuple[str, str]] = {}
        self._of_id: dict[tuple[str, str], str] = {}
        self._of_label: dict[tuple[str, str], list[str]] = {}
        self._id_forms: dict[str, set[str]] = {}
        self._referred: dict[tuple[str, str, bool], ResolvedIri] = {}

    def iri_of_row(self, kind: str, label: str, code: str = "") -> ResolvedIri:
        """The concept that a row is about, by its id, or else by its label."""
        self._referred.clear()
        if not code:
            return self._labelled(kind, label)
        iri = f"{self._base_iri}{kind}/{_iri_part(code)}"
        known = self._of_iri.setdefault(iri, (label, code))
        if known == (label, code):
            self._of_id[kind, code] = iri
            self._id_forms.setdefault(kind, set()).add(_id_form(code))
            if iri not in self._of_label.setdefault((kind, label), []):
                self._of_label[kind, label].append(iri)
            return ResolvedIri(iri, label)
        there = f"{quoted(known[0])}, id {quoted(known[1])}" if known[1] else quoted(known[0])
        return ResolvedIri("", "", f"{quoted(label)}, id {quoted(code)}, would be one {kind} with {there}", (iri,))

    def iri_of_reference(self, kind: str, text: str, *, by_id: bool = False) -> ResolvedIri:
        """The concept that a row names by its id or label, or ``by_id`` alone.

        What is not known is a new concept, unless it has the form of an id.
        """
        asked = kind, text, by_id
        found = self._referred.get(asked)
        if found is None:
            found = self._referred[asked] = self._iri_of_reference(*asked)
        return found

    def _iri_of_reference(self, kind: str, text: str, by_id: bool) -> ResolvedIri:
        if iri := self._of_id.get((kind, text)):
            return ResolvedIri(iri, self._of_iri[iri][0])
        form = _id_form(text)
        if not any(self.names(kind, text)) and (by_id or (form and form in self._id_forms.get(kind, ()))):
            return ResolvedIri("", "", f"no table gives the name of {quoted(text)}")
        return self._labelled(kind, text)

    @property
    def has_ids(self) -> bool:
        """Whether a row has given an id."""
        return bool(self._of_id)

    def names(self, kind: str, text: str) -> tuple[bool, bool]:
        """Whether a text is the id of an entity, and whether it is a label."""
        return (kind, text) in self._of_id, (kind, text) in self._of_label

    def _labelled(self, kind: str, label: str) -> ResolvedIri:
        """The concept of this label; a new one where there is none."""
        there = self._of_label.get((kind, label), [])
        if len(there) > 1:
            fault = f"{quoted(label)} is the label of {len(there)} entities of the kind {kind}; name one by its id"
            return ResolvedIri("", "", fault, tuple(there))
        iri = there[0] if there else f"{self._base_iri}{kind}/{_iri_part(label)}"
        known, _ = self._of_iri.setdefault(iri, (label, ""))
        if kind in _ANY_CASE and known.casefold() == label.casefold():
            return ResolvedIri(iri, known)
        if known != label:
            fault = f"{quoted(label)} and {quoted(known)} would be one {kind}; spell them alike, or give each an id"
            return ResolvedIri("", "", fault, (iri,))
        self._of_label[kind, label] = [iri]
        return ResolvedIri(iri, label)


_ANY_CASE: Final = ("credential", "field")
"""The kinds of entity that no table lists: their names are read from texts, where case says nothing."""


def _id_form(code: str) -> str:
    """The form of an id, in which every part with a digit is one; empty for an id without any.

    >>> _id_form("key_12"), _id_form("N-7b"), _id_form("nurse")
    ('key_9', 'N-9', '')
    """
    form = re.sub(r"[A-Za-z]*[0-9][A-Za-z0-9]*", "9", code)
    return form if form != code or code == "9" else ""


def _iri_part(label: str) -> str:
    """The last part of an IRI, from a label: its slug; a digest where it has neither letters nor digits.

    >>> _iri_part("Wound care"), _iri_part("Pfleger/in"), _iri_part("看護師"), _iri_part("☃")
    ('wound-care', 'pfleger-in', '看護師', 'a3ef28eb')
    """
    return slug(label) or blake2b(label.encode(), digest_size=4).hexdigest()
