/* Sheet Summary: the run, its totals, the checks, the hours by verdict and the settings. Every
 * number is a formula over the other sheets, with its value beside it. */
#include "reports/workbook/audit_summary.h"

#include <math.h>
#include <string.h>

#include "reports/text.h"

void audit_summary_open(struct audit_workbook *workbook)
{
    static const double widths[SUMMARY_COLUMNS] = {66, 26, 18, 18, 18, 18, 18};
    struct audit_book *book = &workbook->book;
    workbook->summary = audit_part_new(book, "Summary");
    lxw_worksheet *worksheet = workbook->summary.worksheet;
    if (!worksheet) {
        return;
    }
    for (int i = 0; i < SUMMARY_COLUMNS; i++) {
        audit_book_check(
            book, worksheet_set_column(worksheet, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL));
    }
    audit_print_set_up(book, worksheet, "Summary", 0);
    worksheet_fit_to_pages(worksheet, 1, 1);
    worksheet_gridlines(worksheet, LXW_HIDE_ALL_GRIDLINES);
}

/* ---- cells --------------------------------------------------------------------------------- */

static struct audit_part *part_of(struct summary *summary)
{
    summary->workbook->summary.row = summary->row;
    return &summary->workbook->summary;
}

void summary_text(struct summary *summary, lxw_col_t column, const char *text,
                  enum audit_format format)
{
    audit_part_text(part_of(summary), column, text, format);
}

void summary_formula(struct summary *summary, lxw_col_t column, const char *formula, double value,
                     enum audit_format format)
{
    audit_part_formula(part_of(summary), column, formula + (formula[0] == '='), value, format);
}

void summary_number(struct summary *summary, lxw_col_t column, double number,
                    enum audit_format format)
{
    audit_part_number(part_of(summary), column, number, format);
}

void summary_next_row(struct summary *summary)
{
    summary->row++;
}

void summary_section(struct summary *summary, const char *const headings[SUMMARY_COLUMNS],
                     lxw_col_t text_count)
{
    enum { SECTION_HEIGHT = 20 };
    summary->row++;
    audit_book_check(summary->book,
                     worksheet_set_row(summary->worksheet, summary->row, SECTION_HEIGHT, NULL));
    for (int i = 0; i < SUMMARY_COLUMNS; i++) {
        summary_text(summary, (lxw_col_t)i, headings[i] ? headings[i] : "",
                     i < text_count ? AUDIT_SECTION : AUDIT_SECTION_RIGHT);
    }
    summary_next_row(summary);
}

static void put_pair(struct summary *summary, const char *label, const char *text)
{
    summary_text(summary, 0, label, AUDIT_TEXT);
    summary_text(summary, 1, text, AUDIT_TEXT);
    summary_next_row(summary);
}

static void put_number(struct summary *summary, const char *label, double number,
                       enum audit_format format)
{
    summary_text(summary, 0, label, AUDIT_TEXT);
    summary_number(summary, 1, number, format);
    summary_next_row(summary);
}

/* A term over all the rows of a sheet, as a whole formula. The caller frees. */
char *summary_over_all(const char *term, const struct audit_sheet *sheet)
{
    GString *formula = g_string_new("=");
    audit_term_add_all(formula, term, sheet);
    return g_string_free(formula, FALSE);
}

/* ---- the run ------------------------------------------------------------------------------- */

/* As a spreadsheet counts it: days, and what is left of one. */
static double stamp_number(stamp at)
{
    enum { SECONDS_PER_DAY = 24 * 60 * 60 };
    return audit_date_number((day){0}) + (double)at.utc_seconds / SECONDS_PER_DAY;
}

static void put_run(struct summary *summary)
{
    static const char *const headings[SUMMARY_COLUMNS] = {"The run"};
    const struct report_run *run = summary->workbook->run;
    char text[TEXT_SIZE];
    g_autofree char *title =
        g_strdup_printf("Audit workbook, %s", text_month_words(text, run->period));
    summary_text(summary, 0, title, AUDIT_TITLE);
    summary_next_row(summary);
    summary_section(summary, headings, 2);
    put_pair(summary, "Period", run->period_text);
    put_number(summary, "Facts as they were known at (as-at, UTC)", stamp_number(run->as_at),
               AUDIT_STAMP);
    put_number(summary, "Issue date", audit_date_number(run->issue_date), AUDIT_DATE);
    put_number(summary, "Last import (batch)", (double)run->batch, AUDIT_NUMBER_LEFT);
    put_pair(summary, "Program version", run->program_version);
    put_pair(summary, "Kind of run", run->draft ? "draft: nothing of it is issued" : "issue");
}

/* ---- totals -------------------------------------------------------------------------------- */

struct total {
    const char *label;
    const char *term; /* over Register */
    double value;
    double before; /* of the month before; NAN where it cannot be known */
    enum audit_format format;
};

const char *const summary_amount_labels[SUMMARY_AMOUNTS] = {
    "Partner amount",     "Ad hoc amount", "Subtotal", "GST",
    "Total of documents", "Adjustments",   "Payments"};

enum { TOTAL_COUNT = SUMMARY_COUNTS + SUMMARY_AMOUNTS };

static double hours(int64_t minutes)
{
    return (double)minutes / MINUTES_PER_HOUR;
}

static double dollars(money amount)
{
    return (double)amount.cents / 100;
}

void summary_amounts(const struct run_totals *totals, double ret_amounts[SUMMARY_AMOUNTS])
{
    const money amounts[SUMMARY_AMOUNTS] = {
        totals->partner_amount, totals->adhoc_amount,      totals->subtotal, totals->gst,
        totals->total,          totals->adjustments_total, totals->payment};
    for (size_t i = 0; i < SUMMARY_AMOUNTS; i++) {
        ret_amounts[i] = dollars(amounts[i]);
    }
}

/* What is counted; the amounts follow. `before` may be NULL. */
static void list_counts(const struct run_totals *now, const struct run_totals *before, bool draft,
                        struct total rows[TOTAL_COUNT])
{
    const struct run_totals none = {0};
    const struct run_totals *b = before ? before : &none;
    const struct total counts[SUMMARY_COUNTS] = {
        {"Partners", "COUNTA({B})", (double)now->partners, (double)b->partners, AUDIT_COUNT},
        {draft ? "  ready" : "  issued", "COUNTIF({C},\"ready\")+COUNTIF({C},\"issued\")",
         (double)now->ready, (double)b->ready, AUDIT_COUNT},
        {"  held", "COUNTIF({C},\"held\")", (double)now->held, (double)NAN, AUDIT_COUNT},
        {"  nil", "COUNTIF({C},\"nil\")", (double)now->nil, (double)b->nil, AUDIT_COUNT},
        {"Recipient Created Tax Invoices", "COUNTIF({D},\"RCTI\")", (double)now->rctis,
         (double)b->rctis, AUDIT_COUNT},
        {"Recipient Created Invoices", "COUNTIF({D},\"RCI\")", (double)now->rcis, (double)b->rcis,
         AUDIT_COUNT},
        {"Partner hours", "SUM({L})/60", hours(now->partner_minutes), hours(b->partner_minutes),
         AUDIT_HOURS},
        {"Ad hoc hours", "SUM({N})/60", hours(now->adhoc_minutes), hours(b->adhoc_minutes),
         AUDIT_HOURS},
        {"  of both, held and not billed", "(SUMIF({C},\"held\",{L})+SUMIF({C},\"held\",{N}))/60",
         hours(now->held_minutes), (double)NAN, AUDIT_HOURS},
    };
    memcpy(rows, counts, sizeof counts);
}

static void list_totals(const struct run_totals *now, const struct run_totals *before, bool draft,
                        struct total rows[TOTAL_COUNT])
{
    static const char *const terms[SUMMARY_AMOUNTS] = {
        "SUM({M})", "SUM({O})", "SUM({P})", "SUM({Q})", "SUM({R})", "SUM({S})", "SUM({T})"};
    double amounts[SUMMARY_AMOUNTS];
    double amounts_before[SUMMARY_AMOUNTS] = {0};
    summary_amounts(now, amounts);
    if (before) {
        summary_amounts(before, amounts_before);
    }
    list_counts(now, before, draft, rows);
    for (size_t i = 0; i < SUMMARY_AMOUNTS; i++) {
        rows[SUMMARY_COUNTS + i] = (struct total){
            summary_amount_labels[i], terms[i], amounts[i],
            i < SUMMARY_MONTH_AMOUNTS ? amounts_before[i] : (double)NAN, AUDIT_MONEY};
    }
}

static void put_total(struct summary *summary, const struct total *row, bool before_known)
{
    g_autofree char *formula = summary_over_all(row->term, &summary->workbook->partners);
    summary_text(summary, 0, row->label, AUDIT_TEXT);
    summary_formula(summary, 1, formula, row->value, row->format);
    if (before_known && !isnan(row->before)) {
        summary_number(summary, 2, row->before, row->format);
    }
    summary_next_row(summary);
}

static void put_totals(struct summary *summary, const struct audit_closing *closing)
{
    const char *const headings[SUMMARY_COLUMNS] = {"Totals of the month", "this month",
                                                   closing->before ? closing->before_period
                                                                   : "month before"};
    struct total rows[TOTAL_COUNT];
    list_totals(&summary->workbook->totals, closing->before, summary->workbook->run->draft, rows);
    summary_section(summary, headings, 1);
    summary->chart_row = summary->row;
    if (!closing->before) {
        summary_text(summary, 2, "nothing issued yet", AUDIT_TEXT_RIGHT);
    }
    for (size_t i = 0; i < TOTAL_COUNT; i++) {
        put_total(summary, &rows[i], closing->before != NULL);
    }
}

/* ---- hours by verdict ---------------------------------------------------------------------- */

static void put_verdict(struct summary *summary, lxw_col_t column, const char *term,
                        const char *code, const struct audit_sheet *sheet, int64_t value,
                        enum audit_format format)
{
    g_auto(GStrv) pieces = g_strsplit(term, "#", -1);
    g_autofree char *filled = g_strjoinv(code, pieces);
    g_autoptr(GString) formula = g_string_new(format == AUDIT_HOURS ? "=(" : "=");
    audit_term_add_all(formula, filled, sheet);
    g_string_append(formula, format == AUDIT_HOURS ? ")/60" : "");
    summary_formula(summary, column, formula->str,
                    format == AUDIT_HOURS ? hours(value) : (double)value, format);
}

static void put_slot_verdict(struct summary *summary, enum outcome outcome)
{
    struct audit_workbook *workbook = summary->workbook;
    const struct audit_verdict_sum *sum = &workbook->sums[outcome];
    const struct audit_sheet *slots = &workbook->slots;
    const char *code = outcome_code(outcome);
    summary_text(summary, 0, outcome_text(outcome), AUDIT_TEXT);
    summary_text(summary, 1, code, AUDIT_TEXT);
    put_verdict(summary, 2, "COUNTIF({D},\"#\")", code, slots, sum->count, AUDIT_COUNT);
    put_verdict(summary, 3, "60*COUNTIF({D},\"#\")", code, slots, sum->offered_minutes,
                AUDIT_HOURS);
    put_verdict(summary, 4, "SUMIF({D},\"#\",{F})-SUMIF({D},\"#\",{G})", code, slots,
                sum->paid_minutes - sum->penalty_minutes, AUDIT_HOURS);
    put_verdict(summary, 5, "SUMIF({D},\"#\",{G})", code, slots, sum->penalty_minutes, AUDIT_HOURS);
    put_verdict(summary, 6, "SUMIFS({H},{F},\"#\",{G},\"<>C1\")", code, &workbook->not_paid,
                sum->unpaid_minutes, AUDIT_HOURS);
    summary_next_row(summary);
}

static void put_adhoc_verdict(struct summary *summary, enum outcome outcome)
{
    struct audit_workbook *workbook = summary->workbook;
    const struct audit_verdict_sum *sum = &workbook->sums[outcome];
    const struct audit_sheet *adhoc = &workbook->adhoc;
    const char *code = outcome_code(outcome);
    summary_text(summary, 0, outcome_text(outcome), AUDIT_TEXT);
    summary_text(summary, 1, code, AUDIT_TEXT);
    put_verdict(summary, 2, "COUNTIF({E},\"#\")", code, adhoc, sum->count, AUDIT_COUNT);
    put_verdict(summary, 3, "SUMIF({E},\"#\",{L})", code, adhoc, sum->offered_minutes, AUDIT_HOURS);
    put_verdict(summary, 4, "SUMIF({E},\"#\",{G})", code, adhoc, sum->paid_minutes, AUDIT_HOURS);
    summary_text(summary, 5, "", AUDIT_TEXT);
    put_verdict(summary, 6, "SUMIF({E},\"#\",{L})-SUMIF({E},\"#\",{G})", code, adhoc,
                sum->offered_minutes - sum->paid_minutes, AUDIT_HOURS);
    summary_next_row(summary);
}

static void put_verdicts(struct summary *summary)
{
    static const char *const slot_headings[SUMMARY_COLUMNS] = {
        "Hours by verdict", "outcome",          "slots",         "hours offered",
        "hours paid",       "hours taken back", "hours not paid"};
    static const char *const adhoc_headings[SUMMARY_COLUMNS] = {"Ad hoc bookings by verdict",
                                                                "outcome",
                                                                "bookings",
                                                                "hours booked",
                                                                "hours paid",
                                                                "",
                                                                "hours not paid"};
    summary_section(summary, slot_headings, 2);
    lxw_row_t first = summary->row;
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        if (outcome_judges((enum outcome)i) == OUTCOME_OF_SLOT) {
            put_slot_verdict(summary, (enum outcome)i);
        }
    }
    summary_chart(summary, first, summary->row - 1);
    summary_section(summary, adhoc_headings, 2);
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        if (outcome_judges((enum outcome)i) == OUTCOME_OF_ADHOC) {
            put_adhoc_verdict(summary, (enum outcome)i);
        }
    }
}

/* ---- settings ------------------------------------------------------------------------------ */

static void put_policy(struct summary *summary)
{
    static const char *const headings[SUMMARY_COLUMNS] = {"Policy settings", "value"};
    summary_section(summary, headings, 2);
    for (size_t i = 0; i < policy_count(); i++) {
        char value[POLICY_VALUE_SIZE];
        policy_value(&summary->workbook->run->policy, i, value);
        if (strspn(value, "0123456789.") < strlen(value)) {
            put_pair(summary, policy_key(i), value);
        } else {
            put_number(summary, policy_key(i), g_ascii_strtod(value, NULL),
                       strchr(value, '.') ? AUDIT_MONEY_LEFT : AUDIT_NUMBER_LEFT);
        }
    }
}

void audit_summary_close(struct audit_workbook *workbook, const struct audit_closing *closing)
{
    struct summary summary = {workbook, &workbook->book, workbook->summary.worksheet, 0, 0};
    put_run(&summary);
    summary_checks(&summary, closing);
    put_totals(&summary, closing);
    put_verdicts(&summary);
    if (closing->before) {
        summary_chart_before(&summary, closing);
    }
    put_policy(&summary);
}
