#include "engine/run/issue_documents.h"

#include "reports/value/partner_report.h"

static struct issued_document document_of(const struct supplier *supplier, const char *number)
{
    struct issued_document document = {
        .number = number, .supplier = *supplier, .adjusts = "", .replaces = ""};
    document.supplier.bsb = document.supplier.account_number = document.supplier.account_name = "";
    return document;
}

static bool document_add(issue_write *write, struct issued_document *document, GError **error)
{
    g_autofree char *path = g_strdup_printf("documents/%s.pdf", document->number);
    document->path = path;
    return store_issue_add_document(write, document, error);
}

/* The month's own document, or a late one of its period. */
static bool month_document_add(issue_write *write, const struct report_run *run,
                               const struct partner_report *report, GError **error)
{
    if (report->document == DOCUMENT_NONE) {
        return true;
    }
    struct issued_document document = document_of(&report->supplier, report->row.number);
    document.kind = report->document == DOCUMENT_RCTI ? ISSUED_RCTI : ISSUED_RCI;
    document.period = run->period;
    document.replaces = report->replaces;
    document.subtotal = report->row.totals.subtotal;
    document.gst = report->row.totals.gst;
    document.total = report->row.totals.total;
    return document_add(write, &document, error);
}

static bool adjustment_add(issue_write *write, const struct supplier *supplier,
                           const struct adjustment_report *adjustment, GError **error)
{
    struct issued_document document = document_of(supplier, adjustment->number);
    document.kind = adjustment->kind == ADJUSTMENT_RCAN ? ISSUED_RCAN : ISSUED_ADJ;
    document.period = adjustment->period;
    document.adjusts = adjustment->adjusts;
    document.subtotal = adjustment->difference.subtotal;
    document.gst = adjustment->difference.gst;
    document.total = adjustment->difference.total;
    if (!document_add(write, &document, error)) {
        return false;
    }
    for (size_t i = 0; i < adjustment->line_count; i++) {
        if (!store_issue_add_adjustment_line(write, adjustment->number, &adjustment->lines[i], error)) {
            return false;
        }
    }
    return true;
}

bool issue_documents_freeze(issue_write *write, const struct report_run *run,
                            const struct month_run_partner *partner, GError **error)
{
    const struct partner_report *report = partner->report;
    for (size_t i = 0; i < partner->state_count; i++) {
        if (!store_issue_add_month(write, &partner->states[i], error)) {
            return false;
        }
    }
    if (!month_document_add(write, run, report, error)) {
        return false;
    }
    for (size_t i = 0; i < report->late_count; i++) {
        if (!month_document_add(write, report->late[i].run, report->late[i].report, error)) {
            return false;
        }
    }
    for (size_t i = 0; i < report->adjustment_count; i++) {
        if (!adjustment_add(write, &report->supplier, report->adjustments[i], error)) {
            return false;
        }
    }
    return true;
}
