#include <criterion/criterion.h>

#include "engine/store/facts/sessions.h"
#include "store_sample.h"

/* The pass over the cases, and what store_partner_load reads of it. */

static struct store_sample sample;
static GArray *rejected;
static GStringChunk *strings;

static void set_up(void)
{
    store_sample_open(&sample);
    rejected = g_array_new(FALSE, FALSE, sizeof(struct extra_request));
    strings = g_string_chunk_new(64);
}

static void tear_down(void)
{
    g_array_unref(rejected);
    g_string_chunk_free(strings);
    store_sample_close(&sample);
}

TestSuite(sessions, .init = set_up, .fini = tear_down);

static bool sessions_find(int64_t batch, const char *partner_id)
{
    g_autoptr(GError) error = NULL;
    struct store_view view = sample_view(9, batch);
    struct policy policy = policy_default();
    bool any_case = false;
    bool done = store_sessions_find(sample.store, &view, &policy, sample_clock, partner_id,
                                    rejected, strings, &any_case, &error);
    cr_assert(done, "%s", error ? error->message : "");
    return any_case;
}

static void expect_verdict(int64_t batch, const char *partner_id, const char *appointment_id,
                           enum session_verdict verdict)
{
    struct store_view view = sample_view(9, batch);
    g_autoptr(store_partner) partner =
        store_partner_load(sample.store, &view, partner_id, sample_clock, NULL);
    cr_assert_not_null(partner);
    for (size_t i = 0; i < partner->facts.appointment_count; i++) {
        const struct appointment *appointment = &partner->facts.appointments[i];
        if (g_str_equal(appointment->appointment_id, appointment_id)) {
            cr_expect_eq(appointment->session.verdict, verdict, "%s: %d", appointment_id,
                         (int)appointment->session.verdict);
            return;
        }
    }
    cr_assert(false, "%s is not there", appointment_id);
}

static void stage(store_import *import, const char *appointment_id, const char *partner_id,
                  int64_t start, const char *case_id)
{
    struct appointment row = sample_appointment(appointment_id, partner_id, start);
    row.case_id = case_id;
    sample_stage_appointment(import, row);
}

static void stage_request(store_import *import, const char *request_id, int32_t sessions,
                          int32_t outcome_date, uint32_t line)
{
    struct extra_request row = {.request_id = request_id,
                                .case_id = "ASST-1",
                                .requested_on = {0},
                                .sessions = sessions,
                                .outcome = REQUEST_APPROVED,
                                .outcome_on = day_from_civil((struct civil){2026, 9, outcome_date}),
                                .clinical_review = REVIEW_NOT_REQUIRED,
                                .source.line = line};
    sample_stage(import, INPUT_EXTRA_SESSIONS, &row);
}

static int64_t september(int32_t date, int32_t hour)
{
    return sample_utc(2026, 9, date, hour, 0);
}

/* Two sessions are entitled; the first was in May, with another partner. */
static store_import *begin_with_sessions(void)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_stage_case(import, sample_case("ASST-1", 2, ""));
    sample_stage_case(import, sample_case("ASST-9", 2, ""));
    stage(import, "MAY", "P2", sample_utc(2026, 5, 5, 1, 0), "ASST-1");
    stage(import, "S1", "P1", september(1, 1), "ASST-1");
    stage(import, "S2", "P1", september(10, 1), "ASST-1");
    stage(import, "S3", "P2", september(20, 1), "ASST-1");
    stage(import, "X1", "P1", september(2, 1), "ASST-404");
    stage(import, "X2", "P1", september(3, 1), "");
    sample_file(import, INPUT_CASES, 2);
    sample_file(import, INPUT_APPOINTMENTS, 6);
    return import;
}

Test(sessions, are_counted_over_all_partners_and_dates)
{
    cr_assert_eq(sample_commit(begin_with_sessions()), 1);
    cr_expect(sessions_find(1, NULL));
    expect_verdict(1, "P1", "S1", SESSION_WITHIN);
    expect_verdict(1, "P1", "S2", SESSION_OVER);
    expect_verdict(1, "P2", "S3", SESSION_OVER);
    expect_verdict(1, "P1", "X1", SESSION_CASE_UNKNOWN);
    expect_verdict(1, "P1", "X2", SESSION_CASE_UNKNOWN);
    cr_expect_eq(rejected->len, 0);
}

Test(sessions, extra_ones_count_from_their_date_as_of_the_batch)
{
    cr_assert_eq(sample_commit(begin_with_sessions()), 1);
    store_import *import = sample_begin(sample.store, 9);
    stage_request(import, "R2", 5, 2, 7);
    stage_request(import, "R1", 9, 2, 6);
    stage_request(import, "R3", 2, 15, 8);
    sample_file(import, INPUT_EXTRA_SESSIONS, 3);
    cr_assert_eq(sample_commit(import), 2);

    sessions_find(1, NULL);
    expect_verdict(1, "P2", "S3", SESSION_OVER);
    cr_expect_eq(rejected->len, 0);
    sessions_find(2, NULL);
    expect_verdict(2, "P1", "S2", SESSION_OVER);
    expect_verdict(2, "P2", "S3", SESSION_WITHIN);
    cr_assert_eq(rejected->len, 2);
    const struct extra_request *first = &g_array_index(rejected, struct extra_request, 0);
    cr_expect_str_eq(first[0].request_id, "R1");
    cr_expect_eq(first[0].sessions, 9);
    cr_expect_eq(first[0].source.line, 6);
    cr_expect_str_eq(first[1].request_id, "R2");
}

Test(sessions, of_one_partners_cases_alone)
{
    store_import *import = begin_with_sessions();
    stage(import, "T1", "P2", september(5, 1), "ASST-9");
    cr_assert_eq(sample_commit(import), 1);
    cr_expect(sessions_find(1, "P1"));
    expect_verdict(1, "P1", "S2", SESSION_OVER);
    expect_verdict(1, "P2", "S3", SESSION_OVER);
    expect_verdict(1, "P2", "T1", SESSION_CASE_UNKNOWN);
    cr_expect(sessions_find(1, NULL), "the next call begins anew");
    expect_verdict(1, "P2", "T1", SESSION_WITHIN);
}

/* The request is approved on the 11th; 15:00Z of the 10th is the 11th in Sydney but the 10th in
 * Perth until 16:00Z. */
Test(sessions, dates_are_in_the_zone_of_the_partner)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_stage_case(import, sample_case("ASST-1", 0, ""));
    stage(import, "PERTH", "P2", september(10, 15), "ASST-1");
    stage(import, "SYDNEY", "P1", september(10, 15), "ASST-1");
    stage_request(import, "R1", 4, 11, 2);
    sample_file(import, INPUT_CASES, 1);
    sample_file(import, INPUT_EXTRA_SESSIONS, 1);
    sample_file(import, INPUT_APPOINTMENTS, 2);
    cr_assert_eq(sample_commit(import), 1);
    static const char *const asked[] = {NULL, "P1", "P2"};
    for (size_t i = 0; i < G_N_ELEMENTS(asked);
         i++) { /* of all, or of one whose case another has too */
        sessions_find(1, asked[i]);
        expect_verdict(1, "P2", "PERTH", SESSION_OVER);
        expect_verdict(1, "P1", "SYDNEY", SESSION_WITHIN);
    }
}
