"""An XLSX file as its cells, and a copy of one with a cell changed."""

import json
import posixpath
import re
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Iterator, NamedTuple
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
ROWS_SHOWN = 200

# The formats that are known by number alone, as far as they are used.
BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 14: "m/d/yy", 20: "h:mm"}


class Cell(NamedTuple):
    reference: str
    formula: str
    kind: str  # number, text, boolean, error, blank
    value: str
    number_format: str

    @property
    def number(self) -> float:
        return float(self.value)

    @property
    def shown(self) -> str:
        """Text in quotes, so that it can be told from a number."""
        if self.kind == "text":
            return json.dumps(self.value, ensure_ascii=False)
        if self.kind == "boolean":
            return "TRUE" if self.value == "1" else "FALSE"
        if self.kind == "number":  # the same however many digits the writer took
            return repr(self.number).removesuffix(".0")
        return self.value


class Sheet(NamedTuple):
    name: str
    part: str
    cells: dict[str, Cell]
    layout: list[str]

    def column(self, heading: str) -> str:
        """The letters of the column with this heading in the first row."""
        for cell in self.cells.values():
            if cell.value == heading and row_of(cell.reference) == 1:
                return letters_of(cell.reference)
        raise KeyError(f"{self.name} has no column {heading}")

    def rows(self) -> list[int]:
        return sorted({row_of(reference) for reference in self.cells})

    def row(self, number: int) -> list[Cell]:
        return [cell for cell in self.cells.values() if row_of(cell.reference) == number]


class Workbook(NamedTuple):
    parts: list[str]
    sheets: dict[str, Sheet]
    names: list[str]
    charts: list[str]
    properties: list[str]


def row_of(reference: str) -> int:
    return int(reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def letters_of(reference: str) -> str:
    return reference.rstrip("0123456789")


# ---- reading ----------------------------------------------------------------------------------------


def read_workbook(path: Path) -> Workbook:
    with zipfile.ZipFile(path) as archive:
        broken = archive.testzip()
        if broken:
            raise zipfile.BadZipFile(f"{broken} is damaged")
        parts = sorted(archive.namelist())
        texts = [part for part in parts if part.endswith((".xml", ".rels"))]
        trees = {part: ElementTree.fromstring(archive.read(part)) for part in texts}
    book = trees["xl/workbook.xml"]
    strings = shared_texts(trees.get("xl/sharedStrings.xml"))
    formats = number_formats(trees["xl/styles.xml"])
    sheets = {
        name: Sheet(name, part, read_cells(trees[part], strings, formats), layout_of(trees[part]))
        for name, part in sheet_parts(book, trees["xl/_rels/workbook.xml.rels"])
    }
    return Workbook(parts, sheets, defined_names(book), chart_sources(trees), properties_of(trees))


def sheet_parts(book: ElementTree.Element, relations: ElementTree.Element) -> Iterator[tuple[str, str]]:
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in book.iter(MAIN + "sheet"):
        yield sheet.get("name", ""), posixpath.join("xl", targets[sheet.get(RELATION)])


def shared_texts(tree: ElementTree.Element | None) -> list[str]:
    if tree is None:
        return []
    return [text_within(item) for item in tree.iter(MAIN + "si")]


def text_within(element: ElementTree.Element) -> str:
    """The format writes what XML cannot hold, and an underscore that would look like that, as _x005F_."""
    text = "".join(piece.text or "" for piece in element.iter(MAIN + "t"))
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def number_formats(styles: ElementTree.Element) -> list[str]:
    """The format of each style by its number; none for General."""
    named = {int(f.get("numFmtId", "0")): f.get("formatCode", "") for f in styles.iter(MAIN + "numFmt")}
    known = BUILT_IN | named
    used = styles.find(MAIN + "cellXfs")
    ids = [int(style.get("numFmtId", "0")) for style in (used if used is not None else [])]
    return [known.get(number, f"format {number}" if number else "") for number in ids]


def read_cells(tree: ElementTree.Element, texts: list[str], formats: list[str]) -> dict[str, Cell]:
    cells = {}
    for element in tree.iter(MAIN + "c"):
        reference = element.get("r", "")
        kind, value = cell_value(element, texts)
        style = int(element.get("s", "0"))
        cells[reference] = Cell(
            reference,
            element.findtext(MAIN + "f", ""),
            kind,
            value,
            formats[style] if kind != "text" else "",
        )
    return cells


def cell_value(element: ElementTree.Element, texts: list[str]) -> tuple[str, str]:
    kind = element.get("t", "n")
    value = element.findtext(MAIN + "v", "")
    if kind == "s":
        return "text", texts[int(value)]
    if kind == "inlineStr":
        return "text", text_within(element)
    if kind == "str":
        return "text", value
    if value == "":
        return "blank", ""
    if kind == "n":
        return "number", f"{float(value):.15g}"  # as many digits as Excel has; libxlsxwriter writes 16
    return {"b": "boolean", "e": "error"}[kind], value


def layout_of(tree: ElementTree.Element) -> list[str]:
    """What a reader of the sheet relies on and no cell shows."""
    widths = [float(column.get("width", "0")) for column in tree.iter(MAIN + "col")]
    lines = ["widths " + " ".join(f"{width:.1f}" for width in widths)]
    for tag in ("pane", "autoFilter", "pageSetup", "pageSetUpPr", "mergeCell", "hyperlink"):
        for element in tree.iter(MAIN + tag):
            # A relation's number says nothing to a reader.
            words = [f"{key}={value}" for key, value in element.items() if key != RELATION]
            lines.append(" ".join([tag, *words]))
    for element in tree.iter(MAIN + "conditionalFormatting"):
        for rule in element.iter(MAIN + "cfRule"):
            words = [element.get("sqref", ""), rule.get("type", ""), rule.get("operator", "")]
            lines.append(" ".join(["cfRule", *words, rule.findtext(MAIN + "formula", "")]))
    return lines


def defined_names(book: ElementTree.Element) -> list[str]:
    return [f"{name.get('name')}\t{name.text}" for name in book.iter(MAIN + "definedName")]


def chart_sources(trees: dict[str, ElementTree.Element]) -> list[str]:
    """What each chart shows, with the values that it carries."""
    return [
        "\t".join([part, reference.findtext(CHART + "f", "")] + carried(reference))
        for part, tree in sorted(trees.items())
        if part.startswith("xl/charts/")
        for kind in ("strRef", "numRef")
        for reference in tree.iter(CHART + kind)
    ]


def carried(reference: ElementTree.Element) -> list[str]:
    return [value.text or "" for value in reference.iter(CHART + "v")]


def properties_of(trees: dict[str, ElementTree.Element]) -> list[str]:
    core = trees.get("docProps/core.xml")
    if core is None:
        return []
    return [f"{element.tag.rpartition('}')[2]}\t{element.text or ''}" for element in core]


# ---- as text ----------------------------------------------------------------------------------------


def workbook_texts(book: Workbook) -> dict[str, str]:
    """File name to content: one for what the file is made of, one a sheet."""
    texts = {"parts.tsv": parts_text(book)}
    for number, sheet in enumerate(book.sheets.values(), 1):
        name = re.sub(r"[^a-z0-9]+", "-", sheet.name.lower())
        texts[f"{number:02d}-{name}.tsv"] = sheet_text(sheet)
    return texts


def parts_text(book: Workbook) -> str:
    lines = [f"part\t{part}" for part in book.parts]
    lines += [f"property\t{line}" for line in book.properties]
    lines += [f"name\t{line}" for line in book.names]
    lines += [f"chart\t{line}" for line in book.charts]
    for sheet in book.sheets.values():
        rows = sheet.rows()
        lines.append(f"sheet\t{sheet.name}\t{len(rows)} rows\t{len(sheet.cells)} cells")
        lines += [f"\t{line}" for line in sheet.layout]
    return "\n".join(lines) + "\n"


def sheet_text(sheet: Sheet) -> str:
    """Cell, formula, value, number format. Of a long sheet the beginning, and a hash of the whole."""
    cells = [cell for cell in sheet.cells.values() if cell.formula or cell.kind != "blank"]
    lines = ["cell\tformula\tvalue\tformat\n"] + [cell_text(cell) for cell in cells]
    whole = "".join(lines)
    rows = sheet.rows()
    if len(rows) <= ROWS_SHOWN:
        return whole
    last = rows[ROWS_SHOWN - 1]
    shown = lines[:1] + [cell_text(cell) for cell in cells if row_of(cell.reference) <= last]
    return "".join(shown) + f"all {len(rows)} rows: sha256 {sha256(whole.encode()).hexdigest()}\n"


def cell_text(cell: Cell) -> str:
    return "\t".join([cell.reference, cell.formula, cell.shown, cell.number_format]).rstrip("\t") + "\n"


# ---- changing one cell ------------------------------------------------------------------------------


def copy_with_number(source: Path, target: Path, sheet: Sheet, reference: str, number: str) -> None:
    """A copy in which a number, no formula, is another one; all else is as it was."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            if part == sheet.part:
                data = with_number(data, reference, number)
            new.writestr(part, data)


def with_number(xml: bytes, reference: str, number: str) -> bytes:
    pattern = rf'(<c r="{reference}"[^>]*><v>)[^<]*(</v>)'.encode()
    changed, count = re.subn(pattern, rb"\g<1>" + number.encode() + rb"\g<2>", xml)
    if count != 1:
        raise ValueError(f"{reference} is no plain number")
    return changed
