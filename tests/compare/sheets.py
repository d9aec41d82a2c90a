"""A workbook as lines that say what a reader of it has: cells with their styles resolved, and whatever
else of each sheet, but not how it is written down. Equal lines are an equal workbook."""

import io
import posixpath
import zipfile
from hashlib import sha256
from typing import Callable, Iterator
from xml.etree import ElementTree

import play  # finds tests/golden  # noqa: F401
from workbook import MAIN, cell_value, text_within

RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# For the convenience of who reads the file, and of no other meaning.
HINTS = {"spans", "count", "uniqueCount", SPACE}
SKIPPED = {"dimension", "fileVersion", "sheets"}
Element = ElementTree.Element


def local(name: str) -> str:
    return name.rpartition("}")[2]


def element_text(element: Element, meaning: Callable[[str, str], str] = lambda _, value: value) -> str:
    """An element with all that is within; `meaning` says what an attribute's value stands for."""
    words = [local(element.tag)]
    words += [f"{local(key)}={meaning(key, value)}" for key, value in sorted(element.items())
              if key not in HINTS]
    words += [element_text(child, meaning) for child in element]
    if element.text and element.text.strip():
        words.append(repr(element.text))
    return f"({' '.join(words)})"


def children(tree: Element, name: str) -> list[Element]:
    found = tree.find(MAIN + name)
    return list(found) if found is not None else []


def style_texts(styles: Element) -> Iterator[str]:
    """What a cell's style number stands for: format, font, fill, border and the rest."""
    codes = {code.get("numFmtId"): code.get("formatCode") for code in children(styles, "numFmts")}
    lists = [([element_text(item) for item in children(styles, name)], key)
             for name, key in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId"))]
    for style in children(styles, "cellXfs"):
        number = style.get("numFmtId", "0")
        words = [f"format {codes.get(number, number)}"]
        words += [texts[int(style.get(key, "0"))] for texts, key in lists]
        yield " ".join(words + [element_text(child) for child in style])


class Package:
    """The parts of a file; relations are followed to what they lead to, whatever its name."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {part: archive.read(part) for part in archive.namelist()}
        styles = self.tree("xl/styles.xml")
        self.styles = list(style_texts(styles))
        self.marks = [element_text(mark) for mark in children(styles, "dxfs")]
        strings = self.parts.get("xl/sharedStrings.xml", b"<sst/>")
        self.items = list(ElementTree.fromstring(strings))
        self.strings = [text_within(item) for item in self.items]

    def tree(self, part: str) -> Element:
        return ElementTree.fromstring(self.parts[part])

    def target(self, part: str, identity: str) -> tuple[str, bool]:
        """Where a relation leads, and whether that is a part of this file."""
        folder, name = posixpath.split(part)
        for relation in self.tree(f"{folder}/_rels/{name}.rels"):
            if relation.get("Id") == identity:
                place = relation.get("Target", "")
                if relation.get("TargetMode") == "External":
                    return place, False
                return posixpath.normpath(posixpath.join(f"/{folder}", place)).lstrip("/"), True
        raise KeyError(f"{part} has no relation {identity}")

    def relation_text(self, part: str, identity: str) -> str:
        place, is_part = self.target(part, identity)
        if not is_part:
            return place
        if place.endswith((".xml", ".vml")):
            return self.text(place, self.tree(place))
        return sha256(self.parts[place]).hexdigest()

    def text(self, part: str, element: Element) -> str:
        def meaning(key: str, value: str) -> str:
            if key.startswith(RELATIONS):
                return self.relation_text(part, value)
            return self.marks[int(value)] if key == "dxfId" else value

        return element_text(element, meaning)

    def rich_text(self, cell: Element) -> str:
        """Of a text in several fonts its pieces."""
        item = cell.find(MAIN + "is")
        if cell.get("t") == "s":
            item = self.items[int(cell.findtext(MAIN + "v", ""))]
        if item is None or item.find(MAIN + "r") is None:
            return ""
        return " ".join(element_text(piece) for piece in item)


# ---- lines ------------------------------------------------------------------------------------------


def workbook_lines(data: bytes) -> list[str]:
    package = Package(data)
    book = package.tree("xl/workbook.xml")
    lines = [package.text("xl/workbook.xml", child) for child in book if local(child.tag) not in SKIPPED]
    if "docProps/core.xml" in package.parts:
        lines += [element_text(child) for child in package.tree("docProps/core.xml")]
    for sheet in children(book, "sheets"):
        name = sheet.get("name", "")
        lines.append(f"sheet {name}: {sheet.get('state', 'visible')}")
        part, _ = package.target("xl/workbook.xml", sheet.get(RELATIONS + "id", ""))
        lines += [f"{name}: {line}" for line in sheet_lines(package, part)]
    return lines


def sheet_lines(package: Package, part: str) -> Iterator[str]:
    for child in package.tree(part):
        tag = local(child.tag)
        if tag == "sheetData":
            for row in child:
                yield from row_lines(package, row)
        elif tag == "cols":
            yield from column_lines(package, child)
        elif tag not in SKIPPED:
            yield package.text(part, child)


def column_lines(package: Package, columns: Element) -> Iterator[str]:
    """One a column, for several may be written as one range."""
    for column in columns:
        words = [f"{key}={package.styles[int(value)] if key == 'style' else value}"
                 for key, value in sorted(column.items()) if key not in ("min", "max")]
        for number in range(int(column.get("min", "")), int(column.get("max", "")) + 1):
            yield f"column {number} {' '.join(words)}"


def row_lines(package: Package, row: Element) -> Iterator[str]:
    words = [f"{local(key)}={package.styles[int(value)] if key == 's' else value}"
             for key, value in sorted(row.items()) if key not in HINTS]
    if len(words) > 1:  # not its number alone
        yield f"row {' '.join(words)}"
    for cell in row:
        kind, value = cell_value(cell, package.strings)
        formula = cell.find(MAIN + "f")
        style = package.styles[int(cell.get("s", "0"))]
        if kind == "blank" and formula is None and style == package.styles[0]:
            continue
        text = element_text(formula) if formula is not None else ""
        yield f"{cell.get('r')} {kind} {value!r} {package.rich_text(cell)} {text} [{style}]"
