"""Every file of a draft as text that can be read and compared."""

import json
import os
import pwd
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, NamedTuple

from program import Month, files_below
from workbook import read_workbook, workbook_texts

REPORTED = re.compile(r"(reported\s+on\s+)\d+\s+[A-Z][a-z]+")  # when it was imported: the clock's
ENTERED = re.compile(r"(entered by )\S+(, approved by)")  # the login of whoever runs the tests
LOGIN = pwd.getpwuid(os.geteuid()).pw_name
CHANGES = "changes.csv"  # who imported is the last of its columns
MASKED = (".pdf", ".xlsx", CHANGES)  # bytes depend on the versions of zlib and libharu, or on the login


class Document(NamedTuple):
    text: str
    complaint: str  # what pdftotext said about it
    form: str  # what qpdf says about it, if it is not sound


def read_document(path: Path) -> Document:
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=False)
    form = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False)
    complaint = text.stderr.decode("utf-8", "replace")
    if text.returncode != 0:
        complaint += f"pdftotext: exit status {text.returncode}\n"
    said = (form.stdout + form.stderr).decode("utf-8", "replace")
    return Document(
        REPORTED.sub(r"\1…", text.stdout.decode("utf-8").replace("\f", "---- end of page ----\n")),
        complaint,
        said if form.returncode != 0 or "WARNING" in said else "",
    )


def read_documents(draft: Path) -> dict[str, Document]:
    paths = {name: path for name, path in files_below(draft).items() if name.endswith(".pdf")}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(paths, pool.map(read_document, paths.values())))


def manifest_text(data: bytes) -> str:
    manifest = json.loads(data)
    for output in manifest["outputs"]:
        if output["file"].endswith(MASKED):
            output["bytes"] = output["sha256"] = "…"
    manifest.pop("libraries", None)  # those of this machine
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def status_text(month: Month) -> str:
    lines = [f"import {month.imported.returncode}"]
    if month.run is not None:
        lines.append(f"run {month.run.returncode}")
    return "\n".join(lines) + "\n"


def summary_text(month: Month) -> str:
    """What was printed; of a refused import its errors."""
    said = month.run.stdout if month.run is not None else month.imported.stderr
    text = said.decode("utf-8", "backslashreplace").replace(str(month.place.out()), "OUT")
    return ENTERED.sub(r"\1LOGIN\2", text)


HEXADECIMAL = re.compile(r'"[0-9a-f]{64}"')
CLOCKS = ("voided_on", "delivered_on")  # columns of the register of documents


def sheet_text(name: str, text: str) -> str:
    """But for who ran it, and of the register of documents for seals and what has the clock's date."""
    if any(word in name for word in ("decisions", "documents", "changes", "summary")):
        text = text.replace(f'"{LOGIN}"', '"LOGIN"')
    if "documents" in name or "summary" in name:
        text = HEXADECIMAL.sub('"…"', text)
        for heading in CLOCKS:
            column = re.search(rf'^([A-Z]+)1\t\t"{heading}"', text, re.MULTILINE)
            if column:
                text = re.sub(rf"^({column[1]}\d+\t\t)[0-9.]+", r"\1…", text, flags=re.MULTILINE)
    return text


def book_texts(source) -> dict[str, str]:
    """A workbook, a path or a file, as the texts that two of the same have alike."""
    texts = workbook_texts(read_workbook(source))
    return {sheet: sheet_text(sheet, text) for sheet, text in texts.items()}


def files_as_text(
    directory: Path, documents: dict[str, Document], manifest: Callable[[bytes], str]
) -> dict[str, bytes]:
    """Every file of a draft or an issue, by the name that it is recorded with."""
    texts = {}
    found = {}
    for name, path in files_below(directory).items():
        if name in documents:
            texts[name.removesuffix(".pdf") + ".txt"] = documents[name].text
        elif name.endswith(".xlsx"):
            texts.update({f"workbook/{sheet}": text for sheet, text in book_texts(path).items()})
        elif name == CHANGES:
            texts[name] = re.sub(rf",{re.escape(LOGIN)}$", ",LOGIN", path.read_text("utf-8"), flags=re.M)
        elif name == "manifest.json":
            texts[name] = manifest(path.read_bytes())
        else:
            found[name] = path.read_bytes()  # tables, and whatever else is text already
    return found | {name: text.encode("utf-8") for name, text in texts.items()}


def recorded_texts(month: Month, documents: dict[str, Document]) -> dict[str, bytes]:
    """Everything that is kept in expected/, by file name there."""
    texts = {"status.txt": status_text(month), "summary.txt": summary_text(month)}
    found = {name: text.encode("utf-8") for name, text in texts.items()}
    return found | files_as_text(month.draft, documents, manifest_text)
