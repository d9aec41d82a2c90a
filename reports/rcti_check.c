#include <string.h>

#include "reports/rcti_parts.h"
#include "reports/rcti_pdf.h"

/* A document that lacks a must item is no invoice and cannot be repaired by another: it is better
 * not written. Most of this is also seen to before (M3); here it is proved of the rows drawn. */

G_DEFINE_QUARK(rcti_pdf_error, rcti_pdf_error)

static bool refuse(const struct partner_report *report, const char *what, GError **error)
{
    g_set_error(error, RCTI_PDF_ERROR, RCTI_PDF_ERROR_INCOMPLETE, "%s: document not written: %s",
                report->supplier.partner_id, what);
    return false;
}

/* Nothing to see: white space of any kind, or of no width. What is no UTF-8 is looked at later. */
static bool is_blank(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL)) {
        return false;
    }
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);
        if (!g_unichar_isspace(character) && !g_unichar_iszerowidth(character)) {
            return false;
        }
    }
    return true;
}

static bool is_abn(const char *text)
{
    return strlen(text) == 11 && strspn(text, "0123456789") == 11;
}

static const char *parties_find(const struct report_supplier *supplier,
                                const struct report_company *company)
{
    if (is_blank(supplier->legal_name)) {
        return "the supplier's legal name is blank";
    }
    if (!is_abn(supplier->abn)) {
        return "the supplier's ABN is not 11 digits";
    }
    if (is_blank(company->legal_name)) {
        return "the recipient's legal name is blank";
    }
    if (!is_abn(company->abn)) {
        return "the recipient's ABN is not 11 digits";
    }
    if (is_blank(company->address_line_1) || is_blank(company->suburb)) {
        return "the recipient's address is blank";
    }
    return NULL;
}

static const char *document_find(const struct report_run *run, const struct partner_report *report)
{
    if (report->document != DOCUMENT_RCTI && report->document != DOCUMENT_RCI) {
        return "the partner's result makes no document";
    }
    if (report->row.amounts_blank) {
        return "the partner is held";
    }
    if (!run->draft && is_blank(report->row.number)) {
        return "its number is blank";
    }
    if (report->document == DOCUMENT_RCTI && is_blank(run->company.agreement_text)) {
        return "the agreement text is blank";
    }
    if (strspn(report->result_hash, "0123456789abcdef") < 16) {
        return "the hash of the result is missing";
    }
    return NULL;
}

/* Every amount is shown by line and in total: they must agree to the cent. */
static const char *amounts_find(const struct partner_report *report)
{
    const bool tax_invoice = report->document == DOCUMENT_RCTI;
    bool taxable = false;
    money subtotal = {0};
    money gst = {0};
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line_row *line = &report->lines[i];
        if (line->total.cents != money_add(line->amount, line->gst).cents) {
            return "a line's amount and GST are not its total";
        }
        if (line->gst.cents != 0 && (!line->taxable || !tax_invoice)) {
            return "a line that is not taxable has GST";
        }
        taxable = taxable || (line->taxable && line->amount.cents != 0);
        subtotal = money_add(subtotal, line->amount);
        gst = money_add(gst, line->gst);
    }
    const struct month_totals *totals = &report->row.totals;
    if (report->line_count == 0) {
        return "it has no lines";
    }
    if (taxable != tax_invoice) {
        return "its title does not fit its lines";
    }
    if (subtotal.cents != totals->subtotal.cents || gst.cents != totals->gst.cents ||
        money_add(subtotal, gst).cents != totals->total.cents) {
        return "its lines do not add up to its total";
    }
    return NULL;
}

static const char *counts_find(const struct partner_report *report)
{
    bool paid_shown = report->slot_count == 0;
    for (size_t i = 0; i < report->count_count; i++) {
        const struct count_row *row = &report->counts[i];
        if (row->kind == COUNT_PAID) {
            paid_shown = true;
            if (row->minutes != report->row.totals.partner.minutes) {
                return "the hours as counted are not the hours paid";
            }
        }
    }
    return paid_shown ? NULL : "the count of the hours is missing";
}

static bool texts_are_utf8(const struct report_run *run, const struct partner_report *report)
{
    const struct report_supplier *supplier = &report->supplier;
    const struct report_company *company = &run->company;
    const char *const texts[] = {
        supplier->legal_name,     supplier->trading_name,  supplier->address_line_1,
        supplier->address_line_2, supplier->suburb,        supplier->state,
        supplier->postcode,       supplier->agreement_ref, company->legal_name,
        company->address_line_1,  company->address_line_2, company->suburb,
        company->state,           company->postcode,       company->agreement_text,
        report->row.number,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (!g_utf8_validate(texts[i], -1, NULL)) {
            return false;
        }
    }
    return true;
}

bool rcti_pdf_check(const struct report_run *run, const struct partner_report *report,
                    GError **error)
{
    const char *found = document_find(run, report);
    if (found == NULL) {
        found = parties_find(&report->supplier, &run->company);
    }
    if (found == NULL) {
        found = amounts_find(report);
    }
    if (found == NULL) {
        found = counts_find(report);
    }
    if (found == NULL && !texts_are_utf8(run, report)) {
        found = "a text is not UTF-8";
    }
    return found == NULL || refuse(report, found, error);
}
