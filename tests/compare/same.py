"""Whether two builds' files are the same: by bytes, or, of documents and workbooks that are only packed
otherwise, by what they say. The hashes of such files then differ too; see Renaming."""

import json
import re
import subprocess
import tempfile
import zlib
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

from sheets import workbook_lines

LINES_SHOWN = 3
WIDTH_SHOWN = 300
HASH = re.compile(rb"\b([0-9a-f]{64}|[0-9a-f]{12})\b")
SIZE = re.compile(rb'("bytes": *)\d+(, *\s*"sha256": *")([0-9a-f]{64})')
SEAL_BEFORE = re.compile(rb"seal\W{1,6}$")


class Renaming:
    """Hashes of the old build and what they are in the new one, one to one.

    A file that is the same, if packed otherwise, has two hashes, and from then on the one may stand in the
    new build's outputs where the other stands in the old one's. Only a seal is made of such hashes
    and may differ without being known, and has to be called the same ever after.
    """

    def __init__(self) -> None:
        self.new_of: dict[bytes, bytes] = {}
        self.old_of: dict[bytes, bytes] = {}

    def add(self, old: bytes, new: bytes) -> bool:
        if old == new and old not in self.new_of and new not in self.old_of:
            return True
        if not self.new_of.get(old, new) == new or not self.old_of.get(new, old) == old:
            return False
        self.new_of[old], self.old_of[new] = new, old
        return True

    def add_files(self, old: bytes, new: bytes) -> None:
        self.add(*(sha256(data).hexdigest().encode() for data in (old, new)))

    def in_new_words(self, old: bytes, new: bytes) -> bytes:
        """The old text with the new build's hashes, as far as they may be renamed."""
        found = HASH.split(new)

        def renamed(match: re.Match[bytes]) -> bytes:
            at = next(numbers)
            token = found[at] if at < len(found) else b""
            if SEAL_BEFORE.search(old[: match.start()][-16:]) and self.new_of and token:
                self.add(match[1], token)
            return self.new_of.get(match[1], match[1])

        numbers = iter(range(1, 2 * len(old) + 2, 2))
        return HASH.sub(renamed, old)


# ---- differences ------------------------------------------------------------------------------------


def shown(line: bytes | str | None) -> str:
    if line is None:
        return "(nothing)"
    text = line if isinstance(line, str) else line.decode("utf-8", "backslashreplace")
    return text if len(text) <= WIDTH_SHOWN else f"{text[:WIDTH_SHOWN]} …"


def first_differences(old: list, new: list) -> list[str]:
    """Of two lists of lines; none where they are equal."""
    found = []
    if old == new:
        return found
    for number, (one, other) in enumerate(zip_longest(old, new), 1):
        if one != other:
            found += [f"{number} old {shown(one)}", f"{number} new {shown(other)}"]
            if len(found) == 2 * LINES_SHOWN:
                break
    return found


def text_differences(old: bytes, new: bytes, renaming: Renaming) -> list[str]:
    if old == new and not renaming.new_of:
        return []
    return first_differences(renaming.in_new_words(old, new).split(b"\n"), new.split(b"\n"))


# ---- documents and workbooks ------------------------------------------------------------------------


def unpacked(pdf: bytes) -> list[bytes]:
    """A document's objects with their streams unpacked, without lengths and places."""
    pieces, at = [], 0
    while (start := pdf.find(b"stream\r\n", at)) >= 0 or (start := pdf.find(b"stream\n", at)) >= 0:
        start = pdf.index(b"\n", start) + 1
        pieces.append(pdf[at:start])
        unpacker = zlib.decompressobj()
        try:
            pieces.append(unpacker.decompress(pdf[start:]))
            at = len(pdf) - len(unpacker.unused_data)
        except zlib.error:
            at = pdf.index(b"endstream", start)
            pieces.append(pdf[start:at])
        at = pdf.index(b"endstream", at) + len(b"endstream")
    pieces.append(pdf[at:])
    return pieces


def qpdf_lines(pdf: bytes) -> list[bytes]:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(pdf)
        done = subprocess.run(
            ["qpdf", "--qdf", "--object-streams=disable", "--static-id", "--no-original-object-ids"]
            + [file.name, "-"],
            capture_output=True, check=False,
        )
    # A warning is a difference, unless the other has it too; it names the file.
    complaint = done.stderr.replace(file.name.encode(), b"FILE")
    return [b"qpdf: " + complaint, *done.stdout.split(b"\n")]


def pdf_differences(old: bytes, new: bytes) -> list[str]:
    return first_differences(qpdf_lines(old), qpdf_lines(new))


def workbook_differences(old: bytes, new: bytes) -> list[str]:
    return first_differences(workbook_lines(old), workbook_lines(new))


PACKED = {".pdf": pdf_differences, ".xlsx": workbook_differences}


def packed_differences(name: str, old: bytes, new: bytes, renaming: Renaming) -> list[str]:
    """Of a document or workbook. One that is only packed otherwise is remembered by its hashes."""
    if old == new:
        return []
    found = PACKED[Path(name).suffix](old, new)
    if not found:
        renaming.add_files(old, new)
    return found


# ---- manifests --------------------------------------------------------------------------------------


def without_sizes(manifest: bytes, renamed: dict[bytes, bytes]) -> bytes:
    """Those of files that are packed otherwise."""
    return SIZE.sub(
        lambda match: match[1] + match[2] + match[3] if match[3] in renamed else match[0], manifest
    )


def manifest_differences(
    name: str, old: dict[str, bytes], new: dict[str, bytes], renaming: Renaming
) -> list[str]:
    """Both trees' manifests, that each tells of its own files the truth, and that they tell the same."""
    wrong = []
    texts = []
    for whose, files in (("old", old), ("new", new)):
        folder = name.rpartition("/")[0]
        for row in json.loads(files[name])["outputs"]:
            data = files.get(f"{folder}/{row['file']}", b"")
            if (row["bytes"], row["sha256"]) != (len(data), sha256(data).hexdigest()):
                wrong.append(f"{whose}: {row['file']} is not what the manifest says")
        renamed = renaming.new_of if whose == "old" else renaming.old_of
        texts.append(without_sizes(files[name], renamed))
    wrong += text_differences(*texts, renaming)
    if not wrong:
        renaming.add_files(old[name], new[name])
    return wrong
