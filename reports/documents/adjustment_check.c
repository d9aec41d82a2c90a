#include "reports/documents/adjustment_parts.h"

/* That the document has every must item (document_check.c), proved of the rows drawn. */

static const char *document_find(const struct report_run *run, const struct partner_report *report,
                                 const struct adjustment_report *adjustment)
{
    if (report->row.amounts_blank) {
        return "the partner is held";
    }
    if (!run->draft && document_is_blank(adjustment->number)) {
        return "its number is blank";
    }
    if (document_is_blank(adjustment->adjusts)) {
        return "the number of the document adjusted is blank";
    }
    if (day_compare(adjustment->adjusts_date, run->issue_date) > 0) {
        return "it is older than the document adjusted";
    }
    return document_hash_find(adjustment->result_hash);
}

static bool amounts_agree(const struct adjustment_amounts *amounts)
{
    return money_add(amounts->subtotal, amounts->gst).cents == amounts->total.cents;
}

static bool differs_by(money before, money difference, money after)
{
    return money_add(before, difference).cents == after.cents;
}

static const char *amounts_find(const struct adjustment_report *adjustment)
{
    const struct adjustment_amounts *before = &adjustment->before;
    const struct adjustment_amounts *after = &adjustment->after;
    const struct adjustment_amounts *difference = &adjustment->difference;
    if (!amounts_agree(before) || !amounts_agree(after) || !amounts_agree(difference)) {
        return "a price and its GST are not its total";
    }
    if (!differs_by(before->subtotal, difference->subtotal, after->subtotal) ||
        !differs_by(before->gst, difference->gst, after->gst)) {
        return "before and difference are not what is after";
    }
    if (adjustment->kind == ADJUSTMENT_ADJ && (before->gst.cents != 0 || after->gst.cents != 0)) {
        return "its title does not fit its GST";
    }
    return NULL;
}

static const char *line_find(const struct adjustment_line *line, enum adjustment_kind kind)
{
    if (document_is_blank(line->reason)) {
        return "a line has no reason";
    }
    if (line->gst.cents != 0 && (!line->taxable || kind == ADJUSTMENT_ADJ)) {
        return "a line that is not taxable has GST";
    }
    return NULL;
}

static const char *lines_find(const struct adjustment_report *adjustment)
{
    money subtotal = {0};
    money gst = {0};
    const char *found = adjustment->line_count == 0 ? "it has no lines" : NULL;
    for (size_t i = 0; i < adjustment->line_count && found == NULL; i++) {
        const struct adjustment_line *line = &adjustment->lines[i];
        found = line_find(line, adjustment->kind);
        subtotal = money_add(subtotal, line->amount);
        gst = money_add(gst, line->gst);
    }
    if (found == NULL && (subtotal.cents != adjustment->difference.subtotal.cents ||
                          gst.cents != adjustment->difference.gst.cents)) {
        return "its lines do not add up to its difference";
    }
    return found;
}

static int64_t lines_minutes(const struct adjustment_report *adjustment, enum rate_kind kind)
{
    int64_t minutes = 0;
    for (size_t i = 0; i < adjustment->line_count; i++) {
        const struct adjustment_line *line = &adjustment->lines[i];
        minutes += line->kind == kind ? line->minutes.minutes : 0;
    }
    return minutes;
}

static int64_t moves_minutes(const struct adjustment_report *adjustment, enum rate_kind kind)
{
    int64_t minutes = 0;
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        minutes += move->kind == kind ? move->minutes.minutes : 0;
    }
    return minutes;
}

static const char *moves_find(const struct adjustment_report *adjustment)
{
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        if (document_is_blank(move->before) || document_is_blank(move->after) ||
            document_is_blank(move->because)) {
            return "an hour that moved does not say what it was, is, or why";
        }
    }
    static const enum rate_kind kinds[] = {RATE_PARTNER, RATE_ADHOC};
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (lines_minutes(adjustment, kinds[i]) != moves_minutes(adjustment, kinds[i])) {
            return "the hours that moved are not the hours of its lines";
        }
    }
    return NULL;
}

static bool texts_are_utf8(const struct report_run *run, const struct partner_report *report,
                           const struct adjustment_report *adjustment)
{
    const struct supplier *supplier = &report->supplier;
    const struct report_company *company = &run->company;
    const char *const texts[] = {
        supplier->legal_name,     supplier->trading_name, supplier->address_line_1,
        supplier->address_line_2, supplier->suburb,       supplier->state,
        supplier->postcode,       company->legal_name,    company->address_line_1,
        company->address_line_2,  company->suburb,        company->state,
        company->postcode,        adjustment->number,     adjustment->adjusts,
    };
    bool valid = document_texts_are_utf8(texts, G_N_ELEMENTS(texts));
    for (size_t i = 0; i < adjustment->line_count; i++) {
        valid = valid && document_texts_are_utf8(&adjustment->lines[i].reason, 1);
    }
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        const char *const words[] = {move->appointment_id, move->before, move->after, move->because,
                                     move->source};
        valid = valid && document_texts_are_utf8(words, G_N_ELEMENTS(words));
    }
    return valid;
}

bool adjustment_pdf_check(const struct report_run *run, const struct partner_report *report,
                          const struct adjustment_report *adjustment, GError **error)
{
    const char *found = document_find(run, report, adjustment);
    if (found == NULL) {
        found = document_parties_find(&report->supplier, &run->company);
    }
    if (found == NULL) {
        found = amounts_find(adjustment);
    }
    if (found == NULL) {
        found = lines_find(adjustment);
    }
    if (found == NULL) {
        found = moves_find(adjustment);
    }
    if (found == NULL) {
        found = document_payment_find(report);
    }
    if (found == NULL && !texts_are_utf8(run, report, adjustment)) {
        found = "a text is not UTF-8";
    }
    return found == NULL || document_refuse(&report->supplier, found, error);
}
