#include "reports/documents/rcti_parts.h"

/* That the document has every must item (document_check.c), proved of the rows drawn. */

static const char *document_find(const struct report_run *run, const struct partner_report *report)
{
    if (report->document != DOCUMENT_RCTI && report->document != DOCUMENT_RCI) {
        return "the partner's result makes no document";
    }
    if (report->row.amounts_blank) {
        return "the partner is held";
    }
    if (!run->draft && document_is_blank(report->row.number)) {
        return "its number is blank";
    }
    if (report->document == DOCUMENT_RCTI && document_is_blank(run->company.agreement_text)) {
        return "the agreement text is blank";
    }
    return document_hash_find(report->result_hash);
}

/* Every amount is shown by line and in total: they must agree to the cent. */
static const char *amounts_find(const struct partner_report *report)
{
    const bool tax_invoice = report->document == DOCUMENT_RCTI;
    bool taxable = false;
    money subtotal = {0};
    money gst = {0};
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        if (line->gst.cents != 0 && (!line->taxable || !tax_invoice)) {
            return "a line that is not taxable has GST";
        }
        taxable = taxable || (line->taxable && line->amount.cents != 0);
        subtotal = money_add(subtotal, line->amount);
        gst = money_add(gst, line->gst);
    }
    const struct totals *totals = &report->row.totals;
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
            if (row->minutes != report->row.totals.partner_minutes.minutes) {
                return "the hours as counted are not the hours paid";
            }
        }
    }
    return paid_shown ? NULL : "the count of the hours is missing";
}

static bool texts_are_utf8(const struct report_run *run, const struct partner_report *report)
{
    const struct supplier *supplier = &report->supplier;
    const struct report_company *company = &run->company;
    const char *const texts[] = {
        supplier->legal_name,     supplier->trading_name,  supplier->address_line_1,
        supplier->address_line_2, supplier->suburb,        supplier->state,
        supplier->postcode,       supplier->agreement_ref, company->legal_name,
        company->address_line_1,  company->address_line_2, company->suburb,
        company->state,           company->postcode,       company->agreement_text,
        report->row.number,       report->replaces,
    };
    return document_texts_are_utf8(texts, G_N_ELEMENTS(texts));
}

bool rcti_pdf_check(const struct report_run *run, const struct partner_report *report,
                    GError **error)
{
    const char *found = document_find(run, report);
    if (found == NULL) {
        found = document_parties_find(&report->supplier, &run->company);
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
    return found == NULL || document_refuse(&report->supplier, found, error);
}
