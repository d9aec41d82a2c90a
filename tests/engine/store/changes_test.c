#include "engine/store/facts/changes.h"

#include <criterion/criterion.h>

#include "store_sample.h"

/* What became known between two batches. */

static struct store_sample sample;
static GStringChunk *strings;
static GArray *changes;

static void set_up(void)
{
    store_sample_open(&sample);
    strings = g_string_chunk_new(256);
    changes = g_array_new(FALSE, TRUE, sizeof(struct store_change));
}

static void tear_down(void)
{
    g_array_unref(changes);
    g_string_chunk_free(strings);
    store_sample_close(&sample);
}

TestSuite(changes, .init = set_up, .fini = tear_down);

/* Those of P1 in September, a line each. The caller frees. */
static char *changes_text(int64_t earlier_batch, int64_t batch)
{
    static const char *const kinds[] = {"new", "changed", "gone"};
    struct store_view view = sample_view(9, batch);
    g_array_set_size(changes, 0);
    cr_assert(store_changes_load(sample.store, &view, earlier_batch, "P1", changes, strings, NULL));
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < changes->len; i++) {
        const struct store_change *change = &g_array_index(changes, struct store_change, i);
        g_string_append_printf(text, "%d %s %s%s%s%s batch %d%s\n", change->file,
                               kinds[change->kind], change->id, change->value[0] ? " " : "",
                               change->value, change->elsewhere ? " elsewhere" : "",
                               (int)change->batch, change->line > 0 ? "" : " no line");
    }
    return g_string_free(text, FALSE);
}

static void expect_changes(int64_t earlier_batch, int64_t batch, const char *expected)
{
    g_autofree char *text = changes_text(earlier_batch, batch);
    cr_expect_str_eq(text, expected, "%d to %d: %s", (int)earlier_batch, (int)batch, text);
}

static void blocks_import(int64_t first_start, bool second)
{
    store_import *import = sample_begin(sample.store, 9);
    int64_t hour = 60;
    if (first_start > 0) {
        sample_stage_block(import, "B1", "P1", first_start, first_start + hour);
    }
    if (second) {
        sample_stage_block(import, "B2", "P2", first_start, first_start + hour);
    }
    sample_file(import, INPUT_BLOCKS, (uint32_t)(first_start > 0) + second);
    sample_commit(import);
}

Test(changes, a_block_comes_moves_and_goes)
{
    int64_t at = sample_utc(2026, 9, 7, 1, 0);
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    blocks_import(at, false);
    blocks_import(at + 60, true);
    blocks_import(0, true);
    expect_changes(1, 2, "6 new B1 batch 2\n");
    expect_changes(1, 3, "6 new B1 batch 3\n");
    expect_changes(2, 3, "6 changed B1 batch 3\n");
    const struct store_change *moved = &g_array_index(changes, struct store_change, 0);
    cr_expect_eq(moved->span.start.utc_minutes, at + 60);
    cr_expect_eq(moved->span_before.start.utc_minutes, at);
    expect_changes(2, 4, "6 gone B1 batch 3 no line\n");
    expect_changes(1, 4, "");
    expect_changes(4, 4, "");
}

static void rates_import(int64_t cents, int month)
{
    store_import *import = sample_begin(sample.store, month);
    sample_stage_rate(import, "P1", RATE_PARTNER, cents);
    sample_stage_rate(import, "P2", RATE_PARTNER, 15000);
    sample_file(import, INPUT_RATES, 2);
    sample_commit(import);
}

Test(changes, facts_of_the_period_are_those_of_that_period)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 8)), 1);
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 2);
    rates_import(16005, 8);
    expect_changes(2, 3, "");
    rates_import(17005, 9);
    g_autofree char *text = changes_text(2, 4);
    cr_expect_not_null(strstr(text, "partner 170.05 batch 4"), "%s", text);
    cr_expect_null(strstr(text, "160.05"), "%s", text);
}

Test(changes, settings_with_their_values)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    store_import *import = sample_begin(sample.store, 9);
    sample_stage_ini(import, INPUT_POLICY, "policy", "completion_days", "14");
    sample_file(import, INPUT_POLICY, 1);
    cr_assert_eq(sample_commit(import), 2);
    expect_changes(1, 2, "1 new completion_days 14 batch 2\n");
}

Test(changes, columns_of_the_partner_are_named)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    store_import *import = sample_begin(sample.store, 9);
    struct partner_row first = sample_partner("P1", "Australia/Sydney");
    first.areas = "AU-QLD";
    first.active.to = (day){20000};
    sample_stage_partner(import, first);
    sample_stage_partner(import, sample_partner("P2", "Australia/Perth"));
    sample_file(import, INPUT_PARTNERS, 2);
    cr_assert_eq(sample_commit(import), 2);
    g_autofree char *text = changes_text(1, 2);
    cr_expect_not_null(strstr(text, "3 changed areas, active_to batch 2"), "%s", text);
    import = sample_begin(sample.store, 9);
    sample_stage_partner(import, sample_partner("P2", "Australia/Perth"));
    sample_file(import, INPUT_PARTNERS, 1);
    cr_assert_eq(sample_commit(import), 3);
    g_autofree char *gone = changes_text(1, 3);
    cr_expect_not_null(strstr(gone, "3 gone  batch"), "%s", gone);
}

/* A6: a session of the case with another partner may be what moved a booking. */
Test(changes, the_case_of_an_ad_hoc_booking)
{
    int64_t at = sample_utc(2026, 9, 7, 1, 0);
    store_import *import = sample_begin_with_partners(sample.store, 9);
    struct appointment booking = sample_appointment("A1", "P1", at);
    booking.calendar = CALENDAR_ADHOC;
    booking.case_id = "ASST-1";
    sample_stage_appointment(import, booking);
    sample_file(import, INPUT_APPOINTMENTS, 1);
    sample_stage_case(import, sample_case("ASST-1", 6, ""));
    sample_file(import, INPUT_CASES, 1);
    cr_assert_eq(sample_commit(import), 1);
    import = sample_begin(sample.store, 9);
    struct appointment other = sample_appointment("A0", "P2", at - 60);
    other.case_id = "ASST-1";
    sample_stage_appointment(import, booking);
    sample_stage_appointment(import, other);
    sample_stage_appointment(import, sample_appointment("A7", "P2", at));
    sample_file(import, INPUT_APPOINTMENTS, 3);
    sample_stage_case(import, sample_case("ASST-1", 1, ""));
    sample_stage_case(import, sample_case("ASST-2", 1, ""));
    sample_file(import, INPUT_CASES, 2);
    cr_assert_eq(sample_commit(import), 2);
    expect_changes(1, 2, "7 changed ASST-1 batch 2\n9 new A0 booked elsewhere batch 2\n");
}

/* ---- facts that are too late --------------------------------------------------------------------- */

static char *late_text(int32_t before_month, int64_t earlier_batch, int64_t batch)
{
    g_autoptr(GArray) facts = g_array_new(FALSE, TRUE, sizeof(struct store_late_fact));
    cr_assert(store_late_facts_load(sample.store, period_from_month(2026, before_month),
                                    earlier_batch, batch, facts, strings, NULL));
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < facts->len; i++) {
        const struct store_late_fact *fact = &g_array_index(facts, struct store_late_fact, i);
        g_string_append_printf(text, "%s %d %s %s batch %d\n", fact->partner_id, fact->file,
                               fact->id, fact->of_period ? "period" : fact->timezone,
                               (int)fact->batch);
    }
    return g_string_free(text, FALSE);
}

Test(changes, late_facts_are_of_the_time_before)
{
    int64_t august = sample_utc(2026, 8, 7, 1, 0);
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 8)), 1);
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 2);
    store_import *import = sample_begin(sample.store, 9);
    sample_stage_block(import, "B1", "P1", august, august + 60);
    sample_stage_block(import, "B2", "P2", sample_utc(2026, 9, 7, 1, 0),
                       sample_utc(2026, 9, 7, 2, 0));
    sample_file(import, INPUT_BLOCKS, 2);
    cr_assert_eq(sample_commit(import), 3);
    rates_import(16000, 8);
    g_autofree char *blocks = late_text(9, 2, 3);
    cr_expect_str_eq(blocks, "P1 6 B1 Australia/Sydney batch 3\n");
    g_autofree char *both = late_text(9, 2, 4);
    cr_expect_not_null(strstr(both, "P1 4  period batch 4"), "%s", both);
    g_autofree char *after = late_text(9, 4, 4);
    cr_expect_str_eq(after, "");
    g_autofree char *earlier = late_text(8, 2, 4);
    cr_expect_str_eq(earlier, "");
}

Test(changes, newest_period_of_a_partner)
{
    bool found = true;
    struct period period = {0};
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 8)), 1);
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 2);
    cr_assert(store_partner_newest_period(sample.store, "P1", 2, &found, &period, NULL));
    cr_assert(found);
    cr_expect_eq(day_compare(period.first, period_from_month(2026, 9).first), 0);
    cr_assert(store_partner_newest_period(sample.store, "P1", 1, &found, &period, NULL));
    cr_expect_eq(day_compare(period.first, period_from_month(2026, 8).first), 0);
    cr_assert(store_partner_newest_period(sample.store, "P9", 2, &found, &period, NULL));
    cr_expect_not(found);
}
