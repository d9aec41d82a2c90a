/* The checks of the sheet Summary. */
#include <inttypes.h>
#include <math.h>

#include "reports/text.h"
#include "reports/workbook/audit_summary.h"

/* Two sides that must be equal. Terms are over all rows of their sheet; each side's formula is
 * written out by the caller. */
struct check {
    const char *label;
    const char *left;
    const char *right;
    double left_value;
    double right_value;
    enum audit_format format;
};

static void put_check(struct summary *summary, const struct check *check)
{
    uint32_t number = summary->row + 1;
    g_autofree char *verdict = g_strdup_printf("=ROUND(C%u-D%u,2)=0", number, number);
    bool agrees = fabs(check->left_value - check->right_value) < 0.005;
    summary_text(summary, 0, check->label, AUDIT_TEXT);
    summary_formula(summary, 1, verdict, agrees ? 1 : 0, AUDIT_VERDICT);
    summary_formula(summary, 2, check->left, check->left_value, check->format);
    summary_formula(summary, 3, check->right, check->right_value, check->format);
    summary_next_row(summary);
}

static double dollars(money amount)
{
    return (double)amount.cents / 100;
}

static void check_verdicts(struct summary *summary)
{
    struct audit_workbook *workbook = summary->workbook;
    int64_t slots = workbook->totals.slots;
    g_autofree char *left = summary_over_all("COUNTA({D})", &workbook->slots);
    g_autoptr(GString) right = g_string_new("=");
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        if (outcome_judges((enum outcome)i) == OUTCOME_OF_SLOT) {
            g_autofree char *term =
                g_strdup_printf("COUNTIF({D},\"%s\")", outcome_code((enum outcome)i));
            g_string_append(right, right->len > 1 ? "+" : "");
            audit_term_add_all(right, term, &workbook->slots);
        }
    }
    put_check(summary,
              &(struct check){"Every slot has one verdict: slots = slots of each verdict", left,
                              right->str, (double)slots, (double)slots, AUDIT_COUNT});
}

static void check_hours(struct summary *summary)
{
    struct audit_workbook *workbook = summary->workbook;
    int64_t offered = 0;
    int64_t accounted = 0;
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        const struct audit_verdict_sum *sum = &workbook->sums[i];
        if (outcome_judges((enum outcome)i) == OUTCOME_OF_SLOT) {
            offered += sum->offered_minutes;
            accounted += sum->paid_minutes + sum->unpaid_minutes;
        }
    }
    g_autofree char *left = summary_over_all("60*COUNTA({D})", &workbook->slots);
    g_autoptr(GString) right = g_string_new("=");
    audit_term_add_all(right, "SUM({F})-SUM({G})", &workbook->slots);
    g_string_append_c(right, '+');
    audit_term_add_all(right, "SUMIFS({H},{D},\"slot\")", &workbook->not_paid);
    put_check(summary,
              &(struct check){"Hours balance: minutes of all slots = paid + each kind of "
                              "unpaid (sheet Not paid)",
                              left, right->str, (double)offered, (double)accounted, AUDIT_COUNT});
}

static void check_engine(struct summary *summary)
{
    const struct audit_sheet *partners = &summary->workbook->partners;
    g_autofree char *left = summary_over_all("SUM({Y})+SUM({Z})", partners);
    put_check(summary, &(struct check){"Register, live = the engine's own values (differences = 0)",
                                       left, "=0", 0, 0, AUDIT_MONEY});
}

/* Register's amounts are sums over Lines: what each is held against are the engine's own values, which
 * no change of a line, a rate or a slot moves. */
static void check_lines(struct summary *summary)
{
    struct audit_workbook *workbook = summary->workbook;
    const struct run_totals *totals = &workbook->totals;
    g_autofree char *differences = summary_over_all("SUM({I})", &workbook->lines);
    put_check(summary, &(struct check){"Lines, live = the engine's own values (differences = 0)",
                                       differences, "=0", 0, 0, AUDIT_MONEY});
    g_autofree char *subtotals = summary_over_all("SUM({AK})", &workbook->partners);
    g_autofree char *amounts = summary_over_all("SUM({F})", &workbook->lines);
    put_check(summary, &(struct check){"Register = sum of lines: the engine's subtotals = amounts "
                                       "of Lines",
                                       subtotals, amounts, dollars(totals->subtotal),
                                       dollars(workbook->lines_amount), AUDIT_MONEY});
    /* Register has the GST of a document, Lines each line's share of it. */
    g_autofree char *parts = summary_over_all("SUM({P})+SUM({Q})", &workbook->partners);
    g_autofree char *total = summary_over_all("SUM({M})", &workbook->lines);
    put_check(summary,
              &(struct check){"Subtotal + GST of Register = total, the engine's of each line",
                              parts, total, dollars(money_add(totals->subtotal, totals->gst)),
                              dollars(workbook->lines_total), AUDIT_MONEY});
}

static void check_adjustments(struct summary *summary)
{
    struct audit_workbook *workbook = summary->workbook;
    g_autofree char *left = summary_over_all("SUM({K})", &workbook->adjustments);
    g_autofree char *right = summary_over_all("SUM({AN})", &workbook->partners);
    put_check(summary, &(struct check){"Adjustments: lines and late documents = the engine's own "
                                       "adjustments_total",
                                       left, right, dollars(workbook->adjustments_total),
                                       dollars(workbook->totals.adjustments_total), AUDIT_MONEY});
}

/* A draft pays nothing: there is no file to hold its documents against, and saying TRUE would be of
 * nothing. Both sides of what will be compared stand there. */
static void say_not_paid_yet(struct summary *summary, const char *label, const char *documents_sum,
                             double documents)
{
    summary_text(summary, 0, label, AUDIT_TEXT);
    summary_text(summary, 1, "not before the month is issued", AUDIT_TEXT);
    summary_formula(summary, 2, documents_sum, documents, AUDIT_MONEY);
    summary_text(summary, 3, "a draft pays nothing", AUDIT_TEXT_RIGHT);
    summary_next_row(summary);
}

/* What the documents owe now: with what earlier payments left, without what replaced documents were
 * settled with and what is left to the next payments. */
static money documents_due(const struct audit_workbook *workbook)
{
    const struct run_totals *totals = &workbook->totals;
    money due = money_add(totals->total, totals->adjustments_total);
    due = money_add(due, workbook->carried_in);
    due = money_subtract(due, workbook->replaced);
    return money_subtract(due, workbook->carried_out);
}

static void check_payments(struct summary *summary, const struct audit_closing *closing)
{
    static const char label[] = "Documents, adjustments, carried = payment file + what is left out";
    struct audit_workbook *workbook = summary->workbook;
    double documents = dollars(documents_due(workbook));
    g_autofree char *documents_sum =
        summary_over_all("SUM({R})+SUM({S})+SUM({V})-SUM({W})-SUM({X})", &workbook->partners);
    if (!closing->payments_written) {
        say_not_paid_yet(summary, label, documents_sum, documents);
        return;
    }
    char written[TEXT_SIZE];
    char left_out[TEXT_SIZE];
    g_autofree char *file = g_strdup_printf("=%s+%s", text_money(written, closing->payments_total),
                                            text_money(left_out, closing->payments_left_out));
    put_check(summary, &(struct check){
                           label, documents_sum, file, documents,
                           dollars(money_add(closing->payments_total, closing->payments_left_out)),
                           AUDIT_MONEY});
}

static void check_partners(struct summary *summary, const struct audit_closing *closing)
{
    struct audit_workbook *workbook = summary->workbook;
    const struct run_totals *totals = &workbook->totals;
    g_autofree char *left = g_strdup_printf("=%" PRId64, closing->partners_in);
    g_autofree char *right =
        summary_over_all("COUNTIF({C},\"ready\")+COUNTIF({C},\"issued\")+COUNTIF({C},\"held\")"
                         "+COUNTIF({C},\"nil\")",
                         &workbook->partners);
    put_check(summary,
              &(struct check){"Partners in (the store's count) = ready or issued + held + nil",
                              left, right, (double)closing->partners_in,
                              (double)(totals->ready + totals->held + totals->nil), AUDIT_COUNT});
}

/* Green for TRUE, red for FALSE. */
static void colour_verdicts(struct summary *summary, lxw_row_t first, lxw_row_t last)
{
    g_autofree char *held_true = g_strdup_printf("=B%u", first + 1);
    g_autofree char *held_false = g_strdup_printf("=NOT(B%u)", first + 1);
    lxw_conditional_format good = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                   .value_string = held_true,
                                   .format = summary->book->formats[AUDIT_GOOD]};
    lxw_conditional_format bad = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                  .value_string = held_false,
                                  .format = summary->book->formats[AUDIT_BAD]};
    audit_book_check(summary->book, worksheet_conditional_format_range(summary->worksheet, first, 1,
                                                                       last, 1, &good));
    audit_book_check(summary->book, worksheet_conditional_format_range(summary->worksheet, first, 1,
                                                                       last, 1, &bad));
}

void summary_checks(struct summary *summary, const struct audit_closing *closing)
{
    static const char *const headings[SUMMARY_COLUMNS] = {"Checks", "", "left side", "right side"};
    summary_section(summary, headings, 1);
    lxw_row_t first = summary->row;
    check_verdicts(summary);
    check_hours(summary);
    check_engine(summary);
    check_lines(summary);
    check_adjustments(summary);
    check_payments(summary, closing);
    check_partners(summary, closing);
    colour_verdicts(summary, first, summary->row - 1);
}
