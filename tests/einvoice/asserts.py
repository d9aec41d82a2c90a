"""What an e-invoice has to keep to: asserts of our own, each named after the public rule of PINT A-NZ
self-billing 1.1.3 that it restates; `ubl` is the shape, the order of elements of UBL 2.1."""

import base64
import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC = f"{{{UBL}CommonAggregateComponents-2}}"
CBC = f"{{{UBL}CommonBasicComponents-2}}"
CUSTOMIZATION = "urn:peppol:pint:selfbilling-1@aunz-1"
UNITS = {"HUR", "C62"}
SLACK = Decimal("1.00")
LINE_SLACK = Decimal("0.02")

# The children of each element in the order of the schema, as far as they are used or might be.
PARTY = ("EndpointID PartyIdentification PartyName PostalAddress PartyTaxScheme PartyLegalEntity Contact")
SHAPE = {
    "Invoice": "CustomizationID ProfileID ID IssueDate DueDate InvoiceTypeCode Note TaxPointDate "
    "DocumentCurrencyCode TaxCurrencyCode AccountingCost BuyerReference InvoicePeriod OrderReference "
    "BillingReference ContractDocumentReference AdditionalDocumentReference AccountingSupplierParty "
    "AccountingCustomerParty PayeeParty Delivery PaymentMeans PaymentTerms AllowanceCharge TaxTotal "
    "LegalMonetaryTotal InvoiceLine",
    "CreditNote": "CustomizationID ProfileID ID IssueDate TaxPointDate CreditNoteTypeCode Note "
    "DocumentCurrencyCode TaxCurrencyCode AccountingCost BuyerReference InvoicePeriod OrderReference "
    "BillingReference ContractDocumentReference AdditionalDocumentReference AccountingSupplierParty "
    "AccountingCustomerParty PayeeParty Delivery PaymentMeans PaymentTerms AllowanceCharge TaxTotal "
    "LegalMonetaryTotal CreditNoteLine",
    "Party": PARTY,
    "PostalAddress": "StreetName AdditionalStreetName CityName PostalZone CountrySubentity AddressLine Country",
    "PartyLegalEntity": "RegistrationName CompanyID CompanyLegalForm",
    "Contact": "Name Telephone ElectronicMail",
    "PaymentMeans": "PaymentMeansCode PaymentID CardAccount PayeeFinancialAccount",
    "PayeeFinancialAccount": "ID Name FinancialInstitutionBranch",
    "TaxTotal": "TaxAmount TaxSubtotal",
    "TaxSubtotal": "TaxableAmount TaxAmount TaxCategory",
    "TaxCategory": "ID Percent TaxExemptionReasonCode TaxExemptionReason TaxScheme",
    "ClassifiedTaxCategory": "ID Percent TaxScheme",
    "LegalMonetaryTotal": "LineExtensionAmount TaxExclusiveAmount TaxInclusiveAmount AllowanceTotalAmount "
    "ChargeTotalAmount PrepaidAmount PayableRoundingAmount PayableAmount",
    "InvoiceLine": "ID Note InvoicedQuantity LineExtensionAmount AccountingCost InvoicePeriod Item Price",
    "CreditNoteLine": "ID Note CreditedQuantity LineExtensionAmount AccountingCost InvoicePeriod Item Price",
    "Item": "Description Name ClassifiedTaxCategory",
    "Price": "PriceAmount BaseQuantity",
    "InvoicePeriod": "StartDate EndDate",
    "InvoiceDocumentReference": "ID IssueDate",
    "AdditionalDocumentReference": "ID DocumentTypeCode DocumentDescription Attachment",
}


def path_of(text):
    """cac:A/cbc:B as ElementTree has it."""
    return "/".join(part.replace("cac:", CAC).replace("cbc:", CBC) for part in text.split("/"))


class Document:
    def __init__(self, text):
        self.text = text
        self.root = ElementTree.fromstring(text)
        self.kind = self.root.tag.split("}")[1]

    def all(self, path, at=None):
        return (self.root if at is None else at).findall(path_of(path))

    def get(self, path, at=None):
        """The text, "" where there is none."""
        found = self.all(path, at)
        return (found[0].text or "").strip() if found else ""

    def amount(self, path, at=None):
        return Decimal(self.get(path, at) or "NaN")

    def lines(self):
        return self.all(f"cac:{self.kind}Line")

    def categories(self):
        return [self.get("cbc:ID", at) for at in
                self.root.iter() if at.tag in (CAC + "TaxCategory", CAC + "ClassifiedTaxCategory")]

    def line_amounts(self):
        return [self.amount("cbc:LineExtensionAmount", line) for line in self.lines()]

    def quantity(self, line):
        name = "Invoiced" if self.kind == "Invoice" else "Credited"
        return self.all(f"cbc:{name}Quantity", line)


SUPPLIER = "cac:AccountingSupplierParty/cac:Party"
BUYER = "cac:AccountingCustomerParty/cac:Party"
BREAKDOWN = "cac:TaxTotal/cac:TaxSubtotal"
TOTAL = "cac:LegalMonetaryTotal"


def abn_valid(text):
    if not re.fullmatch(r"[0-9]{11}", text):
        return False
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    digits = [int(digit) for digit in text]
    digits[0] -= 1
    return sum(a * b for a, b in zip(digits, weights)) % 89 == 0


def shape(d):
    for element in d.root.iter():
        name = element.tag.split("}")[1]
        order = SHAPE.get(name, "").split()
        names = [child.tag.split("}")[1] for child in element]
        if order and (any(each not in order for each in names)
                      or [order.index(each) for each in names] != sorted(map(order.index, names))):
            return False
    return d.root.tag == f"{{{UBL}{d.kind}-2}}{d.kind}"


def number(text):
    return bool(re.fullmatch(r"-?[0-9]+(\.[0-9]{1,2})?", text))


def day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def taxed(d):
    return [at for at in d.all(BREAKDOWN) if d.get("cac:TaxCategory/cbc:ID", at) == "S"]


def category_sum(d, category):
    return sum((d.amount("cbc:LineExtensionAmount", line) for line in d.lines()
                if d.get("cac:Item/cac:ClassifiedTaxCategory/cbc:ID", line) == category), Decimal(0))


ASSERTS = {
    "ubl": shape,
    "aligned-ibrp-001-aunz-sb": lambda d: d.get("cbc:CustomizationID").startswith(CUSTOMIZATION),
    "aligned-ibrp-002-aunz-sb": lambda d: d.get("cbc:ProfileID") == "urn:peppol:bis:selfbilling",
    "ibr-cl-01-aunz-sb": lambda d: d.get(f"cbc:{d.kind}TypeCode") == {"Invoice": "389", "CreditNote": "261"}[d.kind],
    "ibr-002": lambda d: bool(d.get("cbc:ID")),
    "ibr-003": lambda d: day(d.get("cbc:IssueDate")) is not None,
    "ibr-005": lambda d: d.get("cbc:DocumentCurrencyCode") == "AUD",
    "aligned-ibrp-003": lambda d: bool(d.get("cbc:BuyerReference") or d.get("cac:OrderReference/cbc:ID")),
    "ibr-sr-51": lambda d: len(d.all("cbc:Note")) <= 1,
    "ibr-006": lambda d: bool(d.get(SUPPLIER + "/cac:PartyLegalEntity/cbc:RegistrationName")),
    "ibr-007": lambda d: bool(d.get(BUYER + "/cac:PartyLegalEntity/cbc:RegistrationName")),
    "ibr-008": lambda d: len(d.all(SUPPLIER + "/cac:PostalAddress")) == 1,
    "ibr-009": lambda d: d.get(SUPPLIER + "/cac:PostalAddress/cac:Country/cbc:IdentificationCode") == "AU",
    "ibr-010": lambda d: len(d.all(BUYER + "/cac:PostalAddress")) == 1,
    "ibr-011": lambda d: d.get(BUYER + "/cac:PostalAddress/cac:Country/cbc:IdentificationCode") == "AU",
    "aligned-ibr-001-aunz": lambda d: d.all(SUPPLIER + "/cac:PartyLegalEntity/cbc:CompanyID")[0].get("schemeID") == "0151",
    "aligned-ibr-004-aunz": lambda d: d.all(BUYER + "/cac:PartyLegalEntity/cbc:CompanyID")[0].get("schemeID") == "0151",
    "ibr-120": lambda d: all(abn_valid(at.text or "") for at in d.root.iter() if at.get("schemeID") == "0151"),
    "ibr-062": lambda d: d.all(SUPPLIER + "/cbc:EndpointID") and d.all(SUPPLIER + "/cbc:EndpointID")[0].get("schemeID"),
    "ibr-081": lambda d: d.all(BUYER + "/cbc:EndpointID") and d.all(BUYER + "/cbc:EndpointID")[0].get("schemeID"),
    "ibr-029": lambda d: day(d.get("cac:InvoicePeriod/cbc:StartDate")) <= day(d.get("cac:InvoicePeriod/cbc:EndDate")),
    "ibr-055": lambda d: all(d.get("cac:InvoiceDocumentReference/cbc:ID", at) for at in d.all("cac:BillingReference"))
    and (d.kind == "Invoice" or len(d.all("cac:BillingReference")) > 0),
    "aligned-ibrp-061": lambda d: d.kind == "CreditNote" or not d.amount(TOTAL + "/cbc:PayableAmount") > 0
    or day(d.get("cbc:DueDate")) is not None,
    "aligned-ibrp-016": lambda d: all(d.get("cac:PayeeFinancialAccount/cbc:ID", at) for at in d.all("cac:PaymentMeans")),
    "aligned-ibrp-018": lambda d: all(d.get("cbc:PaymentMeansCode", at) == "30" for at in d.all("cac:PaymentMeans")),
    "aligned-ibrp-065": lambda d: all(len(d.all("cbc:PaymentID", at)) <= 1 for at in d.all("cac:PaymentMeans")),
    "bis-gn-02": lambda d: all(re.fullmatch(r"[0-9]{6}", d.get("cbc:ID", at)) for at in
                               d.root.iter(CAC + "FinancialInstitutionBranch")),
    "aligned-ibrp-005": lambda d: all(number(at.text or "") for at in d.root.iter() if at.tag.endswith("Amount")),
    "ibr-cl-03": lambda d: all(at.get("currencyID") == "AUD" for at in d.root.iter() if at.tag.endswith("Amount")),
    "ibr-079": lambda d: all((at.text or "").strip() or len(at) for at in d.root.iter()),
    "ibr-016": lambda d: len(d.lines()) > 0,
    "ibr-021": lambda d: len({d.get("cbc:ID", line) for line in d.lines()}) == len(d.lines()),
    "ibr-025": lambda d: all(d.get("cac:Item/cbc:Name", line) for line in d.lines()),
    "ibr-022": lambda d: all(len(d.quantity(line)) == 1 for line in d.lines()),
    "ibr-cl-23": lambda d: all(d.quantity(line)[0].get("unitCode") in UNITS for line in d.lines() if d.quantity(line)),
    "ibr-027": lambda d: all(d.amount("cac:Price/cbc:PriceAmount", line) >= 0 for line in d.lines()),
    "aligned-ibrp-053": lambda d: all(
        abs(Decimal(d.quantity(line)[0].text) * d.amount("cac:Price/cbc:PriceAmount", line)
            - d.amount("cbc:LineExtensionAmount", line)) <= LINE_SLACK for line in d.lines() if d.quantity(line)),
    "aligned-ibrp-cl-01-aunz": lambda d: set(d.categories()) <= {"S", "O"} and d.categories(),
    "aligned-ibrp-021": lambda d: len([at for at in d.all("cac:TaxTotal") if d.all("cac:TaxSubtotal", at)]) == 1,
    "aligned-ibrp-045": lambda d: all(d.get("cbc:TaxableAmount", at) for at in d.all(BREAKDOWN)),
    "aligned-ibrp-046": lambda d: all(d.get("cbc:TaxAmount", at) for at in d.all(BREAKDOWN)),
    "aligned-ibrp-047-aunz": lambda d: all(d.get("cac:TaxScheme/cbc:ID", at) == "GST" for at in d.root.iter()
                                          if at.tag in (CAC + "TaxCategory", CAC + "ClassifiedTaxCategory")),
    "aligned-ibrp-048-aunz": lambda d: all(d.get("cac:TaxCategory/cbc:Percent", at) for at in taxed(d)),
    "aligned-ibrp-051-aunz": lambda d: all(
        abs(abs(d.amount("cbc:TaxAmount", at)) - abs(d.amount("cbc:TaxableAmount", at)) / 10) <= SLACK for at in taxed(d)),
    "aligned-ibrp-s-01-aunz": lambda d: ("S" in [d.get("cac:Item/cac:ClassifiedTaxCategory/cbc:ID", line)
                                                 for line in d.lines()]) == (len(taxed(d)) > 0),
    "aligned-ibrp-s-05-aunz": lambda d: all(Decimal(d.get("cbc:Percent", at) or 0) == 10 for at in d.root.iter()
                                            if at.tag.endswith("TaxCategory") and d.get("cbc:ID", at) == "S"),
    "aligned-ibrp-s-08-aunz": lambda d: all(abs(d.amount("cbc:TaxableAmount", at) - category_sum(d, "S")) <= SLACK
                                            for at in taxed(d)),
    "aligned-ibrp-o-05-aunz": lambda d: all(not d.all("cbc:Percent", at) for at in d.root.iter()
                                            if at.tag.endswith("TaxCategory") and d.get("cbc:ID", at) == "O"),
    "aligned-ibrp-o-08-aunz": lambda d: all(d.amount("cbc:TaxableAmount", at) == category_sum(d, "O")
                                            for at in d.all(BREAKDOWN) if d.get("cac:TaxCategory/cbc:ID", at) == "O"),
    "aligned-ibrp-o-09-aunz": lambda d: all(d.amount("cbc:TaxAmount", at) == 0 for at in d.all(BREAKDOWN)
                                            if d.get("cac:TaxCategory/cbc:ID", at) == "O"),
    "aligned-ibrp-o-11-aunz": lambda d: "O" not in d.categories() or set(d.categories()) == {"O"},
    "ibr-co-10": lambda d: d.amount(TOTAL + "/cbc:LineExtensionAmount") == sum(d.line_amounts()),
    "ibr-co-13": lambda d: d.amount(TOTAL + "/cbc:TaxExclusiveAmount") == d.amount(TOTAL + "/cbc:LineExtensionAmount"),
    "ibr-co-14": lambda d: d.amount("cac:TaxTotal/cbc:TaxAmount")
    == sum((d.amount("cbc:TaxAmount", at) for at in d.all(BREAKDOWN)), Decimal(0)),
    "ibr-co-15": lambda d: d.amount(TOTAL + "/cbc:TaxInclusiveAmount")
    == d.amount(TOTAL + "/cbc:TaxExclusiveAmount") + d.amount("cac:TaxTotal/cbc:TaxAmount"),
    "ibr-co-16": lambda d: d.amount(TOTAL + "/cbc:PayableAmount") == d.amount(TOTAL + "/cbc:TaxInclusiveAmount"),
    "ibr-cl-24": lambda d: all(at.get("mimeCode") == "text/csv" and at.get("filename") and base64.b64decode(at.text)
                               for at in d.root.iter(CBC + "EmbeddedDocumentBinaryObject")),
}


def failures(document):
    """The names of the asserts that it fails; an error of one is a failure."""
    failed = []
    for name, holds in ASSERTS.items():
        try:
            good = holds(document)
        except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError):
            good = False
        if not good:
            failed.append(name)
    return failed
