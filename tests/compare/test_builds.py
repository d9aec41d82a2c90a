#!/usr/bin/env python3
"""The comparison of two builds sees what it has to: test_builds.py RCTI

A month is played once; the other build's files are that one's, packed otherwise or spoilt.
"""

import io
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile
from hashlib import sha256
from pathlib import Path

import play
import same
import scenarios
from builds import Comparison
from play import Build, Play
from program import Program, all_fixtures

FIXTURE = "2026-06-rows-set-aside"
ISSUE = "2026-06/issue-1/"
WORKBOOK = f"{ISSUE}audit-2026-06.xlsx"
DOCUMENT = f"{ISSUE}documents/RCTI-202606-P0001.pdf"
MANIFEST = f"{ISSUE}manifest.json"


def with_part(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook, packed anew, with a part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert old in text, old
                text = text.replace(old, new, 1)
            copy.writestr(name, text)
    return target.getvalue()


def through_qpdf(data: bytes, *options: str) -> bytes:
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(data)
        return subprocess.run(["qpdf", *options, "--static-id", file.name, "-"],
                              capture_output=True, check=True).stdout


def packed_otherwise(data: bytes) -> bytes:
    return through_qpdf(data, "--recompress-flate", "--compression-level=1")


def with_hash(files: dict[str, bytes], manifest: str, name: str, data: bytes) -> dict[str, bytes]:
    """Another file, and a manifest that knows of it."""
    old, changed = files[name], dict(files)
    changed[name] = data
    for before, after in (
        (sha256(old).hexdigest(), sha256(data).hexdigest()),
        (f'"bytes": {len(old)},', f'"bytes": {len(data)},'),
    ):
        text = changed[manifest].decode("utf-8")
        assert text.count(before) == 1, before
        changed[manifest] = text.replace(before, after).encode("utf-8")
    return changed


class Differences(unittest.TestCase):
    program = Path()
    step = None

    @classmethod
    def setUpClass(cls) -> None:
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            played = Play(Build(cls.program, play.build_clock(root)), root / "play")
            fixtures = all_fixtures(Program(cls.program, play.TOP / "holidays"))
            scenarios.play_fixture(played, next(f for f in fixtures if f.name == FIXTURE))
        cls.steps = played.steps
        cls.step = next(step for step in played.steps if MANIFEST in step.files)
        cls.files = cls.step.files

    def compared(self, **changes: object) -> Comparison:
        comparison = Comparison()
        comparison.steps([self.step], [self.step._replace(**changes)])
        self.assertGreater(comparison.counts["compared"], 10)
        return comparison

    def differing(self, **changes: object) -> list[str]:
        """The first lines of what is told."""
        return [text.split("\n")[0].rpartition(": ")[2] for text in self.compared(**changes).differences]

    def with_file(self, name: str, data: bytes) -> list[str]:
        """With manifest and seal as they then are."""
        self.assertTrue(self.files[name] != data)
        files = with_hash(self.files, MANIFEST, name, data)
        seals = [sha256(which[MANIFEST]).hexdigest().encode() for which in (self.files, files)]
        return self.differing(files=files, said=self.step.said.replace(*seals))

    def test_the_same(self) -> None:
        self.assertEqual(self.differing(), [])
        comparison = Comparison()
        comparison.steps(self.steps, list(self.steps))
        self.assertEqual(comparison.differences, [])

    def test_a_command_less(self) -> None:
        comparison = Comparison()
        comparison.steps(self.steps, self.steps[:-1])
        self.assertEqual(len(comparison.differences), 1)

    def test_what_is_said(self) -> None:
        self.assertEqual(self.differing(said=self.step.said + b" "), ["standard output"])
        self.assertEqual(self.differing(complained=b"x"), ["standard error"])
        self.assertEqual(self.differing(status=5), ["exit status"])

    def test_a_byte_of_a_table(self) -> None:
        name = f"{ISSUE}register.csv"
        data = self.files[name].replace(b",P0001,", b",P0009,")
        self.assertIn(name, self.with_file(name, data))

    def test_a_file_less(self) -> None:
        name = f"{ISSUE}payments.aba"
        files = {other: data for other, data in self.files.items() if other != name}
        self.assertEqual(self.differing(files=files), [name, MANIFEST])

    def test_a_document_packed_otherwise(self) -> None:
        self.assertEqual(self.with_file(DOCUMENT, packed_otherwise(self.files[DOCUMENT])), [])

    def test_text_of_a_document(self) -> None:
        plain = through_qpdf(self.files[DOCUMENT], "--qdf", "--object-streams=disable")
        changed = plain.replace(b"(Issue date)Tj", b"(Issue dote)Tj")
        self.assertTrue(plain != changed)
        self.assertIn(DOCUMENT, self.with_file(DOCUMENT, changed))

    def test_a_workbook_packed_otherwise(self) -> None:
        data = with_part(self.files[WORKBOOK], "", b"", b"")
        self.assertEqual(self.with_file(WORKBOOK, data), [])

    def test_a_workbook(self) -> None:
        """A cell's value, formula, style and text; a column's width; a sheet's state."""
        sheet = "xl/worksheets/sheet1.xml"
        with zipfile.ZipFile(io.BytesIO(self.files[WORKBOOK])) as archive:
            xml = archive.read(sheet)
        for part, pattern, change, source in (
            (sheet, rb"<v>([1-9])[^<]*</v></c>", b"<v>77</v></c>", xml),
            (sheet, rb"<f>[^<]+</f>", b"<f>1+1</f>", xml),
            (sheet, rb' s="[1-9]"', b' s="0"', xml),
            (sheet, rb' width="[^"]+"', b' width="77"', xml),
            (sheet, rb"<sheetView ", b'<sheetView showZeros="0" ', xml),
            (sheet, rb"<t>[^<]+</t>", b"<t>another</t>", xml),
            ("xl/styles.xml", rb"<b/>", b"<i/>", None),
            ("xl/workbook.xml", rb"<sheet ", b'<sheet state="hidden" ', None),
        ):
            found = re.search(pattern, source)[0] if source else pattern
            with self.subTest(part=part, change=change):
                data = with_part(self.files[WORKBOOK], part, found, change)
                self.assertIn(WORKBOOK, self.with_file(WORKBOOK, data))

    def test_hashes(self) -> None:
        """One of a file that is the same must be the same; one that lies is told."""
        name = f"{ISSUE}lines.csv"
        other = sha256(b"another").hexdigest().encode()
        lie = self.files[MANIFEST].replace(sha256(self.files[name]).hexdigest().encode(), other)
        self.assertEqual(self.differing(files=self.files | {MANIFEST: lie}), [MANIFEST])
        facts = re.sub(rb'("facts_sha256": ")[0-9a-f]{64}', rb"\g<1>" + other, self.files[MANIFEST])
        self.assertEqual(self.differing(files=self.files | {MANIFEST: facts}), [MANIFEST])

    def test_seals(self) -> None:
        """An issue's is the hash of its manifest; a void's is not known from any file, but has to be
        called the same ever after."""
        seal = sha256(self.files[MANIFEST]).hexdigest().encode()
        self.assertIn(seal, self.step.said)
        files = with_hash(self.files, MANIFEST, DOCUMENT, packed_otherwise(self.files[DOCUMENT]))
        for named, expected in ((b"a" * 64, ["standard output"]), (seal, ["standard output"]),
                                (sha256(files[MANIFEST]).hexdigest().encode(), [])):
            said = self.step.said.replace(seal, named)
            self.assertEqual(self.differing(files=files, said=said), expected)
        renaming = self.compared(files=files).renaming
        void, other, third = b"seal " + b"b" * 64, b"seal " + b"c" * 64, b"seal " + b"d" * 64
        self.assertEqual(same.text_differences(void, other, renaming), [])
        self.assertNotEqual(same.text_differences(void, third, renaming), [])
        self.assertNotEqual(same.text_differences(third, other, renaming), [])
        self.assertNotEqual(same.text_differences(void, other, same.Renaming()), [])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: test_builds.py RCTI")
    Differences.program = Path(sys.argv.pop(1)).resolve(strict=True)
    unittest.main()
