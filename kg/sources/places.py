"""Where in curated files each node of the graph is written down: the place to edit, and nodes that share an IRI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model.dataset import RECORD_FILES
from kg.schema import CURATION, INFERRED, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.model import Finding
    from kg.sources.located import Located, Path

__all__ = ["Places", "mappings", "shared_iris", "table", "tables"]

_Place = tuple[str, int]


class Node(NamedTuple):
    """A node of the graph, as a file writes it down; the same ``text`` may be written more than once."""

    id: str
    file: Located
    path: Path
    text: str | None = None

    @property
    def place(self) -> _Place:
        """File and line."""
        return self.file.name, self.file.line(self.path)


class Places:
    """Every node of curated files by its id, with the line that it begins on."""

    def __init__(self, files: Mapping[str, Located]) -> None:
        self._files = files
        self._nodes: dict[str, _Place] = {}
        for node in _nodes(files):
            self._nodes.setdefault(node.id, node.place)

    def of_node(self, node_id: str) -> _Place:
        """The file and line of a node; of what a statement is about; of the document for what no record states."""
        kind, _, name = node_id.partition("/")
        if kind == "statement" and node_id not in self._nodes:
            _, _, about = name.partition(".")
            subjects = [node for node in self._nodes if about.startswith(f"{node.replace('/', '.')}.")]
            node_id = max(subjects, key=len, default="")
        default = "curation" if name in (CURATION, INFERRED) else "document"
        return self._nodes.get(node_id) or (self._files[default].name, 1)

    def of_fact(self, entity_id: str, line: int | None, reason: str | None = None) -> _Place:
        """The file and line of what is said of an entity: on a line of the guide, or (None) for a reason of ours."""
        found = self._curated(entity_id, reason) if line is None else self._stated(entity_id, line)
        return found or self.of_node(entity_id)

    def _stated(self, entity_id: str, line: int) -> _Place | None:
        """Where a line of the guide is cited: in the entity's own record, else where it is named, else anywhere."""
        kind, _, name = entity_id.partition("/")
        best, place = -1, None
        for file_name, file in self._files.items():
            for path, mapping in mappings(file.data):
                if file_name == "curation" or mapping.get("line") != line:
                    continue
                record = file.data[int(path[0])] if isinstance(file.data, list) else file.data
                own = RECORD_FILES.get(file_name) == kind and record.get("id") == name
                score = 2 * own + bool({name, entity_id} & _texts(mapping))
                if score > best:
                    best, place = score, (file.name, file.line((*path, "line")))
        return place

    def _curated(self, entity_id: str, reason: str | None) -> _Place | None:
        """Where maintainers name an entity: in the entry with this reason, else in the first one."""
        file = self._files["curation"]
        names = {entity_id.partition("/")[2], entity_id}
        entries = [(path, mapping) for path, mapping in mappings(file.data) if names & _texts(mapping)]
        exact = [entry for entry in entries if reason is not None and entry[1].get("reason") == reason]
        return next(((file.name, file.line(path)) for path, _ in exact or entries), None)


def shared_iris(files: Mapping[str, Located]) -> Iterator[Finding]:
    """Different things that would have one IRI, and things whose label leaves nothing for one.

    Two records of one kind with one id are left to the rule about ids.
    """
    seen: dict[str, Node] = {}
    for node in _nodes(files):
        if node.id.endswith("/"):
            yield node.file.error(node.path, "the label needs a letter or digit of the Latin alphabet for its IRI")
            continue
        before = seen.setdefault(node.id, node)
        if before is not node and (node.text is None or node.text != before.text):
            where = ":".join(map(str, before.place))
            yield node.file.error(node.path, f"would have the same IRI as {where}, {node.id}")


def _nodes(files: Mapping[str, Located]) -> Iterator[Node]:
    for name, kind in RECORD_FILES.items():
        seen: set[str] = set()
        for position, record in tables(files[name].data):
            record_id = str(record.get("id"))
            if record_id not in seen:
                yield Node(f"{kind}/{record_id}", files[name], (position,), kind)
                yield from _parts(record_id, record, files[name], position)
            seen.add(record_id)
    yield from _of_curation(files["curation"])
    yield from _of_document(files["document"])


def _parts(owner: str, record: Mapping[str, Any], file: Located, position: int) -> Iterator[Node]:
    """The nodes that belong to a record."""
    if "salary" in record:
        yield Node(f"salary/{owner}", file, (position, "salary"))
    for number, duty in tables(record.get("responsibilities")):
        label = str(duty.get("label"))
        yield Node(f"responsibility/{slug(label)}", file, (position, "responsibilities", number), label)
    for number, asked in tables(record.get("requirements")):
        name = asked.get("credential") or asked.get("skill")
        if isinstance(name, str):
            yield Node(f"requirement/{owner}.{name}", file, (position, "requirements", number))
    for number, _ in tables(table(record.get("education")).get("options")):
        yield Node(f"education/{owner}.{number + 1}", file, (position, "education", "options", number))
    for number, note in tables(record.get("notes")):
        yield Node(f"note/{owner}.{note.get('line')}", file, (position, "notes", number))


def _of_document(file: Located) -> Iterator[Node]:
    document = table(file.data)
    yield Node(f"document/{document.get('id')}", file, ())
    yield Node(f"graph/{document.get('graph')}", file, ("graph",))
    for number, section in tables(document.get("sections")):
        yield Node(f"section/{slug(str(section.get('label')))}", file, ("sections", number))
    for number, link in tables(document.get("links")):
        yield Node(f"link/{link.get('id')}", file, ("links", number))
    for number, described in tables(document.get("descriptions")):
        text = str(described.get("text"))
        owner = f"statement/{document.get('graph')}.document.{document.get('id')}"
        yield Node(f"{owner}.description.{slug(text)[:80]}", file, ("descriptions", number), text)


def _of_curation(file: Located) -> Iterator[Node]:
    curation = table(file.data)
    yield Node(f"graph/{CURATION}", file, ())
    yield Node(f"graph/{INFERRED}", file, ())
    for number, scheme in tables(curation.get("schemes")):
        yield Node(f"scheme/{scheme.get('id')}", file, ("schemes", number))
    for number, entry in tables(curation.get("hierarchy")):
        if "label" in entry:
            yield Node(f"skill/{entry.get('broader')}", file, ("hierarchy", number))
    for number, entry in tables(curation.get("synonyms")):
        owner = f"statement/{CURATION}.{str(entry.get('of')).replace('/', '.')}"
        for key, name in (("alternative", "altLabel"), ("search", "hiddenLabel")):
            labels = entry.get(key)
            for place, label in enumerate(labels if isinstance(labels, list) else ()):
                yield Node(f"{owner}.{name}.{slug(str(label))}", file, ("synonyms", number, key, place), str(label))


def table(data: Any) -> Mapping[str, Any]:
    """A mapping as it is, anything else as an empty one."""
    return data if isinstance(data, dict) else {}


def tables(data: Any) -> list[tuple[int, Mapping[str, Any]]]:
    """The mappings in a list with their positions, whatever else stands there."""
    items = data if isinstance(data, list) else []
    return [(position, item) for position, item in enumerate(items) if isinstance(item, dict)]


def mappings(data: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every mapping inside plain data, with its path."""
    if isinstance(data, dict):
        yield path, data
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from mappings(value, (*path, key))


def _texts(mapping: Mapping[str, Any]) -> set[str]:
    """The texts of a mapping and of the lists directly in it."""
    values: set[str] = set()
    for value in mapping.values():
        values.update(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))
    return values
