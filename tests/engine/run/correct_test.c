#include <criterion/criterion.h>

#include "engine/run/correct/change_words.h"
#include "engine/run/month/month.h"
#include "run_sample.h"

/* What decides money after an issue: corrections (R1, R2) with their causes, voids and what is
 * carried (R5). July 2026 has 4 Mondays, 8 hours: 1200.00 and GST, 1320.00; August 5, 1650.00;
 * September 4, 1320.00. */

static struct run_sample sample;

static void start(void)
{
    run_sample_open(&sample);
    run_sample_import(&sample, 7);
    run_sample_issue(&sample, 7, "2026-08-07");
}

static void finish(void)
{
    run_sample_close(&sample);
}

TestSuite(correct, .init = start, .fini = finish);

static const struct partner_report *august_draft(void)
{
    run_sample_import(&sample, 8);
    return run_sample_draft(&sample, 8, "2026-09-07");
}

static void payment_expect(const struct partner_report *report, int64_t total, int64_t adjustments,
                           int64_t payment)
{
    cr_expect_eq(report->row.totals.total.cents, total);
    cr_expect_eq(report->row.adjustments_total.cents, adjustments);
    cr_expect_eq(report->row.payment.cents, payment);
}

static void move_expect(const struct adjustment_report *adjustment, size_t index, int32_t minutes,
                        const char *because, const char *source)
{
    cr_assert_lt(index, adjustment->move_count);
    cr_expect_eq(adjustment->moves[index].minutes.minutes, minutes);
    cr_expect_str_eq(adjustment->moves[index].because, because);
    cr_expect_str_eq(adjustment->moves[index].source, source);
}

static void has_code(const struct partner_report *report, const char *code, const char *detail)
{
    for (size_t i = 0; i < report->exception_count; i++) {
        if (g_str_equal(report->exceptions[i].code, code)) {
            cr_expect_str_eq(report->exceptions[i].detail, detail);
            return;
        }
    }
    cr_expect(false, "no exception %s", code);
}

static const char blocks_july[] = "block_id,partner_id,start,end,reason\n"
                                  "B1,P1,2026-07-20T09:00,2026-07-20T11:00,unwell\n";

/* ---- R1: what was issued is adjusted, and why ------------------------------------------------- */

Test(correct, nothing_moved)
{
    const struct partner_report *report = august_draft();
    payment_expect(report, 165000, 0, 165000);
    cr_expect_eq(report->adjustment_count, 0);
    cr_expect_eq(report->late_count, 0);
}

Test(correct, a_block_that_came_late)
{
    run_sample_file(&sample, "blocks.csv", blocks_july);
    const struct partner_report *report = august_draft();
    payment_expect(report, 165000, -33000, 132000);
    cr_assert_eq(report->adjustment_count, 1);
    const struct adjustment_report *adjustment = report->adjustments[0];
    cr_expect_eq(adjustment->kind, DOCUMENT_RCAN);
    cr_expect_str_eq(adjustment->adjusts, "RCTI-202607-P1");
    cr_expect_eq(adjustment->before.total.cents, 132000);
    cr_expect_eq(adjustment->after.total.cents, 99000);
    cr_expect_eq(adjustment->difference.gst.cents, -3000);
    cr_assert_eq(adjustment->move_count, 2);
    move_expect(adjustment, 0, -60, "block B1 is new", "blocks.csv:2 (batch 2)");
    move_expect(adjustment, 1, -60, "block B1 is new", "blocks.csv:2 (batch 2)");
    cr_expect_str_eq(adjustment->moves[0].before, "Available, not used");
    cr_expect_str_eq(adjustment->moves[0].after, "Blocked (block B1)");

    /* What an issue would freeze: August, and what July comes to now. */
    cr_assert_eq(sample.run->states->len, 2);
    const struct issued_month *july = &g_array_index(sample.run->states, struct issued_month, 1);
    cr_expect_eq(month_position(&g_array_index(sample.run->states, struct issued_month, 0)).cents,
                 165000);
    cr_expect_eq(month_position(july).cents, 99000);
    cr_expect_str_eq(july->number, "RCTI-202607-P1");
    g_autoptr(store_issued_month) issued = NULL;
    cr_assert(
        store_issued_month_load(sample.store, july->period, "P1", ISSUED_NOW, true, &issued, NULL));
    g_autofree char *same = month_difference(&issued->month, &issued->month, RCTI_VERSION);
    g_autofree char *difference = month_difference(&issued->month, july, RCTI_VERSION);
    cr_expect_null(same);
    cr_expect_str_eq(difference, "P1 of 2026-07, 2026-07-20 09:00: frozen 1 h less 0 h, AVAILABLE "
                                 "under P6, at 150.00, taxable; computed 0 h less 0 h, BLOCKED "
                                 "under P2, at 150.00, taxable, evidence B1");
}

/* What is adjusted again is the state, not the original. */
Test(correct, a_correction_is_corrected)
{
    run_sample_file(&sample, "blocks.csv", blocks_july);
    run_sample_import(&sample, 8);
    run_sample_issue(&sample, 8, "2026-09-07");
    run_sample_file(&sample, "blocks.csv",
                    "block_id,partner_id,start,end,reason\n"
                    "B1,P1,2026-07-20T09:00,2026-07-20T10:00,unwell\n");
    run_sample_import(&sample, 9);
    const struct partner_report *report = run_sample_draft(&sample, 9, "2026-10-07");
    payment_expect(report, 132000, 16500, 148500);
    cr_assert_eq(report->adjustment_count, 1);
    cr_expect_eq(report->adjustments[0]->before.total.cents, 99000);
    cr_expect_eq(report->adjustments[0]->after.total.cents, 115500);
    cr_assert_eq(report->adjustments[0]->move_count, 1);
    move_expect(report->adjustments[0], 0, 60, "block B1 changed", "blocks.csv:2 (batch 3)");
}

/* Minutes stay, the rate moves: what was is taken back at the old one. */
Test(correct, a_rate_from_the_past)
{
    run_sample_file(&sample, "rates.csv",
                    "partner_id,kind,effective_from,hourly_rate\nP1,partner,2025-07-01,150.00\n"
                    "P1,partner,2026-07-27,160.00\nP1,adhoc,2025-07-01,180.00\n");
    run_sample_import(&sample, 7);
    const struct partner_report *report = august_draft();
    /* 10 hours at 160.00 and GST; two hours of 27 July 10.00 more each. */
    payment_expect(report, 176000, 2200, 178200);
    cr_assert_eq(report->adjustment_count, 1);
    const struct adjustment_report *adjustment = report->adjustments[0];
    cr_expect_eq(adjustment->line_count, 2);
    cr_assert_eq(adjustment->move_count, 4);
    move_expect(adjustment, 0, -60, "the partner rate from 2026-07-27 is now 160.00",
                "rates.csv:3 (batch 2)");
    move_expect(adjustment, 1, 60, "the partner rate from 2026-07-27 is now 160.00",
                "rates.csv:3 (batch 2)");
    cr_expect_str_eq(adjustment->moves[0].before, "Available, not used at 150.00");
    cr_expect_str_eq(adjustment->moves[0].after, "Available, not used at 160.00");
}

/* ---- R2: other answers than an adjustment ----------------------------------------------------- */

/* No hour is adjusted from untaxed to taxed: the document has to be voided. */
Test(correct, taxability_holds)
{
    g_autofree char *input = g_build_filename(sample.directory, "input", "partners.csv", NULL);
    g_autofree char *text = NULL;
    cr_assert(g_file_get_contents(input, &text, NULL, NULL));
    g_autoptr(GString) later = g_string_new(text);
    g_string_replace(later, "2019-07-01", "2026-07-15", 0);
    run_sample_file(&sample, "partners.csv", later->str);
    run_sample_import(&sample, 7);
    const struct partner_report *report = august_draft();
    cr_expect(report->row.amounts_blank);
    cr_expect_eq(report->row.payment.cents, 0);
    has_code(report, "TAXABILITY_CHANGED", "2026-07: void RCTI-202607-P1");
}

/* An adjustment is not dated before what it adjusts: it waits, and holds nobody. */
Test(correct, an_adjustment_waits)
{
    run_sample_file(&sample, "blocks.csv", blocks_july);
    run_sample_import(&sample, 8);
    const struct partner_report *report = run_sample_draft(&sample, 8, "2026-08-06");
    payment_expect(report, 165000, 0, 165000);
    has_code(report, "ADJUSTMENT_WAITS", "2026-07: RCTI-202607-P1 is of 7 August 2026");
}

/* Whoever was not in July at all gets July's document with August's. */
Test(correct, a_document_that_never_was)
{
    g_autofree char *input = g_build_filename(sample.directory, "input", "partners.csv", NULL);
    g_autofree char *text = NULL;
    cr_assert(g_file_get_contents(input, &text, NULL, NULL));
    g_autofree char *both = g_strconcat(
        text,
        "P2,Benedikt Osgood,,12555700002,2019-07-01,,2025-07-01,,CPA-2,p2@example.com,"
        "12 Wattle Street,,Parramatta,NSW,2150,Australia/Sydney,AU-NSW,062-901,20304074,B "
        "Osgood,,\n",
        NULL);
    run_sample_file(&sample, "partners.csv", both);
    run_sample_file(&sample, "rates.csv",
                    "partner_id,kind,effective_from,hourly_rate\nP1,partner,2025-07-01,150.00\n"
                    "P2,partner,2025-07-01,150.00\n");
    run_sample_file(&sample, "schedules.csv",
                    "partner_id,weekday,start,end,effective_from,effective_to\n"
                    "P1,Mon,09:00,11:00,2025-07-01,\nP2,Mon,09:00,10:00,2025-07-01,\n");
    run_sample_import(&sample, 7);
    const struct partner_report *report = august_draft();
    payment_expect(report, 165000, 0, 165000);
    g_autoptr(partner_report) second = NULL;
    cr_assert(month_run_next(sample.run, &second, NULL));
    cr_assert_str_eq(second->supplier.partner_id, "P2");
    cr_assert_eq(second->late_count, 1);
    cr_expect_str_eq(second->late[0].report->replaces, "");
    cr_expect_eq(second->late[0].report->row.totals.total.cents, 66000);
    payment_expect(second, 82500, 66000, 148500);
}

/* A void that nothing was issued after goes with the next month. */
Test(correct, a_voided_month_comes_with_the_next)
{
    run_sample_void(&sample, "RCTI-202607-P1");
    const struct partner_report *report = august_draft();
    cr_assert_eq(report->late_count, 1);
    const struct partner_report *late = report->late[0].report;
    cr_expect_str_eq(late->replaces, "RCTI-202607-P1");
    cr_expect_eq(late->replaces_total.cents, 132000);
    cr_expect_eq(late->row.totals.total.cents, 132000);
    payment_expect(report, 165000, 0, 165000);
}

/* ---- voids ------------------------------------------------------------------------------------ */

/* Nothing is paid again that was paid; what differs is. */
Test(correct, a_voided_month_is_open_again)
{
    run_sample_void(&sample, "RCTI-202607-P1");
    const struct partner_report *report = run_sample_draft(&sample, 7, "2026-08-10");
    cr_expect_str_eq(report->replaces, "RCTI-202607-P1");
    cr_expect_eq(report->replaces_total.cents, 132000);
    payment_expect(report, 132000, 0, 0);

    run_sample_file(&sample, "blocks.csv", blocks_july);
    run_sample_import(&sample, 7);
    report = run_sample_draft(&sample, 7, "2026-08-10");
    payment_expect(report, 99000, 0, 0);
    cr_expect_eq(report->row.carried_out.cents, -33000);
}

Test(correct, a_voided_month_is_issued_anew)
{
    run_sample_void(&sample, "RCTI-202607-P1");
    run_sample_file(&sample, "blocks.csv", blocks_july);
    run_sample_import(&sample, 7);
    run_sample_issue(&sample, 7, "2026-08-10");
    const struct partner_report *report = august_draft();
    cr_expect_eq(report->adjustment_count, 0);
    cr_expect_eq(report->row.carried_in.cents, -33000);
    payment_expect(report, 165000, 0, 132000);

    g_autoptr(store_issued_month) state = NULL;
    cr_assert(store_issued_month_load(sample.store, period_from_month(2026, 7), "P1", ISSUED_NOW,
                                      true, &state, NULL));
    cr_expect_str_eq(state->month.number, "RCTI-202607-P1-R1");
    cr_expect_eq(state->month.slot_count, 8);
}

/* Blocked throughout: nothing takes the voided document's place, and all of it is taken back. */
static void taken_back_expect(const struct partner_report *report)
{
    cr_expect_eq(report->late_count, 0);
    cr_expect_str_eq(report->replaces, "");
    cr_assert_eq(report->adjustment_count, 1);
    const struct adjustment_report *note = report->adjustments[0];
    cr_expect_eq(note->kind, DOCUMENT_RCAN);
    cr_expect_str_eq(note->adjusts, "RCTI-202607-P1");
    cr_expect_str_eq(note->supplier.abn, report->supplier.abn);
    cr_expect_eq(note->before.total.cents, 132000);
    cr_expect_eq(note->after.total.cents, 0);
    cr_expect_eq(note->difference.total.cents, -132000);
    cr_expect_eq(note->move_count, 0);
    cr_expect_not_null(strstr(note->reasons[0], "nothing is due in its place"));
}

Test(correct, nothing_takes_the_place)
{
    run_sample_void(&sample, "RCTI-202607-P1");
    run_sample_file(&sample, "blocks.csv",
                    "block_id,partner_id,start,end,reason\n"
                    "B1,P1,2026-07-01T00:00,2026-08-01T00:00,away\n");
    const struct partner_report *report = august_draft();
    taken_back_expect(report);
    payment_expect(report, 165000, -132000, 33000);
}

/* The same by July's own run, which has nothing else. */
Test(correct, nothing_takes_the_place_in_its_own_month)
{
    run_sample_void(&sample, "RCTI-202607-P1");
    run_sample_file(&sample, "blocks.csv",
                    "block_id,partner_id,start,end,reason\n"
                    "B1,P1,2026-07-01T00:00,2026-08-01T00:00,away\n");
    run_sample_import(&sample, 7);
    const struct partner_report *report = run_sample_draft(&sample, 7, "2026-08-10");
    taken_back_expect(report);
    payment_expect(report, 0, -132000, 0);
    cr_expect_eq(report->row.carried_out.cents, -132000);
    has_code(report, "LARGE_ADJUSTMENT", "-1320.00");
}

/* ---- R5: what is left to later payments -------------------------------------------------------- */

Test(correct, below_zero_is_carried)
{
    run_sample_file(&sample, "blocks.csv",
                    "block_id,partner_id,start,end,reason\n"
                    "B1,P1,2026-07-01T00:00,2026-08-30T00:00,away\n");
    const struct partner_report *report = august_draft();
    payment_expect(report, 33000, -132000, 0);
    cr_expect_eq(report->row.carried_in.cents, 0);
    cr_expect_eq(report->row.carried_out.cents, -99000);
    has_code(report, "CARRIED_FORWARD", "0.00 from earlier payments, -990.00 left for later ones");
    run_sample_issue(&sample, 8, "2026-09-07");

    run_sample_import(&sample, 9);
    report = run_sample_draft(&sample, 9, "2026-10-07");
    cr_expect_eq(report->row.carried_in.cents, -99000);
    cr_expect_eq(report->row.carried_out.cents, 0);
    payment_expect(report, 132000, 0, 33000);
}

/* ---- for the partner --------------------------------------------------------------------------- */

static void told_is(const char *reason, const char *expected)
{
    const struct decision all[] = {
        {.decision_id = "D-000001", .kind = DECISION_WAIVE, .ticket = "T-1", .revokes = ""},
        {.decision_id = "X1", .kind = DECISION_PAY, .ticket = "T-2", .revokes = ""},
        {.decision_id = "D-000003", .kind = DECISION_REVOKE, .ticket = "T-3", .revokes = "X1"}};
    g_autoptr(GArray) decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    g_array_append_vals(decisions, all, G_N_ELEMENTS(all));
    g_autofree char *told = reason_for_partner(reason, decisions);
    cr_expect_str_eq(told, expected);
}

Test(correct, a_reason_for_the_partner_has_no_file_no_batch_and_no_decisions_id)
{
    told_is(
        "Tue 4 Aug 10:00: was Available, not used, is Blocked (block B1), because block B1 is new "
        "(blocks.csv:2 (batch 2))",
        "Tue 4 Aug 10:00: was Available, not used, is Blocked (block B1), because block B1 is new");
    told_is("A: because one (blocks.csv:2 (batch 2), other_work.csv:2 (batch 2)); B: because two "
            "(policy.ini)",
            "A: because one; B: because two");
    told_is("A: because one (Leave (2).TXT:4 (batch 2)); B (A1), because two (Leave (2).CSV:4)",
            "A: because one; B (A1), because two");
    told_is("A: because decision D-000001 (T-1) waives it and block B1 is gone "
            "(rcti decide (batch 3), blocks.csv (batch 4))",
            "A: because it is paid by decision T-1 and block B1 is gone");
    told_is("$5.00 decided (nothing decided before), because decision X1 (T-2) pays it "
            "(decisions.csv:2 (batch 3))",
            "$5.00 decided (nothing decided before), because it is paid by decision T-2");
    told_is("Nothing decided ($5.00 decided before), because decision D-000003 (T-3) ends X1 "
            "(rcti decide (batch 4))",
            "Nothing decided ($5.00 decided before), because decision T-2 was withdrawn by "
            "decision T-3");
    told_is("RCTI-202609-P0001 was voided (wrong name)",
            "RCTI-202609-P0001 was voided (wrong name)");
}
