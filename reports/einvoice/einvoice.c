#include "reports/einvoice/einvoice.h"

#include <stdlib.h>
#include <string.h>

#include "reports/output_file.h"
#include "reports/text.h"

#define UBL "urn:oasis:names:specification:ubl:schema:xsd:"
#define CUSTOMIZATION "urn:peppol:pint:selfbilling-1@aunz-1"
#define PROFILE "urn:peppol:bis:selfbilling"
#define ABN_SCHEME "0151"

enum {
    TYPE_INVOICE = 389,
    TYPE_CREDIT = 261,
    CREDIT_TRANSFER = 30, /* UNCL4461 */
    GST_PERCENT = 10
};

/* ---- what is written ---------------------------------------------------------------------------- */

struct einvoice_line {
    struct line line; /* signed as it is written: a credit's are those of what it takes off */
    const char *dates;
};

struct einvoice {
    bool credit;
    const char *number;
    const struct report_run *run; /* company, dates */
    const struct supplier *supplier;
    const struct supplier *account; /* NULL: a credit, or no account is known */
    struct period period;
    const char *refers; /* the document adjusted, replaced or void; "" for none */
    day refers_date;
    const char *note;
    bool taxed;
    struct einvoice_line *lines;
    size_t line_count;
    money subtotal;
    money gst;
    const char *hours; /* a CSV; "" for none */
};

static const struct line *line_of(const struct document_content *content, size_t index)
{
    return content->adjustment ? &content->adjustment->lines[index].line
                               : &content->report->lines[index];
}

static size_t line_count(const struct document_content *content)
{
    return content->adjustment ? content->adjustment->line_count : content->report->line_count;
}

/* ---- whether there can be one ------------------------------------------------------------------- */

static bool has_address(const char *line_1, const char *suburb, const char *postcode)
{
    return line_1[0] != '\0' && suburb[0] != '\0' && postcode[0] != '\0';
}

const char *einvoice_refusal(const struct document *document)
{
    const struct document_content content = document_content_of(document);
    const struct supplier *supplier = content.supplier;
    const struct report_company *company = &content.run->company;
    bool mixed = false;
    for (size_t i = 0; i < line_count(&content); i++) {
        mixed = mixed || line_of(&content, i)->taxable != content.with_gst;
    }
    return !has_address(supplier->address_line_1, supplier->suburb, supplier->postcode)
               ? "the partner has no full address (address_line_1, suburb, postcode)"
           : !has_address(company->address_line_1, company->suburb, company->postcode)
               ? "company.ini has no full address"
           : content.adjustment && content.adjustment->cancels
               ? "it cancels what was no valid tax invoice"
           : mixed ? "it has lines with GST and lines without"
                   : NULL;
}

/* ---- XML ---------------------------------------------------------------------------------------- */

static void put(GString *xml, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void put(GString *xml, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_markup_vprintf_escaped(format, values);
    va_end(values);
    g_string_append(xml, text);
}

/* Nothing where the text is blank: an empty element is none (ibr-079). */
static void put_text(GString *xml, const char *element, const char *text)
{
    if (text[0] != '\0') {
        put(xml, "<cbc:%s>%s</cbc:%s>\n", element, text, element);
    }
}

static void put_amount(GString *xml, const char *element, money amount)
{
    put(xml, "<cbc:%s currencyID=\"AUD\">%s</cbc:%s>\n", element, text_money(TEXT_ROOM, amount),
        element);
}

static void put_date(GString *xml, const char *element, day date)
{
    put_text(xml, element, text_date(TEXT_ROOM, date));
}

static void put_category(GString *xml, const char *element, bool taxed)
{
    put(xml, "<cac:%s>\n<cbc:ID>%s</cbc:ID>\n", element, taxed ? "S" : "O");
    if (taxed) {
        put(xml, "<cbc:Percent>%d</cbc:Percent>\n", GST_PERCENT);
    }
    put(xml, "<cac:TaxScheme>\n<cbc:ID>GST</cbc:ID>\n</cac:TaxScheme>\n</cac:%s>\n", element);
}

/* ---- head --------------------------------------------------------------------------------------- */

static const char *root_of(const struct einvoice *einvoice)
{
    return einvoice->credit ? "CreditNote" : "Invoice";
}

static void head_put(GString *xml, const struct einvoice *einvoice)
{
    const char *root = root_of(einvoice);
    put(xml,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<%s xmlns=\"" UBL "%s-2\" xmlns:cac=\"" UBL "CommonAggregateComponents-2\""
        " xmlns:cbc=\"" UBL "CommonBasicComponents-2\">\n",
        root, root);
    put_text(xml, "CustomizationID", CUSTOMIZATION);
    put_text(xml, "ProfileID", PROFILE);
    put_text(xml, "ID", einvoice->number);
    put_date(xml, "IssueDate", einvoice->run->issue_date);
    if (!einvoice->credit) {
        put_date(xml, "DueDate", einvoice->run->payment_date);
    }
    put(xml, "<cbc:%sTypeCode>%d</cbc:%sTypeCode>\n", root,
        einvoice->credit ? TYPE_CREDIT : TYPE_INVOICE, root);
    put_text(xml, "Note", einvoice->note);
    put_text(xml, "DocumentCurrencyCode", "AUD");
    put_text(xml, "BuyerReference", einvoice->supplier->partner_id);
    put(xml, "<cac:InvoicePeriod>\n");
    put_date(xml, "StartDate", einvoice->period.first);
    put_date(xml, "EndDate", period_last(einvoice->period));
    put(xml, "</cac:InvoicePeriod>\n");
    if (einvoice->refers[0] != '\0') {
        put(xml, "<cac:BillingReference>\n<cac:InvoiceDocumentReference>\n");
        put_text(xml, "ID", einvoice->refers);
        put_date(xml, "IssueDate", einvoice->refers_date);
        put(xml, "</cac:InvoiceDocumentReference>\n</cac:BillingReference>\n");
    }
    if (einvoice->supplier->agreement_ref[0] != '\0') {
        put(xml, "<cac:ContractDocumentReference>\n");
        put_text(xml, "ID", einvoice->supplier->agreement_ref);
        put(xml, "</cac:ContractDocumentReference>\n");
    }
}

/* The hours: what is additional, never a copy of the document. */
static void hours_put(GString *xml, const struct einvoice *einvoice)
{
    if (einvoice->hours[0] == '\0') {
        return;
    }
    g_autofree char *base64 =
        g_base64_encode((const guchar *)einvoice->hours, strlen(einvoice->hours));
    put(xml,
        "<cac:AdditionalDocumentReference>\n<cbc:ID>%s-hours</cbc:ID>\n"
        "<cbc:DocumentDescription>The hours behind it</cbc:DocumentDescription>\n"
        "<cac:Attachment>\n<cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/csv\""
        " filename=\"%s-hours.csv\">%s</cbc:EmbeddedDocumentBinaryObject>\n</cac:Attachment>\n"
        "</cac:AdditionalDocumentReference>\n",
        einvoice->number, einvoice->number, base64);
}

/* ---- parties ------------------------------------------------------------------------------------ */

static void party_put(GString *xml, const char *role, const struct supplier *party,
                      const char *telephone)
{
    put(xml, "<cac:%s>\n<cac:Party>\n", role);
    put(xml, "<cbc:EndpointID schemeID=\"" ABN_SCHEME "\">%s</cbc:EndpointID>\n", party->abn);
    if (party->trading_name[0] != '\0') {
        put(xml, "<cac:PartyName>\n");
        put_text(xml, "Name", party->trading_name);
        put(xml, "</cac:PartyName>\n");
    }
    put(xml, "<cac:PostalAddress>\n");
    put_text(xml, "StreetName", party->address_line_1);
    put_text(xml, "AdditionalStreetName", party->address_line_2);
    put_text(xml, "CityName", party->suburb);
    put_text(xml, "PostalZone", party->postcode);
    put_text(xml, "CountrySubentity", party->state);
    put(xml, "<cac:Country>\n<cbc:IdentificationCode>AU</cbc:IdentificationCode>\n</cac:Country>\n"
             "</cac:PostalAddress>\n<cac:PartyLegalEntity>\n");
    put_text(xml, "RegistrationName", party->legal_name);
    put(xml,
        "<cbc:CompanyID schemeID=\"" ABN_SCHEME "\">%s</cbc:CompanyID>\n"
        "</cac:PartyLegalEntity>\n",
        party->abn);
    if (telephone[0] != '\0' || party->email[0] != '\0') {
        put(xml, "<cac:Contact>\n");
        put_text(xml, "Telephone", telephone);
        put_text(xml, "ElectronicMail", party->email);
        put(xml, "</cac:Contact>\n");
    }
    put(xml, "</cac:Party>\n</cac:%s>\n", role);
}

static void parties_put(GString *xml, const struct einvoice *einvoice)
{
    const struct report_company *company = &einvoice->run->company;
    const struct supplier buyer = {.legal_name = company->legal_name,
                                   .trading_name = "",
                                   .abn = company->abn,
                                   .address_line_1 = company->address_line_1,
                                   .address_line_2 = company->address_line_2,
                                   .suburb = company->suburb,
                                   .state = company->state,
                                   .postcode = company->postcode,
                                   .email = company->email};
    party_put(xml, "AccountingSupplierParty", einvoice->supplier, "");
    party_put(xml, "AccountingCustomerParty", &buyer, company->phone);
}

/* A BSB has six digits and no hyphen here. */
static void account_put(GString *xml, const struct einvoice *einvoice)
{
    const struct supplier *account = einvoice->account;
    if (!account) {
        return;
    }
    g_auto(GStrv) parts = g_strsplit(account->bsb, "-", -1);
    g_autofree char *bsb = g_strjoinv("", parts);
    put(xml, "<cac:PaymentMeans>\n<cbc:PaymentMeansCode>%d</cbc:PaymentMeansCode>\n",
        CREDIT_TRANSFER);
    put_text(xml, "PaymentID", einvoice->number);
    put(xml, "<cac:PayeeFinancialAccount>\n");
    put_text(xml, "ID", account->account_number);
    put_text(xml, "Name", account->account_name);
    put(xml, "<cac:FinancialInstitutionBranch>\n");
    put_text(xml, "ID", bsb);
    put(xml, "</cac:FinancialInstitutionBranch>\n</cac:PayeeFinancialAccount>\n"
             "</cac:PaymentMeans>\n");
}

/* ---- money -------------------------------------------------------------------------------------- */

static void totals_put(GString *xml, const struct einvoice *einvoice)
{
    const money total = money_add(einvoice->subtotal, einvoice->gst);
    put(xml, "<cac:TaxTotal>\n");
    put_amount(xml, "TaxAmount", einvoice->gst);
    put(xml, "<cac:TaxSubtotal>\n");
    put_amount(xml, "TaxableAmount", einvoice->subtotal);
    put_amount(xml, "TaxAmount", einvoice->gst);
    put_category(xml, "TaxCategory", einvoice->taxed);
    put(xml, "</cac:TaxSubtotal>\n</cac:TaxTotal>\n<cac:LegalMonetaryTotal>\n");
    put_amount(xml, "LineExtensionAmount", einvoice->subtotal);
    put_amount(xml, "TaxExclusiveAmount", einvoice->subtotal);
    put_amount(xml, "TaxInclusiveAmount", total);
    put_amount(xml, "PayableAmount", total);
    put(xml, "</cac:LegalMonetaryTotal>\n");
}

/* Hours with as many decimals as it takes for their product with the rate to be the amount. */
static char *quantity_text(pay_minutes minutes)
{
    enum { MILLIONTHS = 1000000 };
    const int64_t size =
        money_divide_half_up((int64_t)abs(minutes.minutes) * MILLIONTHS, MINUTES_PER_HOUR);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "%s%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT,
                    minutes.minutes < 0 ? "-" : "", size / MILLIONTHS, size % MILLIONTHS);
    while (text->str[text->len - 1] == '0') {
        g_string_truncate(text, text->len - 1);
    }
    if (text->str[text->len - 1] == '.') {
        g_string_truncate(text, text->len - 1);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Whether hours times rate are the amount to the cent: else it is one of the amount. */
static bool is_product(const struct line *line)
{
    return line->minutes.minutes != 0 &&
           money_line_amount(line->hourly_rate, line->minutes).cents == line->amount.cents;
}

static void line_put(GString *xml, const struct einvoice *einvoice, size_t index)
{
    const struct einvoice_line *row = &einvoice->lines[index];
    const struct line *line = &row->line;
    const char *root = root_of(einvoice);
    const bool hours = is_product(line);
    const money price =
        hours ? (money){line->hourly_rate.cents_per_hour} : (money){llabs(line->amount.cents)};
    g_autofree char *quantity = hours                    ? quantity_text(line->minutes)
                                : line->amount.cents < 0 ? g_strdup("-1")
                                                         : g_strdup("1");
    g_autofree char *description = line_description(line, row->dates);
    put(xml, "<cac:%sLine>\n<cbc:ID>%" G_GSIZE_FORMAT "</cbc:ID>\n", root, index + 1);
    put(xml, "<cbc:%s unitCode=\"%s\">%s</cbc:%s>\n",
        einvoice->credit ? "CreditedQuantity" : "InvoicedQuantity", hours ? "HUR" : "C62", quantity,
        einvoice->credit ? "CreditedQuantity" : "InvoicedQuantity");
    put_amount(xml, "LineExtensionAmount", line->amount);
    put(xml, "<cac:Item>\n");
    put_text(xml, "Name", description);
    put_category(xml, "ClassifiedTaxCategory", einvoice->taxed);
    put(xml, "</cac:Item>\n<cac:Price>\n");
    put_amount(xml, "PriceAmount", price);
    put(xml, "</cac:Price>\n</cac:%sLine>\n", root);
}

static GBytes *write_all(const struct einvoice *einvoice, const char *path, GError **error)
{
    g_autoptr(GString) xml = g_string_new(NULL);
    head_put(xml, einvoice);
    hours_put(xml, einvoice);
    parties_put(xml, einvoice);
    account_put(xml, einvoice);
    totals_put(xml, einvoice);
    for (size_t i = 0; i < einvoice->line_count; i++) {
        line_put(xml, einvoice, i);
    }
    put(xml, "</%s>\n", root_of(einvoice));
    /* GLib writes as &#x1; what XML 1.0 forbids in any form; and what is not UTF-8 as it is. */
    const char *reference = strstr(xml->str, "&#x");
    if (reference || !g_utf8_validate(xml->str, (gssize)xml->len, NULL)) {
        g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_BAD_UTF8,
                    "%s: its e-invoice is not written: a text has a character that XML has not",
                    einvoice->number);
        return NULL;
    }
    if (!output_file_write(path, xml->str, xml->len, error)) {
        return NULL;
    }
    return g_string_free_to_bytes(g_steal_pointer(&xml));
}

/* ---- the hours, as a CSV ------------------------------------------------------------------------ */

static void hour_put(GString *csv, const struct row_place *at, const char *first,
                     const char *second, pay_minutes minutes, const char *why)
{
    g_string_append_printf(csv, "%s,%s,", text_date(TEXT_ROOM, at->date),
                           text_time((char[TEXT_SIZE]){0}, at->start_minute));
    text_append_csv(csv, at->appointment_id);
    g_string_append_c(csv, ',');
    text_append_csv(csv, first);
    if (second) {
        g_string_append_c(csv, ',');
        text_append_csv(csv, second);
    }
    g_string_append_printf(csv, ",%d", minutes.minutes);
    if (why) {
        g_string_append_c(csv, ',');
        text_append_csv(csv, why);
    }
    g_string_append_c(csv, '\n');
}

static const char *became(const struct hour *hour)
{
    return hour->penalty_minutes.minutes > 0 ? outcome_says[OUTCOME_ADHOC_NOT_COMPLETED].text
                                             : outcome_says[hour->outcome].text;
}

/* The caller frees. */
static char *hours_text(const struct document_content *content)
{
    const struct partner_report *report = content->report;
    const struct adjustment_report *adjustment = content->adjustment;
    g_autoptr(GString) csv =
        g_string_new(adjustment ? "date,start,appointment_id,it_was,it_is_now,minutes,because\n"
                                : "date,start,appointment_id,what_became_of_it,paid_minutes\n");
    for (size_t i = 0; adjustment && i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        if (move->kind < RATE_KIND_COUNT) {
            hour_put(csv, &move->at, move->before, move->after, move->minutes, move->told);
        }
    }
    for (size_t i = 0; !adjustment && i < report->slot_count; i++) {
        const struct hour *hour = &report->slots[i];
        const struct row_place at = {hour->date, hour->start_minute, ""};
        hour_put(csv, &at, became(hour), NULL,
                 (pay_minutes){hour->paid_minutes.minutes - hour->penalty_minutes.minutes}, NULL);
    }
    for (size_t i = 0; !adjustment && i < report->adhoc_count; i++) {
        const struct booking *booking = &report->adhoc[i];
        const struct row_place at = {booking->date, booking->start_minute, booking->appointment_id};
        hour_put(csv, &at, report->adhoc_became[i], NULL, booking->paid_minutes, NULL);
    }
    return g_string_free(g_steal_pointer(&csv), FALSE);
}

/* ---- of what it is made ------------------------------------------------------------------------- */

static void sentence_add(GString *note, const char *sentence)
{
    if (sentence && sentence[0] != '\0') {
        g_string_append_printf(note, "%s%s", note->len > 0 ? " " : "", sentence);
    }
}

/* One note has all that the law asks for in words. The caller frees. */
static char *note_text(const struct document_content *content)
{
    const struct adjustment_report *adjustment = content->adjustment;
    g_autoptr(GString) note = g_string_new(NULL);
    g_autofree char *copy =
        g_strdup_printf("Electronic copy of %s %s.", content->title, content->number);
    g_autofree char *effect = adjustment ? document_effect_sentence(content) : NULL;
    g_autofree char *standing = document_standing_sentence(content);
    g_autofree char *gst = document_gst_sentence(content);
    sentence_add(note, copy);
    sentence_add(note, effect);
    for (size_t i = 0; adjustment && i < adjustment->reason_count; i++) {
        g_autofree char *reason = g_strdup_printf("Reason: %s.", adjustment->reasons[i]);
        sentence_add(note, reason);
    }
    sentence_add(note, standing);
    sentence_add(note, gst);
    sentence_add(note,
                 content->with_gst && !adjustment ? content->run->company.agreement_text : NULL);
    return g_string_free(g_steal_pointer(&note), FALSE);
}

static struct line turned(const struct line *line, bool credit)
{
    return credit ? line_undone(line) : *line;
}

static void line_add(struct einvoice *einvoice, const struct line *line, const char *dates)
{
    const struct line written = turned(line, einvoice->credit);
    einvoice->lines[einvoice->line_count++] = (struct einvoice_line){written, dates};
    einvoice->subtotal = money_add(einvoice->subtotal, written.amount);
    einvoice->gst = money_add(einvoice->gst, written.gst);
}

GBytes *einvoice_write(const struct document *document, const char *path, GError **error)
{
    const struct document_content content = document_content_of(document);
    const struct adjustment_report *adjustment = content.adjustment;
    const struct supplier *account = content.payee ? &content.payee->supplier : NULL;
    const bool credit = adjustment && adjustment->difference.total.cents < 0;
    const bool known = account && account->account_number[0] != '\0' && account->bsb[0] != '\0';
    g_autofree char *note = note_text(&content);
    g_autofree char *hours = hours_text(&content);
    struct einvoice einvoice = {
        .credit = credit,
        .number = content.number,
        .run = content.paying_run,
        .supplier = content.supplier,
        .account = known && !credit ? account : NULL,
        .period = content.period,
        .refers = adjustment ? adjustment->adjusts : content.report->replaces,
        .refers_date = adjustment ? adjustment->adjusts_date : content.report->replaces_date,
        .note = note,
        .taxed = content.with_gst,
        .lines = g_new(struct einvoice_line, line_count(&content)),
        .hours = hours};
    for (size_t i = 0; i < line_count(&content); i++) {
        line_add(&einvoice, line_of(&content, i),
                 adjustment ? adjustment->lines[i].dates : content.report->line_dates[i]);
    }
    GBytes *bytes = write_all(&einvoice, path, error);
    g_free(einvoice.lines);
    return bytes;
}

GBytes *einvoice_void_write(const struct document *document, const char *path, GError **error)
{
    const struct document_content content = document_content_of(document);
    const struct partner_report *report = content.report;
    char month[TEXT_SIZE];
    g_autofree char *number = g_strconcat(report->replaces, "-V", NULL);
    g_autofree char *note = g_strdup_printf(
        "%s of %s is void, and is taken back whole with all that adjusted it. %s takes its place.",
        report->replaces, text_date_words(TEXT_ROOM, report->replaces_date), content.number);
    struct einvoice einvoice = {.credit = true,
                                .number = number,
                                .run = content.paying_run,
                                .supplier = report->voided,
                                .period = content.period,
                                .refers = report->replaces,
                                .refers_date = report->replaces_date,
                                .note = note,
                                .lines = g_new(struct einvoice_line, report->replaced_line_count),
                                .hours = ""};
    text_month_words(month, content.period);
    for (size_t i = 0; i < report->replaced_line_count; i++) {
        einvoice.taxed = einvoice.taxed || report->replaced_lines[i].taxable;
        const struct line back = line_undone(&report->replaced_lines[i]);
        line_add(&einvoice, &back, month);
    }
    GBytes *bytes = write_all(&einvoice, path, error);
    g_free(einvoice.lines);
    return bytes;
}
