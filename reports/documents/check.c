#include <string.h>

#include "reports/documents/document.h"
#include "reports/documents/parts.h"

/* A document that lacks a must item is none and cannot be repaired by another: it is better not
 * written. Most of this is also seen to before (M3); here it is proved of what is drawn. */

struct fault {
    bool wrong;
    const char *what;
};

/* What is first wrong; NULL where nothing is. */
static const char *first_wrong(const struct fault *faults, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (faults[i].wrong) {
            return faults[i].what;
        }
    }
    return NULL;
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

/* ---- whatever the document ---- */

static const char *parties_find(const struct document_content *content)
{
    const struct report_run *run = content->run;
    const struct report_company *company = &run->company;
    const struct supplier *supplier = content->supplier;
    const struct fault faults[] = {
        {content->report->row.amounts_blank, "the partner is held"},
        {!run->draft && is_blank(content->number), "its number is blank"},
        {strspn(content->result_hash, "0123456789abcdef") < 16,
         "the hash of the result is missing"},
        {is_blank(supplier->legal_name), "the supplier's legal name is blank"},
        {!is_abn(supplier->abn), "the supplier's ABN is not 11 digits"},
        {is_blank(company->legal_name), "the recipient's legal name is blank"},
        {!is_abn(company->abn), "the recipient's ABN is not 11 digits"},
        {is_blank(company->address_line_1) || is_blank(company->suburb),
         "the recipient's address is blank"},
    };
    return first_wrong(faults, G_N_ELEMENTS(faults));
}

static const char *line_find(const struct line *line, bool with_gst)
{
    return line->gst.cents != 0 && (!line->taxable || !with_gst)
               ? "a line that is not taxable has GST"
               : NULL;
}

/* What a month's document comes to beyond the one that it replaces, which is settled already; nothing
 * where it is another supplier's. */
static money of_supplier(const struct partner_report *report, const struct report_payee *payee)
{
    return strcmp(report->supplier.abn, payee->supplier.abn) == 0
               ? money_subtract(report->row.totals.total, report->replaces_total)
               : (money){0};
}

/* R5: the payment and what is carried are what the run's documents of the supplier add up to. */
static const char *payment_find(const struct document_content *content)
{
    const struct partner_report *report = content->paying_report;
    const struct report_payee *payee = content->payee;
    if (!payee) {
        return "nobody is paid for it";
    }
    money owed = money_add(payee->carried_in, of_supplier(report, payee));
    for (size_t i = 0; i < report->adjustment_count; i++) {
        const struct adjustment_report *adjustment = report->adjustments[i];
        if (strcmp(adjustment->supplier.abn, payee->supplier.abn) == 0) {
            owed = money_add(owed, adjustment->difference.total);
        }
    }
    for (size_t i = 0; i < report->late_count; i++) {
        owed = money_add(owed, of_supplier(report->late[i].report, payee));
    }
    const struct payee_debt_terms *terms = &payee->terms;
    owed = money_add(owed, money_add(payee->counted, terms->written_off));
    owed = money_subtract(owed, terms->restored);
    const bool both = payee->payment.cents != 0 && payee->carried_out.cents != 0;
    return payee->payment.cents >= 0 && payee->carried_out.cents <= 0 &&
                   (terms->by_instalments || !both) &&
                   owed.cents == payee->payment.cents + payee->carried_out.cents
               ? NULL
               : "the payment is not what its documents and the amount carried forward add up to";
}

/* ---- of a month's document: every amount is shown by line and in total, to the cent ---- */

static const char *month_find(const struct document_content *content)
{
    const struct partner_report *report = content->report;
    const struct totals *totals = &report->row.totals;
    const struct line_sum sum = adjustment_sum(report->lines, report->line_count);
    const char *found = NULL;
    bool taxable = false;
    bool counted = report->slot_count == 0;
    bool counts_agree = true;
    for (size_t i = 0; i < report->line_count && !found; i++) {
        const struct line *line = &report->lines[i];
        found = line_find(line, content->with_gst);
        taxable = taxable || (line->taxable && line->amount.cents != 0);
    }
    for (size_t i = 0; i < report->count_count; i++) {
        if (report->counts[i].kind == COUNT_PAID) {
            counted = true;
            counts_agree =
                counts_agree && report->counts[i].minutes == totals->partner_minutes.minutes;
        }
    }
    const struct fault faults[] = {
        {report->document == DOCUMENT_NONE, "the partner's result makes no document"},
        {content->with_gst && is_blank(content->run->company.agreement_text),
         "the agreement text is blank"},
        {found, found},
        {report->line_count == 0, "it has no lines"},
        {taxable != content->with_gst, "its title does not fit its lines"},
        {sum.subtotal.cents != totals->subtotal.cents || sum.gst.cents != totals->gst.cents ||
             sum.total.cents != totals->total.cents,
         "its lines do not add up to its total"},
        {!counts_agree, "the hours as counted are not the hours paid"},
        {!counted, "the count of the hours is missing"},
    };
    return first_wrong(faults, G_N_ELEMENTS(faults));
}

/* ---- of an adjustment ---- */

static bool amounts_agree(const struct line_sum *amounts)
{
    return money_add(amounts->subtotal, amounts->gst).cents == amounts->total.cents;
}

static bool differs_by(money before, money difference, money after)
{
    return money_add(before, difference).cents == after.cents;
}

/* Its amounts, its lines, and the hours that moved: of each kind as many as the lines have. */
static const char *adjustment_find(const struct document_content *content)
{
    const struct adjustment_report *adjustment = content->adjustment;
    const struct line_sum *before = &adjustment->before;
    const struct line_sum *after = &adjustment->after;
    const struct line_sum *difference = &adjustment->difference;
    struct line_sum sum = {{0}, {0}, {0}, {0}};
    int64_t untold[LINE_KIND_COUNT] = {0}; /* minutes */
    const char *found = NULL;
    bool all_told = adjustment->reason_count > 0;
    for (size_t i = 0; i < adjustment->reason_count; i++) {
        all_told = all_told && !is_blank(adjustment->reasons[i]);
    }
    for (size_t i = 0; i < adjustment->line_count && !found; i++) {
        const struct line *line = &adjustment->lines[i].line;
        found = line_find(line, content->with_gst);
        sum.subtotal = money_add(sum.subtotal, line->amount);
        sum.gst = money_add(sum.gst, line->gst);
        untold[line->kind] += line->minutes.minutes;
    }
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        all_told =
            all_told && !is_blank(move->before) && !is_blank(move->after) && !is_blank(move->told);
        untold[move->kind] -= move->minutes.minutes;
    }
    const struct fault faults[] = {
        {is_blank(adjustment->adjusts), "the number of the document adjusted is blank"},
        {!adjustment->voided && day_compare(adjustment->adjusts_date, content->run->issue_date) > 0,
         "it is older than the document adjusted"},
        {adjustment->voided && after->total.cents != 0, "something of what is void is left"},
        {!amounts_agree(before) || !amounts_agree(after) || !amounts_agree(difference),
         "a price and its GST are not its total"},
        {!differs_by(before->subtotal, difference->subtotal, after->subtotal) ||
             !differs_by(before->gst, difference->gst, after->gst),
         "before and difference are not what is after"},
        {!content->with_gst && (before->gst.cents != 0 || after->gst.cents != 0),
         "its title does not fit its GST"},
        {adjustment->line_count == 0, "it has no lines"},
        {found, found},
        {sum.subtotal.cents != difference->subtotal.cents || sum.gst.cents != difference->gst.cents,
         "its lines do not add up to its difference"},
        {!all_told,
         "a reason is blank, or an hour that moved does not say what it was, is, or why"},
        {!adjustment->voided && (untold[RATE_PARTNER] != 0 || untold[RATE_ADHOC] != 0),
         "the hours that moved are not the hours of its lines"},
    };
    return first_wrong(faults, G_N_ELEMENTS(faults));
}

/* ---- texts ---- */

#define SUPPLIER_TEXT(field) supplier->field,
static const char *texts_find(const struct document_content *content)
{
    const struct supplier *supplier = content->supplier;
    const struct report_company *company = &content->run->company;
    const struct adjustment_report *adjustment = content->adjustment;
    g_autofree char *texts =
        g_strjoin("\n", SUPPLIER_TABLE(SUPPLIER_TEXT) company->legal_name, company->address_line_1,
                  company->address_line_2, company->suburb, company->state, company->postcode,
                  company->agreement_text, content->number, content->report->replaces,
                  adjustment ? adjustment->adjusts : "", NULL);
    bool valid = g_utf8_validate(texts, -1, NULL);
    for (size_t i = 0; adjustment && i < adjustment->reason_count; i++) {
        valid = valid && g_utf8_validate(adjustment->reasons[i], -1, NULL);
    }
    for (size_t i = 0; adjustment && i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        g_autofree char *words =
            g_strjoin("\n", move->at.appointment_id, move->before, move->after, move->told, NULL);
        valid = valid && g_utf8_validate(words, -1, NULL);
    }
    return valid ? NULL : "a text is not UTF-8";
}

const char *document_missing_column(const struct fonts *fonts, const struct supplier *supplier,
                                    uint32_t *ret_character)
{
    const struct {
        const char *column;
        const char *text;
    } shown[] = {
        {"legal_name", supplier->legal_name},
        {"trading_name", supplier->trading_name},
        {"address_line_1", supplier->address_line_1},
        {"address_line_2", supplier->address_line_2},
        {"suburb", supplier->suburb},
        {"state", supplier->state},
        {"postcode", supplier->postcode},
        {"account_name", supplier->account_name},
        {"agreement_ref", supplier->agreement_ref},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(shown); i++) {
        const uint32_t missing = fonts_missing_character(fonts, shown[i].text);
        if (missing != 0) {
            *ret_character = missing;
            return shown[i].column;
        }
    }
    return NULL;
}

/* ---- all of it ---- */

bool document_check(const struct document_content *content, const struct fonts *fonts,
                    GError **error)
{
    static const char *(*const of_month[])(const struct document_content *) = {
        parties_find, month_find, payment_find, texts_find};
    static const char *(*const of_adjustment[])(const struct document_content *) = {
        parties_find, adjustment_find, payment_find, texts_find};
    const struct supplier *supplier = content->supplier;
    const struct report_company *company = &content->run->company;
    for (size_t i = 0; i < G_N_ELEMENTS(of_month); i++) {
        const char *found = (content->adjustment ? of_adjustment : of_month)[i](content);
        if (found) {
            g_set_error(error, DOCUMENT_ERROR, DOCUMENT_ERROR_INCOMPLETE,
                        "%s: document not written: %s", supplier->partner_id, found);
            return false;
        }
    }
    const char *whose = supplier->partner_id;
    uint32_t missing = 0;
    if (!document_missing_column(fonts, supplier, &missing)) {
        whose = "company.ini";
        g_autofree char *texts = g_strjoin(" ", company->legal_name, company->address_line_1,
                                           company->address_line_2, company->suburb, company->state,
                                           company->postcode, company->agreement_text, NULL);
        missing = fonts_missing_character(fonts, texts);
    }
    if (missing != 0) {
        g_set_error(error, DOCUMENT_ERROR, DOCUMENT_ERROR_GLYPH,
                    "%s: the documents' font cannot show U+%04X", whose, missing);
    }
    return missing == 0;
}
