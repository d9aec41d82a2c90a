#!/usr/bin/env python3
"""The e-invoices of all fixtures, as if everybody wanted them: they keep to the asserts, say what the documents
say to the cent, and each assert catches its spoiled document. `--accept` records the samples anew."""

import argparse
import base64
import csv
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import asserts

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))
import program as golden  # noqa: E402
import steps  # noqa: E402

HERE = Path(__file__).resolve().parent
SAMPLES = HERE / "samples"
TOLERATED = {"2026-06-rows-set-aside"}  # every partner of it is held

# What spoils a sample so that the assert of the name, and perhaps others, fails.
RCTI, CREDIT, RCI = "rcti", "note-down", "rci"
SPOILED = {
    "ubl": (RCTI, r"(<cbc:IssueDate>.*?</cbc:IssueDate>\n)(<cbc:DueDate>.*?</cbc:DueDate>\n)", r"\2\1"),
    "aligned-ibrp-001-aunz-sb": (RCTI, "selfbilling-1@aunz-1", "billing-1@aunz-1"),
    "aligned-ibrp-002-aunz-sb": (RCTI, "urn:peppol:bis:selfbilling", "urn:peppol:bis:billing"),
    "ibr-cl-01-aunz-sb": (RCTI, ">389<", ">380<"),
    "ibr-002": (RCTI, r"<cbc:ID>RCTI-[^<]*</cbc:ID>\n<cbc:Issue", "<cbc:Issue"),
    "ibr-003": (RCTI, r"<cbc:IssueDate>.*?<", "<cbc:IssueDate>2026-13-01<"),
    "ibr-005": (RCTI, "<cbc:DocumentCurrencyCode>AUD", "<cbc:DocumentCurrencyCode>NZD"),
    "aligned-ibrp-003": (RCTI, r"<cbc:BuyerReference>.*\n", ""),
    "ibr-sr-51": (RCTI, r"(<cbc:Note>.*?</cbc:Note>)", r"\1\1"),
    "ibr-006": (RCTI, r"<cbc:RegistrationName>.*\n", ""),
    "ibr-007": (RCTI, r"(AccountingCustomerParty>(?:.*\n)*?)<cbc:RegistrationName>.*\n", r"\1"),
    "ibr-008": (RCTI, r"<cac:PostalAddress>(?:.*\n)*?</cac:PostalAddress>\n", ""),
    "ibr-009": (RCTI, "<cbc:IdentificationCode>AU", "<cbc:IdentificationCode>NZ"),
    "ibr-010": (RCTI, r"(AccountingCustomerParty>(?:.*\n)*?)<cac:PostalAddress>(?:.*\n)*?</cac:PostalAddress>\n", r"\1"),
    "ibr-011": (RCTI, r"(AccountingCustomerParty>(?:.*\n)*?)<cbc:IdentificationCode>AU", r"\1<cbc:IdentificationCode>NZ"),
    "aligned-ibr-001-aunz": (RCTI, 'CompanyID schemeID="0151"', 'CompanyID schemeID="0088"'),
    "aligned-ibr-004-aunz": (RCTI, r'(AccountingCustomerParty>(?:.*\n)*?)<cbc:CompanyID schemeID="0151"',
                             r'\1<cbc:CompanyID schemeID="0088"'),
    "ibr-120": (RCTI, r'(EndpointID schemeID="0151">)\d', r"\g<1>0"),
    "ibr-062": (RCTI, r"<cbc:EndpointID.*\n", ""),
    "ibr-081": (RCTI, r"(AccountingCustomerParty>(?:.*\n)*?)<cbc:EndpointID.*\n", r"\1"),
    "ibr-029": (RCTI, r"<cbc:StartDate>.*?<", "<cbc:StartDate>2099-01-01<"),
    "ibr-055": (CREDIT, r"<cac:BillingReference>(?:.*\n)*?</cac:BillingReference>\n", ""),
    "aligned-ibrp-061": (RCTI, r"<cbc:DueDate>.*\n", ""),
    "aligned-ibrp-016": (RCTI, r"(<cac:PayeeFinancialAccount>\n)<cbc:ID>.*\n", r"\1"),
    "aligned-ibrp-018": (RCTI, "<cbc:PaymentMeansCode>30", "<cbc:PaymentMeansCode>58"),
    "aligned-ibrp-065": (RCTI, r"(<cbc:PaymentID>.*?</cbc:PaymentID>\n)", r"\1\1"),
    "bis-gn-02": (RCTI, r"(<cac:FinancialInstitutionBranch>\n<cbc:ID>\d{3})", r"\1-"),
    "aligned-ibrp-005": (RCTI, r"(<cbc:PayableAmount[^>]*>[^<]*)", r"\g<1>0"),
    "ibr-cl-03": (RCTI, 'PayableAmount currencyID="AUD"', 'PayableAmount currencyID="NZD"'),
    "ibr-079": (RCTI, r"<cbc:Note>.*?</cbc:Note>", "<cbc:Note></cbc:Note>"),
    "ibr-016": (RCTI, r"<cac:InvoiceLine>(?:.*\n)*</cac:InvoiceLine>\n", ""),
    "ibr-021": (RCTI, r"(<cac:InvoiceLine>(?:.*\n)*</cac:InvoiceLine>\n)", r"\1\1"),
    "ibr-025": (RCTI, r"(<cac:Item>\n)<cbc:Name>.*\n", r"\1"),
    "ibr-022": (RCTI, r"<cbc:InvoicedQuantity.*\n", ""),
    "ibr-cl-23": (RCTI, 'unitCode="HUR"', 'unitCode="HOUR"'),
    "ibr-027": (RCTI, r"(<cbc:PriceAmount[^>]*>)", r"\1-"),
    "aligned-ibrp-053": (RCTI, r"(<cbc:InvoicedQuantity[^>]*>)", r"\g<1>1"),
    "aligned-ibrp-cl-01-aunz": (RCTI, "<cbc:ID>S<", "<cbc:ID>AA<"),
    "aligned-ibrp-021": (RCTI, r"(<cac:TaxTotal>(?:.*\n)*</cac:TaxTotal>\n)", r"\1\1"),
    "aligned-ibrp-045": (RCTI, r"<cbc:TaxableAmount.*\n", ""),
    "aligned-ibrp-046": (RCTI, r"(<cbc:TaxableAmount.*\n)<cbc:TaxAmount.*\n", r"\1"),
    "aligned-ibrp-047-aunz": (RCTI, r"<cbc:ID>GST<", "<cbc:ID>VAT<"),
    "aligned-ibrp-048-aunz": (RCTI, r"(<cac:TaxCategory>\n<cbc:ID>S</cbc:ID>\n)<cbc:Percent>.*\n", r"\1"),
    "aligned-ibrp-051-aunz": (RCTI, r"(<cbc:TaxableAmount.*\n<cbc:TaxAmount[^>]*>)", r"\g<1>9"),
    "aligned-ibrp-s-01-aunz": (RCTI, r"(<cac:TaxCategory>\n)<cbc:ID>S<", r"\1<cbc:ID>O<"),
    "aligned-ibrp-s-05-aunz": (RCTI, "<cbc:Percent>10<", "<cbc:Percent>0<"),
    "aligned-ibrp-s-08-aunz": (RCTI, r"(<cbc:TaxableAmount[^>]*>)", r"\g<1>9"),
    "aligned-ibrp-o-05-aunz": (RCI, r"(<cac:ClassifiedTaxCategory>\n<cbc:ID>O</cbc:ID>\n)", r"\1<cbc:Percent>0</cbc:Percent>\n"),
    "aligned-ibrp-o-08-aunz": (RCI, r"(<cbc:TaxableAmount[^>]*>)", r"\g<1>9"),
    "aligned-ibrp-o-09-aunz": (RCI, r"(<cbc:TaxableAmount.*\n<cbc:TaxAmount[^>]*>)0", r"\g<1>1"),
    "aligned-ibrp-o-11-aunz": (RCI, r"(<cac:ClassifiedTaxCategory>\n<cbc:ID>)O", r"\1S"),
    "ibr-co-10": (RCTI, r"(<cac:LegalMonetaryTotal>\n<cbc:LineExtensionAmount[^>]*>)", r"\g<1>9"),
    "ibr-co-13": (RCTI, r"(<cbc:TaxExclusiveAmount[^>]*>)", r"\g<1>9"),
    "ibr-co-14": (RCTI, r"(<cac:TaxTotal>\n<cbc:TaxAmount[^>]*>)", r"\g<1>9"),
    "ibr-co-15": (RCTI, r"(<cbc:TaxInclusiveAmount[^>]*>)", r"\g<1>9"),
    "ibr-co-16": (RCTI, r"(<cbc:PayableAmount[^>]*>)", r"\g<1>9"),
    "ibr-cl-24": (RCTI, 'mimeCode="text/csv"', 'mimeCode="application/pdf"'),
}  # fmt: skip


def wanted_by_all(fixture, copy):
    """A copy of the fixture, in whose partners.csv everybody wants e-invoices."""
    shutil.copytree(fixture.directory, copy, ignore=shutil.ignore_patterns("expected", "pictures"))
    for path in copy.rglob("partners.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [{**row, "einvoice": "yes"} for row in csv.DictReader(file)]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return fixture._replace(directory=copy)


def play(rcti, fixture, place):
    """Issues all of it; the place's store and results."""
    if steps.has_steps(fixture.directory):
        sequence = steps.Sequence(rcti, fixture, place)
        sequence.play(with_documents=False)
        return sequence.place, steps.failed_steps(sequence)
    month = golden.make_month(rcti, golden.read_fixture(fixture.directory, rcti), place)
    if month.run is None or month.run.returncode not in (0, 1):
        return month.place, [f"{fixture.name}: {month.imported.stderr}{month.run and month.run.stderr}"]
    digest = steps.digest_of(fixture.period, month.run)[fixture.period]
    words = month.fixture.run_options
    at = words.index("--holidays") if "--holidays" in words else len(words)
    done = golden.call(rcti, ["issue", fixture.period, "--draft", digest, "--approved-by", "Ana Approver",
                              "--store", str(month.place.store), "--out", str(month.place.out()), "--quiet",
                              *words[at:at + 2]])
    good = done.returncode in (0, 1) or fixture.name in TOLERATED
    return month.place, [] if good else [f"{fixture.name}: {done.stderr.decode()}"]


# ---- what is looked at ------------------------------------------------------------------------------


def kind_of(document, number):
    """Which of the kinds that there have to be."""
    code = document.get(f"cbc:{document.kind}TypeCode")
    note = document.get("cbc:Note")
    if number.endswith("-V"):
        return "void"
    if number.startswith(("RCAN-", "ADJ-")):
        registered = "adjustment-of-rci" if number.startswith("ADJ-") else "note"
        return f"{registered}-{'down' if code == '261' else 'up'}"
    if re.search(r"-R\d+$", number):
        return "replacement"
    if "late document" in note:
        return "late"
    if len(document.lines()) > 1 and number.startswith("RCTI-"):
        return "several-lines"
    return "rci" if number.startswith("RCI-") else "rcti"


def words_of_pdf(path):
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def kind_problems(store, document, number):
    """The type that the spec gives it, and the document that it has to name."""
    code, reference = document.get(f"cbc:{document.kind}TypeCode"), ""
    if number.endswith("-V"):
        wanted, reference = "261", number[:-2]
    else:
        total, adjusts, replaces = store.execute(
            "SELECT total, ifnull(adjusts, ''), ifnull(replaces, '') FROM documents WHERE number = ?1", (number,)).fetchone()
        wanted, reference = "261" if adjusts and total < 0 else "389", adjusts or replaces
    named = document.get("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID")
    dated = document.get("cac:BillingReference/cac:InvoiceDocumentReference/cbc:IssueDate")
    issued = store.execute("SELECT i.issue_date FROM documents AS d JOIN issues AS i USING (seq) WHERE d.number = ?1",
                           (reference,)).fetchone()
    found = [] if code == wanted else [f"{number}: is of type {code}, not {wanted}"]
    if named != reference or dated != (str(date(1970, 1, 1) + timedelta(issued[0])) if issued else ""):
        found.append(f"{number}: names {named} of {dated}, not {reference} of {issued}")
    return found


def hours_problems(document, number):
    """The hours that are attached are those that the lines bill, where they bill hours alone."""
    attached = [at.text for at in document.root.iter(asserts.CBC + "EmbeddedDocumentBinaryObject")]
    if number.endswith("-V"):
        return [f"{number}: has hours"] if attached else []
    quantities = [document.quantity(line)[0] for line in document.lines()]
    rows = list(csv.DictReader(base64.b64decode(attached[0]).decode().splitlines()))
    minutes = sum(int(row["minutes" if "minutes" in row else "paid_minutes"]) for row in rows)
    billed = sum(Decimal(at.text) for at in quantities) * 60 * (-1 if document.kind == "CreditNote" else 1)
    if {at.get("unitCode") for at in quantities} == {"HUR"} and abs(billed - minutes) > Decimal("0.01"):
        return [f"{number}: bills {billed} minutes, {minutes} are attached"]
    return []


def told_problems(store, document, path):
    """Parties, dates, account and the note, as the frozen document and its PDF have them."""
    number = path.stem
    if number.endswith("-V"):
        return []
    name, abn, subtotal, paid_on, partner_id = store.execute(
        "SELECT d.legal_name, d.abn, d.subtotal, i.payment_date, d.partner_id FROM documents AS d"
        " JOIN issues AS i USING (seq) WHERE d.number = ?1", (number,)).fetchone()
    sign = -1 if document.kind == "CreditNote" else 1
    entity = asserts.SUPPLIER + "/cac:PartyLegalEntity/"
    due = {"CreditNote": ""}.get(document.kind, str(date(1970, 1, 1) + timedelta(paid_on)))
    pairs = {"name": (document.get(entity + "cbc:RegistrationName"), name),
             "ABN": (document.get(entity + "cbc:CompanyID"), abn),
             "partner": (document.get("cbc:BuyerReference"), partner_id),
             "due": (document.get("cbc:DueDate"), due),
             "subtotal": (int(sign * document.amount(asserts.TOTAL + "/cbc:TaxExclusiveAmount") * 100), subtotal),
             "taxable": (document.amount(asserts.BREAKDOWN + "/cbc:TaxableAmount"),
                         document.amount(asserts.TOTAL + "/cbc:TaxExclusiveAmount"))}
    found = [f"{number}: {what}: {is_} is not {has}" for what, (is_, has) in pairs.items() if is_ != has]
    for at in document.all("cac:PaymentMeans"):
        if document.get("cbc:PaymentID", at) != number:
            found.append(f"{number}: is paid as {document.get('cbc:PaymentID', at)}")
    done = subprocess.run(["pdftotext", str(path.parents[1] / "documents" / f"{number}.pdf"), "-"], capture_output=True,
                          text=True, check=True)
    words, note = "".join(done.stdout.split()), document.get("cbc:Note")
    first, _, rest = note.partition(f" {number}. ")
    if not re.fullmatch("Electronic copy of (Recipient Created .*|Adjustment)", first):
        found.append(f"{number}: {first} {number}")
    for sentence in re.split(r"(?<=[.]) (?:Reason: )?", rest):
        if "".join(sentence.rstrip(".").split()) not in words:
            found.append(f"{number}: is not in the PDF: {sentence}")
    return found


def problems_of(store, path):
    """One e-invoice against the asserts, the frozen document and its PDF."""
    text = path.read_text(encoding="utf-8")
    document, number = asserts.Document(text), path.stem
    found = [f"{path.name}: {name}" for name in asserts.failures(document)]
    payable = document.amount("cac:LegalMonetaryTotal/cbc:PayableAmount")
    gst = document.amount("cac:TaxTotal/cbc:TaxAmount")
    sign = -1 if document.kind == "CreditNote" else 1
    if number.endswith("-V"):
        rows = store.execute("SELECT sum(total), sum(gst) FROM documents WHERE number = ?1 OR adjusts = ?1",
                             (number[:-2],)).fetchall()
        sign = 1
    else:
        rows = store.execute("SELECT total, gst FROM documents WHERE number = ?1", (number,)).fetchall()
        pdf = words_of_pdf(path.parents[1] / "documents" / f"{number}.pdf")
        for amount in (payable, gst):
            if amount and f"{abs(amount):,.2f}" not in pdf:
                found.append(f"{path.name}: {amount} is not in the PDF")
    if [(total, tax) for total, tax in rows] != [(int(sign * payable * 100), int(sign * gst * 100))]:
        found.append(f"{path.name}: {payable} with GST of {gst}, the document {rows}")
    found += kind_problems(store, document, number) + hours_problems(document, number)
    return found + told_problems(store, document, path), document


def missing_of(store, out):
    """Documents of an issue that have no e-invoice, and whose partner is told nothing of it."""
    missing = []
    rows = store.execute("SELECT d.number, i.period, i.issue, d.partner_id FROM documents AS d"
                         " JOIN issues AS i USING (seq)").fetchall()
    for number, period, issue, partner_id in rows:
        directory = out / period / f"issue-{issue}"
        with (directory / "exceptions.csv").open(encoding="utf-8", newline="") as file:
            told = any(row["code"] == "NO_EINVOICE" and row["partner_id"] == partner_id
                       for row in csv.DictReader(file))
        if not told and not (directory / "einvoices" / f"{number}.xml").is_file():
            missing.append(f"{number}: no e-invoice, and nothing is told")
    return missing


def look(rcti, fixture, root):
    """(problems, kind -> text of the first such e-invoice, how many, how many refused)"""
    copy = wanted_by_all(fixture, root / "inputs" / fixture.name)
    (root / fixture.name).mkdir()
    place, problems = play(rcti, copy, root / fixture.name)
    kinds, count, refused = {}, 0, 0
    if not place.out().exists():
        return problems, kinds, count, refused
    with closing(sqlite3.connect(place.store)) as store:
        for path in sorted(place.out().rglob("einvoices/*.xml")):
            found, document = problems_of(store, path)
            problems += found
            kinds.setdefault(kind_of(document, path.stem), document.text)
            count += 1
        problems += missing_of(store, place.out())
    for path in place.out().rglob("issue-*/exceptions.csv"):
        refused += path.read_text(encoding="utf-8").count("NO_EINVOICE")
    return [f"{fixture.name}: {text}" for text in problems], kinds, count, refused


# ---- the asserts ------------------------------------------------------------------------------------


def spoiled_problems():
    """Each assert catches its document; and all of them hold for the samples."""
    problems = [f"{name}: no document is spoiled for it" for name in asserts.ASSERTS.keys() - SPOILED.keys()]
    samples = {path.stem: path.read_text(encoding="utf-8") for path in SAMPLES.glob("*.xml")}
    for name, (kind, pattern, put) in SPOILED.items():
        text, count = re.subn(pattern, put, samples.get(kind, ""), count=1)
        if count != 1:
            problems.append(f"{name}: {kind}.xml is not spoiled by its pattern")
        elif name not in asserts.failures(asserts.Document(text)):
            problems.append(f"{name}: does not catch its spoiled document")
    return problems


KINDS = ("rcti", "rci", "several-lines", "note-up", "note-down", "adjustment-of-rci-down",
         "void", "replacement", "late")


def samples_problems(kinds, accept):
    """One e-invoice of each kind, kept for whoever has the official rules."""
    if accept:
        shutil.rmtree(SAMPLES, ignore_errors=True)
        SAMPLES.mkdir()
        for kind, text in kinds.items():
            (SAMPLES / f"{kind}.xml").write_text(text, encoding="utf-8")
    problems = [f"no e-invoice is of the kind {kind}" for kind in KINDS if kind not in kinds]
    for kind, text in kinds.items():
        path = SAMPLES / f"{kind}.xml"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            problems.append(f"samples/{kind}.xml is not what is made; read it, then --accept")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rcti", type=lambda text: Path(text).resolve())
    parser.add_argument("--accept", action="store_true")
    options = parser.parse_args()
    rcti = golden.Program(options.rcti, None)
    kinds, totals, problems = {}, Counter(), []
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        (root / "inputs").mkdir()
        with ThreadPoolExecutor(2) as pool:
            # What other systems exported pays as the same month in our own columns.
            fixtures = [each for each in golden.all_fixtures(rcti)
                        if not (each.directory / "input/sources.ini").is_file()]
            looked = pool.map(lambda fixture: look(rcti, fixture, root), fixtures)
            for found, of_kind, count, refused in looked:
                problems += found
                kinds = {**of_kind, **kinds}
                totals += Counter(made=count, refused=refused)
    problems += samples_problems(kinds, options.accept) + spoiled_problems()
    if totals["refused"] == 0:
        problems.append("no fixture has a document without an e-invoice (NO_EINVOICE)")
    print("\n".join(problems))
    print(f"{totals['made']} e-invoices, {len(kinds)} kinds, {len(asserts.ASSERTS)} asserts, "
          f"{totals['refused']} times NO_EINVOICE; {len(problems)} problems")
    return 1 if problems or totals["made"] == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
