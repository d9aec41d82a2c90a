#include <criterion/criterion.h>

#include "engine/run/disputes/at_risk.h"
#include "engine/run/disputes/claim.h"
#include "engine/run/disputes/rerun.h"
#include "engine/run/disputes/what_if.h"
#include "run_sample.h"

/* What is asked of months that were issued: a claim, a month again, a setting that is tried. July 2026 has 4
 * Mondays, 8 hours at 150.00: 1200.00 and GST, 1320.00. */

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

TestSuite(disputes, .init = start, .fini = finish);

static const char blocks_july[] = "block_id,partner_id,start,end\n"
                                  "B1,P1,2026-07-20T09:00,2026-07-20T11:00\n";

/* ---- steps ----------------------------------------------------------------------------------- */

static void step_expect(struct line_sum step, int32_t minutes, int64_t subtotal, int64_t gst)
{
    cr_expect_eq(step.minutes.minutes, minutes);
    cr_expect_eq(step.subtotal.cents, subtotal);
    cr_expect_eq(step.gst.cents, gst);
    cr_expect_eq(step.total.cents, subtotal + gst);
}

/* 20 minutes at 100.00 are 33.33, and 40 are 66.67: what a step adds is what the document is more by it. */
Test(pay_steps, every_cent_is_of_some_step)
{
    const struct line line = {
        .kind = RATE_PARTNER, .hourly_rate = {10000}, .taxable = true, .minutes = {20}};
    struct line less = line;
    less.minutes.minutes = -60;
    g_autoptr(pay_steps) steps = pay_steps_new(GST_TOTAL_INVOICE);
    pay_steps_add(steps, &line);
    step_expect(pay_steps_take(steps), 20, 3333, 333);
    pay_steps_add(steps, &line);
    step_expect(pay_steps_take(steps), 20, 3334, 334);
    pay_steps_add(steps, &line);
    step_expect(pay_steps_take(steps), 20, 3333, 333);
    pay_steps_add(steps, &less);
    step_expect(pay_steps_take(steps), -60, -10000, -1000);
    step_expect(pay_steps_take(steps), 0, 0, 0);
}

Test(pay_steps, lines_are_rounded_by_themselves)
{
    struct line line = {.kind = RATE_ADHOC, .hourly_rate = {10005}, .minutes = {30}};
    g_autoptr(pay_steps) steps = pay_steps_new(GST_LINE);
    pay_steps_add(steps, &line); /* 50.025 */
    line.kind = RATE_PARTNER;
    pay_steps_add(steps, &line);
    step_expect(pay_steps_take(steps), 60, 10006, 0);
}

/* ---- a claim --------------------------------------------------------------------------------- */

static void july_begin(struct month_setup *setup)
{
    static stamp as_at = {1786060800}; /* 7 August 2026, 10:00 in Sydney */
    static day issue_date;
    issue_date = day_from_civil((struct civil){2026, 8, 7});
    const struct month_order order = {.period = period_from_month(2026, 7),
                                      .as_at = &as_at,
                                      .issue_date = &issue_date,
                                      .holidays = "holidays",
                                      .draft = true,
                                      .only_partner = "P1",
                                      .before_seq = ISSUED_NOW};
    g_autoptr(GError) error = NULL;
    cr_assert(month_setup_begin(sample.store, &order, NULL, setup, &error) &&
                  month_setup_sessions(setup, "P1", &error),
              "%s", error ? error->message : "");
}

static store_issued_month *july_issued(void)
{
    store_issued_month *issued = NULL;
    cr_assert(store_issued_month_load(sample.store, period_from_month(2026, 7), "P1", ISSUED_NOW,
                                      true, &issued, NULL));
    return issued;
}

static claim_bridge *july_claim(const struct month_setup *setup, const store_issued_month *issued,
                                GArray *rows)
{
    g_autoptr(GError) error = NULL;
    claim_bridge *bridge = claim_bridge_new(setup, "P1", false, issued, rows, &error);
    cr_assert(bridge, "%s", error ? error->message : "");
    return bridge;
}

static void row_add(GArray *rows, int32_t of_july, int32_t minute, int32_t minutes)
{
    const struct claim_row row = {.line = rows->len + 2,
                                  .date = day_from_civil((struct civil){2026, 7, of_july}),
                                  .start_minute = minute,
                                  .appointment_id = "",
                                  .minutes = minutes};
    g_array_append_val(rows, row);
}

Test(disputes, a_claim_leads_to_what_was_paid)
{
    g_auto(month_setup) setup = {0};
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct claim_row));
    run_sample_file(&sample, "blocks.csv", blocks_july);
    run_sample_import(&sample, 7);
    july_begin(&setup);
    row_add(rows, 6, 540, 120);  /* two hours */
    row_add(rows, 6, 600, 0);    /* one of them again */
    row_add(rows, 13, 570, 60);  /* half of one and half of the next */
    row_add(rows, 13, 660, 0);   /* after the schedule */
    row_add(rows, 14, 1430, 20); /* past midnight, and no hour is there */
    g_autoptr(store_issued_month) issued = july_issued();
    g_autoptr(claim_bridge) bridge = july_claim(&setup, issued, rows);
    step_expect(bridge->claimed, 320, 80000, 8000);
    step_expect(bridge->steps[CLAIM_PAID], 180, 45000, 4500);
    step_expect(bridge->steps[CLAIM_NOT_PAID], 80, 20000, 2000);
    step_expect(bridge->steps[CLAIM_TWICE], 60, 15000, 1500);
    step_expect(bridge->steps[CLAIM_UNCLAIMED], 300, 75000, 7500);
    step_expect(bridge->of_no_hour, 0, 0, 0);
    step_expect(bridge->paid, 480, 120000, 12000); /* as issued; the block came later */
    cr_assert_not_null(bridge->coming);
    step_expect(bridge->coming->difference, -120, -30000, -3000);
    cr_assert_eq(bridge->coming->causes->len, 1);
    cr_expect_str_eq(g_array_index(bridge->coming->causes, struct change_cause, 0).because,
                     "block B1 is new");
}

Test(disputes, without_an_issue_today_counts)
{
    g_auto(month_setup) setup = {0};
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct claim_row));
    run_sample_file(&sample, "blocks.csv", blocks_july);
    run_sample_import(&sample, 7);
    july_begin(&setup);
    row_add(rows, 20, 540, 0);
    g_autoptr(claim_bridge) bridge = july_claim(&setup, NULL, rows);
    step_expect(bridge->paid, 360, 90000, 9000);
    step_expect(bridge->steps[CLAIM_NOT_PAID], 60, 15000, 1500);
    cr_expect_str_eq(g_array_index(bridge->items, struct claim_item, 0).why, "Blocked (block B1)");
    cr_expect_str_eq(g_array_index(bridge->items, struct claim_item, 0).source, "blocks.csv:2");
    cr_expect_null(bridge->coming);
}

static void claim_file_expect(const char *text, bool good, guint rows_expected,
                              guint issues_expected)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct claim_row));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    g_autoptr(issues) issues = issues_new();
    g_autofree char *path = g_build_filename(sample.directory, "claim", NULL);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    cr_expect_eq(claim_read(path, "claim", period_from_month(2026, 7), rows, strings, issues, NULL),
                 good);
    cr_expect_eq(rows->len, rows_expected, "%s", text);
    cr_expect_eq(issues->count, issues_expected, "%s", text);
}

Test(disputes, a_claim_is_read)
{
    claim_file_expect("date,start\n2026-07-06,09:00\n2026-07-06,10:00\n", true, 2, 0);
    claim_file_expect("start,minutes,appointment_id,date\n09:00,30,A1,2026-07-06\n", true, 1, 0);
    claim_file_expect("2026-07-06 09:00\r\n\n2026-07-06T10:00\n", true, 2, 0);
    claim_file_expect("\n\n", true, 0, 0);
    claim_file_expect("date,start,minutes\n2026-07-06,09:00,0\n2026-07-06,09:00,1441\n"
                      "2026-07-06,09:00,-5\n2026-08-06,09:00,5\n",
                      true, 0, 4);
    claim_file_expect("2026-07-06 09:00\n2026-08-06 09:00\n2026-07-06\n", true, 1, 2);
}

/* ---- a month again --------------------------------------------------------------------------- */

Test(disputes, a_month_again_and_with_a_setting)
{
    static const char *const settings[] = {"other_stream_overlap=slot", NULL};
    g_auto(month_setup) setup = {0};
    g_autoptr(GError) error = NULL;
    run_sample_file(&sample, "blocks.csv", blocks_july);
    run_sample_file(&sample, "other_work.csv",
                    "work_id,partner_id,stream,start,end\n"
                    "W1,P1,onsite,2026-07-06T09:00,2026-07-06T09:20\n");
    run_sample_import(&sample, 7);
    july_begin(&setup);
    g_autoptr(store_issued_month) issued = july_issued();
    g_autoptr(month_rerun) rerun =
        month_rerun_new(&setup, "P1", false, issued, (char *const *)settings, &error);
    cr_assert(rerun, "%s", error ? error->message : "");
    cr_assert_eq(rerun->stages->len, 2);
    const struct rerun_stage *facts = &g_array_index(rerun->stages, struct rerun_stage, 0);
    const struct rerun_stage *tried = &g_array_index(rerun->stages, struct rerun_stage, 1);
    cr_assert_eq(facts->change->causes->len, 2);
    step_expect(facts->change->difference, -140, -35000, -3500);
    step_expect(g_array_index(facts->change->causes, struct change_cause, 0).difference, -120,
                -30000, -3000);
    step_expect(tried->change->difference, -40, -10000, -1000);
    cr_expect_str_eq(g_array_index(tried->change->causes, struct change_cause, 0).because,
                     "the setting other_stream_overlap=slot");
    step_expect(rerun->difference, -180, -45000, -4500);
}

Test(disputes, a_setting_that_is_none)
{
    static const char *const settings[] = {"completion_dais=6", NULL};
    g_auto(month_setup) setup = {0};
    g_autoptr(GError) error = NULL;
    july_begin(&setup);
    g_autoptr(month_rerun) rerun =
        month_rerun_new(&setup, "P1", false, NULL, (char *const *)settings, &error);
    cr_expect_null(rerun);
    cr_expect(g_error_matches(error, RUN_ERROR, RUN_ERROR_USAGE));
    cr_expect_str_eq(error->message,
                     "--set: the policy has no setting completion_dais; write completion_days");
}

/* ---- what is at risk, and what a setting would cost -------------------------------------------- */

static const char unmarked[] =
    "appointment_id,partner_id,case_id,calendar,start,duration_minutes,status,booked_at,booked_by,"
    "completed_at,cancelled_at,cancelled_by\n"
    "A1,P1,,open,2026-07-27T09:00,,booked,2026-07-01T09:00,client,,,\n"
    "A2,P1,,open,2026-07-20T09:00,,completed,2026-07-01T09:00,client,2026-07-26T09:00,,\n";

Test(disputes, what_is_to_be_marked)
{
    g_autoptr(GError) error = NULL;
    run_sample_file(&sample, "appointments.csv", unmarked);
    run_sample_import(&sample, 7);
    const struct month_order order = {.as_at_text = "2026-08-01T09:00+10:00",
                                      .holidays = "holidays",
                                      .draft = true,
                                      .before_seq = ISSUED_NOW};
    g_autoptr(at_risk) found = at_risk_find(sample.store, &order, 7, &error);
    cr_assert(found, "%s", error ? error->message : "");
    cr_assert_eq(found->appointments->len, 1);
    cr_expect_eq(found->minutes.minutes, 60);
    cr_expect_eq(found->amount.cents, 15000);
    const struct at_risk_appointment *row =
        &g_array_index(found->appointments, struct at_risk_appointment, 0);
    cr_expect_str_eq(row->appointment_id, "A1");
    cr_expect_eq(row->complete_by.minute, MINUTES_PER_DAY);
    cr_expect_eq(day_compare(row->complete_by.date, day_from_civil((struct civil){2026, 8, 3})), 0);
    g_autoptr(at_risk) soon = at_risk_find(sample.store, &order, 1, &error);
    cr_expect_eq(soon->appointments->len, 0);
    cr_expect_eq(soon->later, 1);
}

Test(disputes, what_a_setting_would_have_cost)
{
    static const char *const settings[] = {"completion_days=5", NULL};
    g_autoptr(GError) error = NULL;
    run_sample_file(&sample, "appointments.csv", unmarked);
    run_sample_import(&sample, 7);
    g_autofree char *path = g_build_filename(sample.directory, "rcti.db", NULL);
    const struct what_if_order order = {.store_path = path,
                                        .from = period_from_month(2026, 6),
                                        .to = period_from_month(2026, 7),
                                        .settings = (char *const *)settings,
                                        .as_at_text = "2026-09-01T09:00+10:00",
                                        .holidays = "holidays",
                                        .jobs = 2};
    g_autoptr(what_if) found = what_if_find(&order, &error);
    cr_assert(found, "%s", error ? error->message : "");
    cr_expect_eq(found->months->len, 1);
    cr_expect_eq(found->missing->len, 1);
    cr_expect_eq(found->hours, 1); /* A2, marked on the 6th day; A1 is lapsed either way */
    step_expect(line_sum_subtract(found->after, found->before), -60, -15000, -1500);
}
