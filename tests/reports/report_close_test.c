#include <criterion/criterion.h>
#include <string.h>

#include "reports/value/partner_report.h"
#include "tests/reports/report_sample.h"

/* What a run adds to a month: holds, adjustments in words, and the hash over all of it. */

static struct report_sample sample;

static struct partner_report *report_new(void)
{
    report_sample_init(&sample);
    return report_sample_report(&sample);
}

Test(report_close, a_hold_takes_document_lines_and_payment)
{
    g_autoptr(partner_report) report = report_new();
    cr_assert_eq(report->document, DOCUMENT_RCTI);
    partner_report_hold(report, EXCEPTION_TAXABILITY_CHANGED, "2026-08: void RCI-202608-P0001");
    partner_report_hold(report, EXCEPTION_BAD_ABN, "");
    partner_report_hold(report, EXCEPTION_TAXABILITY_CHANGED, "2026-07: void RCI-202607-P0001");
    cr_expect_str_eq(report->row.status, "held");
    cr_expect_str_eq(report->row.reasons, "BAD_ABN;TAXABILITY_CHANGED");
    cr_expect_str_eq(report->row.document, "");
    cr_expect_eq(report->document, DOCUMENT_NONE);
    cr_expect(report->row.amounts_blank);
    cr_expect_eq(report->line_count, 0);
    cr_expect_eq(report->row.payment.cents, 0);
    cr_assert_eq(report->exception_count, 3);
    cr_expect_str_eq(report->exceptions[0].code, "TAXABILITY_CHANGED");
    cr_expect_str_eq(report->exceptions[0].detail, "2026-08: void RCI-202608-P0001");
    cr_expect_not_null(strstr(report->exceptions[0].message, "(2026-08: void RCI-202608-P0001)"));
    cr_expect_str_eq(report->exceptions[1].message, exception_says[EXCEPTION_BAD_ABN].text);
}

/* ---- words --------------------------------------------------------------------------------------- */

Test(report_close, verdicts_in_words)
{
    static const struct {
        enum rate_kind kind;
        enum outcome outcome; /* OUTCOME_COUNT: no hour */
        bool penalised;
        int32_t minutes;
        const char *evidence;
        enum reason reason;
        const char *words;
    } rows[] = {
        {RATE_PARTNER, OUTCOME_COUNT, false, 0, "", REASON_NONE, "Not in the schedule"},
        {RATE_ADHOC, OUTCOME_COUNT, false, 0, "", REASON_NONE, "No booking"},
        {RATE_PARTNER, OUTCOME_AVAILABLE, false, 60, "", REASON_NONE, "Available, not used"},
        {RATE_PARTNER, OUTCOME_BLOCKED, false, 0, "B1;B2", REASON_NONE, "Blocked (block B1, B2)"},
        {RATE_PARTNER, OUTCOME_HOLIDAY, false, 0, "Labour Day", REASON_NONE,
         "Public holiday (Labour Day)"},
        {RATE_PARTNER, OUTCOME_BOOKED, true, 0, "A1", REASON_NONE,
         "Not marked as completed in time (A1)"},
        {RATE_PARTNER, OUTCOME_OTHER_STREAM, false, 45, "W1", REASON_NONE,
         "Other stream work, paid elsewhere (W1), 45 min"},
        {RATE_PARTNER, OUTCOME_CANCELLED, false, 0, "A1", REASON_NONE,
         "Cancelled by the consultant (A1)"},
        {RATE_ADHOC, OUTCOME_ADHOC_PAID, false, 90, "", REASON_NONE, "Ad hoc session, 1 h 30 min"},
        {RATE_ADHOC, OUTCOME_ADHOC_UNAUTHORISED, false, 0, "ASST-1", REASON_OVER_ALLOCATION,
         "Ad hoc booking not authorised: beyond the sessions of the case (ASST-1)"},
        {RATE_PARTNER, OUTCOME_BOOKED, false, 60, "A1;D-000001", REASON_NONE, "Booked (A1)"},
        {RATE_ADHOC, OUTCOME_ADHOC_PAID, false, 60, "D-000001", REASON_WAIVED,
         "Ad hoc session: not marked, and waived by decision, 1 h"},
    };
    const struct decision decision = {.decision_id = "D-000001"};
    g_autoptr(GArray) decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    g_array_append_val(decisions, decision);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct paid_hour hour = {.kind = rows[i].kind,
                                       .outcome = rows[i].outcome,
                                       .penalised = rows[i].penalised,
                                       .minutes = {rows[i].minutes},
                                       .evidence = rows[i].evidence,
                                       .reason = rows[i].reason};
        g_autofree char *words = adjustment_verdict_text(
            rows[i].outcome == OUTCOME_COUNT ? NULL : &hour, rows[i].kind, decisions);
        cr_expect_str_eq(words, rows[i].words);
    }
}

#define BLANK_FIELD(field) .field = "",
static struct adjustment_report *adjustment_new(const char *because, int32_t moves)
{
    struct adjustment_move_row rows[8];
    for (int32_t i = 0; i < moves; i++) {
        rows[i] = (struct adjustment_move_row){.kind = RATE_PARTNER,
                                               .at = {{20700 + i}, 540, ""},
                                               .before = "Available, not used",
                                               .after = "Blocked (block B1)",
                                               .minutes = {-60},
                                               .hourly_rate = {15000},
                                               .taxable = true,
                                               .because = because,
                                               .told = because,
                                               .source = "blocks.csv:2 (batch 3)",
                                               .sentences = "Leave, reported on 4 September"};
    }
    const struct line lines[] = {
        {RATE_PARTNER, {15000}, true, {-60 * moves}, {-15000L * moves}, {-1500L * moves}},
        {RATE_ADHOC, {18000}, true, {0}, {0}, {1}},
    };
    const struct adjustment_report about = {.period = period_from_month(2026, 8),
                                            .period_text = "2026-08",
                                            .number = "",
                                            .file_name = "DRAFT-202608-P0001-1.pdf",
                                            .adjusts = "RCTI-202608-P0001",
                                            .adjusts_date = {20708},
                                            .supplier = {SUPPLIER_TABLE(BLANK_FIELD)},
                                            .before = {{1200}, {300000}, {30000}, {330000}},
                                            .after = {{1140}, {285000}, {28500}, {313500}},
                                            .moves = rows,
                                            .move_count = (size_t)moves,
                                            .result_hash = "abc"};
    return adjustment_report_new(&about, lines, G_N_ELEMENTS(lines));
}

Test(report_close, a_line_is_explained_by_its_hours)
{
    struct adjustment_report *one = adjustment_new("block B1 is new", 1);
    cr_assert_eq(one->line_count, 2);
    cr_expect_eq(one->difference.total.cents, -16500);
    cr_expect_str_eq(one->lines[0].reason,
                     "Fri 4 Sep 09:00: was Available, not used, is Blocked (block B1), because "
                     "block B1 is new (blocks.csv:2 (batch 3))");
    cr_expect_str_eq(one->lines[1].reason, "the GST of the month is shared out anew");
    cr_expect_str_eq(one->lines[0].dates, "August 2026");
    cr_expect_str_eq(one->lines[0].cause_class, "correction");
    cr_expect_str_eq(one->lines[1].cause_class, "correction");
    adjustment_report_free(one);
    struct adjustment_report *lapsed = adjustment_new("A1 was not marked", 2);
    ((struct adjustment_move_row *)lapsed->moves)[0].rule_after = RULE_C1;
    ((struct adjustment_move_row *)lapsed->moves)[1].rule_before = RULE_C3;
    const struct line line = lapsed->lines[0].line;
    struct adjustment_report *event = adjustment_report_new(lapsed, &line, 1);
    cr_expect_str_eq(event->lines[0].cause_class, "event");
    ((struct adjustment_move_row *)lapsed->moves)[1].rule_before = RULE_P6;
    struct adjustment_report *both = adjustment_report_new(lapsed, &line, 1);
    cr_expect_str_eq(both->lines[0].cause_class, "correction;event");
    adjustment_report_free(both);
    adjustment_report_free(event);
    adjustment_report_free(lapsed);
    struct adjustment_report *six = adjustment_new("block B1 is new", 6);
    cr_expect_str_eq(six->lines[0].reason,
                     "Fri 4 Sep 09:00, Sat 5 Sep 09:00, Sun 6 Sep 09:00, Mon 7 Sep 09:00 and 2 "
                     "more: was Available, not used, is Blocked (block B1), because block B1 is "
                     "new (blocks.csv:2 (batch 3))");
    adjustment_report_free(six);
}

/* Of one line each: what moved an hour together is one sentence, and each cause is told once. */
Test(report_close, a_sentence_a_cause)
{
    static const struct {
        const char *sentences;
        int32_t minutes;
        int64_t rate_cents;
    } moved[] = {{"Leave on 4 August", -60, 15000},
                 {"A1 was marked", 60, 15000},
                 {"Leave on 4 August", -60, 15000},
                 {"The rate is $160.00", -120, 15000},
                 {"The rate is $160.00", 120, 16000},
                 {"Case C1 changed\nA9 is new", 60, 15000},
                 {"A9 is new", 20, 15000},
                 {"Other work\nA1 was marked", -40, 15000}};
    struct adjustment_move_row rows[G_N_ELEMENTS(moved)];
    for (size_t i = 0; i < G_N_ELEMENTS(moved); i++) {
        rows[i] = (struct adjustment_move_row){.at = {{20700}, 540, ""},
                                               .before = "",
                                               .after = "",
                                               .minutes = {moved[i].minutes},
                                               .hourly_rate = {moved[i].rate_cents},
                                               .because = "",
                                               .told = "",
                                               .source = "",
                                               .sentences = moved[i].sentences};
    }
    const struct line lines[] = {{.kind = RATE_PARTNER, .hourly_rate = {15000}},
                                 {.kind = RATE_PARTNER, .hourly_rate = {16000}}};
    const struct adjustment_report about = {.period_text = "",
                                            .supplier = {SUPPLIER_TABLE(BLANK_FIELD)},
                                            .number = "",
                                            .file_name = "",
                                            .adjusts = "",
                                            .moves = rows,
                                            .move_count = G_N_ELEMENTS(rows),
                                            .result_hash = ""};
    const char *const expected[] = {
        "Leave on 4 August: 2 hours less at 150.00",
        "A1 was marked; Other work: 20 min more at 150.00",
        "The rate is $160.00: 2 hours less at 150.00, 2 hours more at 160.00",
        "Case C1 changed; A9 is new: 1 hour 20 min more at 150.00"};
    struct adjustment_report *report = adjustment_report_new(&about, lines, G_N_ELEMENTS(lines));
    cr_assert_eq(report->reason_count, G_N_ELEMENTS(expected));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        cr_expect_str_eq(report->reasons[i], expected[i]);
    }
    adjustment_report_free(report);
}

/* ---- the hash ------------------------------------------------------------------------------------ */

/* Closes and gives the hash. */
static const char *hash_of(struct partner_report *report)
{
    partner_report_close(report);
    cr_expect_eq(strlen(report->issue_hash), 64);
    return report->issue_hash;
}

static bool hash_moves(struct partner_report *report)
{
    g_autofree char *before = g_strdup(report->issue_hash);
    return strcmp(before, hash_of(report)) != 0;
}

Test(report_close, everything_that_is_issued_is_in_the_hash)
{
    g_autoptr(partner_report) report = report_new();
    cr_expect_not(hash_moves(report), "it is closed as it is made");
    report->row.adjustments_total.cents += 1;
    cr_expect(hash_moves(report));
    report->row.payment.cents += 1;
    cr_expect(hash_moves(report));
    report->row.carried_in.cents -= 1;
    cr_expect(hash_moves(report));
    report->row.carried_out.cents -= 1;
    cr_expect(hash_moves(report));
    report->replaces = "RCTI-202609-P0001";
    report->replaces_date = (day){20700};
    report->replaces_total = (money){1};
    cr_expect(hash_moves(report));
    report->supplier.account_number = "99999999";
    cr_expect(hash_moves(report));
    partner_report_add_adjustment(report, adjustment_new("block B1 is new", 1));
    cr_expect(hash_moves(report));
    partner_report_add_late(report, &sample.run, report_sample_report(&sample));
    cr_expect(hash_moves(report));
    partner_report_hold(report, EXCEPTION_BAD_ABN, "");
    cr_expect(hash_moves(report));
}

Test(report_close, why_an_hour_moved_is_in_the_hash)
{
    g_autoptr(partner_report) first = report_new();
    g_autoptr(partner_report) second = report_new();
    partner_report_add_adjustment(first, adjustment_new("block B1 is new", 1));
    partner_report_add_adjustment(second, adjustment_new("block B1 changed", 1));
    cr_expect_str_neq(hash_of(first), hash_of(second));
}

/* A draft has the hash of what is then issued. */
Test(report_close, neither_numbers_nor_draft_or_issued_are_in_the_hash)
{
    g_autoptr(partner_report) draft = report_new();
    sample.run.draft = false;
    sample.run.batch++;
    g_autoptr(partner_report) issued = report_sample_report(&sample);
    issued->row.number = "RCTI-202609-P0001-R1";
    cr_expect_str_eq(issued->row.status, "issued");
    cr_expect_str_eq(hash_of(draft), hash_of(issued));
}
