"""An issue that another version of rcti made, or other libraries: what verify holds its files against, and that an
amount, an account or a word that differs is found all the same."""

import hashlib
import io
import re
import shutil
import zipfile

from attacks import forget, reseal, rows_hash
from proving import tamper

BOOK, REGISTER, BANK = "audit-2026-09.xlsx", "register.csv", "payments.aba"
DOCUMENT, ANOTHERS = "documents/RCTI-202609-P0008.pdf", "documents/RCTI-202609-P0009.pdf"


def file_put(own, path, data):
    """A file with its hash, the manifest and the seal made again."""
    was = own.query("SELECT sha256 FROM issue_files WHERE path = ?", path)[0][0]
    now = hashlib.sha256(data).hexdigest()
    tamper(own, "UPDATE issue_files SET bytes = ?, sha256 = ? WHERE path = ?", data, now, path)
    (own.out / "2026-09/issue-1" / path).write_bytes(data)
    reseal(own, lambda seq, text: text.replace(was, now))
    forget(own)


def as_if_by_version(own):
    tamper(own, "UPDATE issues SET program_version = '0.0.9'")
    was = own.query("SELECT sha256 FROM issue_hashes WHERE table_name = 'issues'")[0][0]
    now = rows_hash(own, 1, "issues", "SELECT * FROM issues WHERE seq = ?")
    reseal(own, lambda seq, text: re.sub('"program_version": "[^"]*"', '"program_version": "0.0.9"',
                                         text).replace(was, now))
    forget(own)


def as_if_with_libraries(own):
    reseal(own, lambda seq, text: re.sub('"libraries": "[^"]*"', '"libraries": "libharu 1.0"', text))
    forget(own)


def bytes_of(own, path):
    return own.query("SELECT bytes FROM issue_files WHERE path = ?", path)[0][0]


def packed_anew(data, change=lambda name, part: part):
    """A workbook whose parts are compressed otherwise, and as `change` gives them."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name in source.namelist():
            copy.writestr(name, change(name, source.read(name)))
    return target.getvalue()


def a_number_more(amount):
    """Of every sheet: the cells with that amount have another."""
    was, now = f"<v>{amount}</v>".encode(), f"<v>{amount}1</v>".encode()
    return lambda name, part: part.replace(was, now) if "worksheets/" in name else part


def register_cell(own, column):
    """Of the first partner who is paid: as the register has it, and as a cell of the workbook does."""
    text = next(row[column] for row in own.rows("issue-1", "register") if float(row["payment"] or 0) > 0)
    return text, f"{float(text):.2f}".rstrip("0").rstrip(".")


def each_is_judged(origin, others, cases):
    """Each change alone: what verify says where it does not hold, or None where it does. `others`: the files whose
    bytes are others without one."""
    for path, change, says in cases:
        own = origin.copy("../judged")
        before = bytes_of(own, path)
        data = change(before)
        assert data != before, (path, says)
        file_put(own, path, data)
        answer = own.verify()
        told = " ".join(answer.stdout.split())
        if says:
            assert answer.returncode == 5 and f"{path} that is kept is not what is made again: {says}" in told, (
                path, says, answer)
        else:
            alike = re.search(r"(\d+) (?:have the same numbers|say the same)", told)
            assert answer.returncode == 0 and int(alike.group(1)) == len({path, *others}), (path, answer)
        shutil.rmtree(own.place)


def an_issue_of_another_version_is_held_against_its_figures(world):
    origin = world.issued("another-version")
    total, cell = register_cell(origin, "total")
    text = bytes_of(origin, REGISTER).decode()
    assert text.count(f",{total},") >= 1, text
    as_if_by_version(origin)
    answer = origin.verify()
    told = " ".join(answer.stdout.split())
    assert answer.returncode == 0, answer
    assert "was made by rcti 0.0.9 and is computed again by rcti" in told, answer
    assert "verdicts, minutes and amounts are compared, not the words" in told, answer
    head, _, rest = text.partition("\n")
    each_is_judged(origin, {BOOK}, (
        (DOCUMENT, lambda data: data + b"\n", None),
        (DOCUMENT, lambda data: bytes_of(origin, ANOTHERS), "it does not show its number"),
        (DOCUMENT, lambda data: b"%PDF-1.7\n", "it does not show its number"),
        (REGISTER, lambda data: f"{head.replace('legal_name', 'name')}\n{rest}".encode(), None),
        (REGISTER, lambda data: text.replace(f",{total},", f",{total[:-1]}{9 - int(total[-1])},", 1).encode(), "line"),
        (REGISTER, lambda data: f"{head}\n{rest.partition(chr(10))[2]}".encode(), "it has not as many rows"),
        (BOOK, packed_anew, None),
        (BOOK, lambda data: packed_anew(data, a_number_more(cell)), f"no cell of it is the total {total}"),
        (BOOK, lambda data: b"no workbook", "it is no workbook"),
        (BANK, lambda data: data[:122 + 70] + b"X" + data[122 + 71:], None),
        (BANK, lambda data: re.sub(rb"(?m)^(1\d{3}-\d{3} *)\d(\d+)", rb"\g<1>9\g<2>", data, count=1),
         "record 2 pays another amount, or another account"),
        (BANK, lambda data: data + b"\n", "it has not as many records")))


def an_issue_with_other_libraries_says_the_same(world):
    origin = world.issued("other-libraries")
    as_if_with_libraries(origin)
    name = origin.rows("issue-1", "register")[0]["legal_name"].encode()
    _, cell = register_cell(origin, "total")
    each_is_judged(origin, set(), (
        (DOCUMENT, lambda data: data + b"\n", None),
        (DOCUMENT, lambda data: bytes_of(origin, ANOTHERS), "what it says is something else"),
        (REGISTER, lambda data: data.replace(name, b"Somebody Else", 1), "what it says is something else"),
        (BOOK, packed_anew, None),
        (BOOK, lambda data: packed_anew(data, a_number_more(cell)), "what it says is something else")))


TESTS = [an_issue_of_another_version_is_held_against_its_figures, an_issue_with_other_libraries_says_the_same]
