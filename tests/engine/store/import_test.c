#include "engine/store/facts/import.h"

#include <criterion/criterion.h>

#include "store_sample.h"

static struct store_sample sample;

static void set_up(void)
{
    store_sample_open(&sample);
}

static void tear_down(void)
{
    store_sample_close(&sample);
}

TestSuite(import, .init = set_up, .fini = tear_down);

static struct import_check check(store_import *import)
{
    g_autoptr(GError) error = NULL;
    struct import_check found = {0};
    cr_assert(store_import_check(import, &found, &error), "%s", error ? error->message : "");
    return found;
}

static void expect_appointments(int32_t month, int64_t batch, const char *partner_id,
                                const char *ids)
{
    g_autofree char *found =
        sample_appointment_ids(sample.store, sample_view(month, batch), partner_id);
    cr_expect_str_eq(found, ids, "month %d at batch %ld: %s", month, (long)batch, found);
}

static int64_t september(int32_t date, int32_t hour)
{
    return sample_utc(2026, 9, date, hour, 0);
}

Test(import, batches_are_numbered_and_read_as_of)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_stage_appointment(import, sample_appointment("A1", "P1", september(7, 1)));
    sample_stage_appointment(import, sample_appointment("A2", "P1", september(8, 1)));
    sample_file(import, INPUT_APPOINTMENTS, 2);
    cr_assert_eq(sample_commit(import), 1);

    /* A1 is gone, A2 is at another time, A3 is new. */
    import = sample_begin(sample.store, 9);
    sample_stage_appointment(import, sample_appointment("A2", "P1", september(10, 1)));
    sample_stage_appointment(import, sample_appointment("A3", "P1", september(9, 1)));
    sample_file(import, INPUT_APPOINTMENTS, 2);
    cr_assert_eq(sample_commit(import), 2);

    expect_appointments(9, 0, "P1", "");
    expect_appointments(9, 1, "P1", "A1 A2");
    expect_appointments(9, 2, "P1", "A3 A2");
    expect_appointments(9, 99, "P1", "A3 A2");
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM appointments"), 4);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM appointments"
                                            " WHERE known_from = 1 AND known_until = 2"),
                 2);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM batches WHERE period = '2026-09'"
                                            " AND program_version = '0.1.0' AND imported_at GLOB"
                                            " '20[0-9][0-9]-*T*:*:*Z'"),
                 2);
}

Test(import, nothing_is_there_before_it_is_committed)
{
    store_import_free(sample_begin_with_partners(sample.store, 9));
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM batches"), 0);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM partners"), 0);
}

Test(import, the_same_content_is_no_new_batch)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_stage_appointment(import, sample_appointment("A1", "P1", september(7, 1)));
    sample_file(import, INPUT_APPOINTMENTS, 1);
    cr_assert_eq(sample_commit(import), 1);
    g_autofree char *before = NULL;
    gsize before_size = 0;
    cr_assert(g_file_get_contents(sample.path, &before, &before_size, NULL));

    /* Other lines and other hashes: the sample counts on. */
    import = sample_begin_with_partners(sample.store, 9);
    sample_stage_appointment(import, sample_appointment("A1", "P1", september(7, 1)));
    sample_file(import, INPUT_APPOINTMENTS, 1);
    cr_assert_eq(sample_commit(import), 0);

    g_autofree char *after = NULL;
    gsize after_size = 0;
    cr_assert(g_file_get_contents(sample.path, &after, &after_size, NULL));
    cr_assert_eq(after_size, before_size);
    cr_expect_eq(memcmp(after, before, after_size), 0, "the file is byte for byte as it was");

    /* The number was not used up. */
    import = sample_begin(sample.store, 9);
    sample_file(import, INPUT_APPOINTMENTS, 0);
    cr_assert_eq(sample_commit(import), 2);
}

Test(import, the_first_of_a_period_is_a_batch_even_without_rows)
{
    cr_expect_eq(sample_commit(sample_begin(sample.store, 9)), 1);
    cr_expect_eq(sample_commit(sample_begin(sample.store, 9)), 0);
    cr_expect_eq(sample_commit(sample_begin(sample.store, 10)), 2);
}

Test(import, every_column_of_a_partner_counts_as_content)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    for (int change = 0; change < 4; change++) {
        struct partner_row row = sample_partner("P1", "Australia/Sydney");
        row.active.to = change > 0 ? day_from_civil((struct civil){2026, 9, 30}) : row.active.to;
        row.gst.from = change > 1 ? day_from_civil((struct civil){2020, 7, 1}) : row.gst.from;
        row.supplier.account_name = change > 2 ? "N Anh" : "";
        store_import *import = sample_begin(sample.store, 9);
        sample_stage_partner(import, row);
        sample_stage_partner(import, sample_partner("P2", "Australia/Perth"));
        sample_file(import, INPUT_PARTNERS, 2);
        cr_expect_eq(sample_commit(import), change == 0 ? 0 : change + 1);
    }
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM partners"), 5);
}

Test(import, a_period_has_its_own_partners)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 8)), 1);
    store_import *import = sample_begin(sample.store, 9);
    sample_stage_partner(import, sample_partner("P3", "UTC"));
    sample_file(import, INPUT_PARTNERS, 1);
    cr_assert_eq(sample_commit(import), 2);

    struct store_view august = sample_view(8, 2);
    struct store_view september_view = sample_view(9, 2);
    g_autoptr(GPtrArray) before = store_partner_ids(sample.store, &august, NULL);
    g_autoptr(GPtrArray) after = store_partner_ids(sample.store, &september_view, NULL);
    cr_assert_eq(before->len, 2);
    cr_expect_str_eq(g_ptr_array_index(before, 0), "P1");
    cr_assert_eq(after->len, 1);
    cr_expect_str_eq(g_ptr_array_index(after, 0), "P3");
}

Test(import, a_duplicate_names_the_first_row)
{
    g_autoptr(store_import) import = sample_begin(sample.store, 9);
    struct appointment row = sample_appointment("A1", "P1", september(7, 1));
    row.source.line = 5;
    uint32_t line = 77;
    char *partner = NULL;
    cr_expect_eq(store_stage(import, INPUT_APPOINTMENTS, &row, &line, &partner, NULL), STAGE_DONE);
    cr_expect_eq(line, 77, "untouched");
    cr_expect_null(partner);
    row.source.line = 9;
    row.partner_id = "P2";
    cr_expect_eq(store_stage(import, INPUT_APPOINTMENTS, &row, &line, &partner, NULL),
                 STAGE_DUPLICATE);
    cr_expect_eq(line, 5);
    cr_expect_str_eq(partner, "P1");
    g_free(partner);
    cr_expect_eq(store_stage(import, INPUT_APPOINTMENTS, &row, &line, &partner, NULL),
                 STAGE_DUPLICATE);
    g_free(partner);
}

/* The key of a schedule row has a part that may be blank. */
Test(import, a_blank_effective_from_is_a_key_too)
{
    g_autoptr(store_import) import = sample_begin(sample.store, 9);
    struct schedule_row row = {.partner_id = "P1",
                               .weekday = MON,
                               .start_minute = 540,
                               .end_minute = 600,
                               .effective = {DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO},
                               .source.line = 2};
    char *partner = NULL;
    uint32_t line = 0;
    cr_expect_eq(store_stage(import, INPUT_SCHEDULES, &row, &line, &partner, NULL), STAGE_DONE);
    row.source.line = 3;
    cr_expect_eq(store_stage(import, INPUT_SCHEDULES, &row, &line, &partner, NULL),
                 STAGE_DUPLICATE);
    cr_expect_eq(line, 2);
    row.effective.from = (day){20000};
    cr_expect_eq(store_stage(import, INPUT_SCHEDULES, &row, &line, &partner, NULL), STAGE_DONE);
    sample_file(import, INPUT_SCHEDULES, 2);
    int64_t batch = 0;
    cr_assert(store_import_merge(import, &batch, NULL));
    cr_assert(store_import_commit(import, "someone", NULL, NULL));
    store_import_free(g_steal_pointer(&import));

    row.effective.from = DAY_UNBOUNDED_FROM;
    import = sample_begin(sample.store, 9);
    cr_expect_eq(store_stage(import, INPUT_SCHEDULES, &row, &line, &partner, NULL), STAGE_DONE);
    sample_file(import, INPUT_SCHEDULES, 1);
    cr_expect_eq(check(import).scope_rows[INPUT_SCHEDULES], 2);
    cr_expect_eq(check(import).retired_rows[INPUT_SCHEDULES], 1);
}

/* A month of August's A10 moved to September, and 70 rows of which each is a second later than the one before it. */
enum { STRAIGHT_ROWS = 70, MOVED_ROW = 10 };

static struct appointment straight_row(int number)
{
    static char ids[STRAIGHT_ROWS][8];
    g_snprintf(ids[number], sizeof ids[number], "A%02d", number);
    struct appointment row =
        sample_appointment(ids[number], "P1", sample_utc(2026, 9, 7, 0, number));
    row.source.line = (uint32_t)number + 2;
    return row;
}

/* What is known of the appointments after rows in that order; -1 ends them. */
static char *appointments_after(const int *order)
{
    store_import *import = sample_begin_with_partners(sample.store, 8);
    struct appointment august = sample_appointment("A10", "P1", sample_utc(2026, 8, 7, 1, 0));
    august.source.line = 2;
    sample_stage(import, INPUT_APPOINTMENTS, &august);
    sample_file(import, INPUT_APPOINTMENTS, 1);
    sample_commit(import);
    import = sample_begin_with_partners(sample.store, 9);
    for (; *order >= 0; order++) {
        const struct appointment row = straight_row(*order);
        sample_stage(import, INPUT_APPOINTMENTS, &row);
    }
    /* Far from the last row, and waiting to be written. */
    static const int again[] = {3, MOVED_ROW, STRAIGHT_ROWS - 1};
    for (size_t i = 0; i < G_N_ELEMENTS(again); i++) {
        const struct appointment row = straight_row(again[i]);
        uint32_t line = 0;
        char *partner = NULL;
        cr_expect_eq(store_stage(import, INPUT_APPOINTMENTS, &row, &line, &partner, NULL),
                     STAGE_DUPLICATE);
        cr_expect_eq(line, (uint32_t)again[i] + 2);
        cr_expect_str_eq(partner, "P1");
        g_free(partner);
    }
    sample_file(import, INPUT_APPOINTMENTS, STRAIGHT_ROWS);
    const struct import_check found = check(import);
    cr_expect_eq(found.staged_rows[INPUT_APPOINTMENTS], STRAIGHT_ROWS);
    cr_expect_eq(found.common_rows[INPUT_APPOINTMENTS], STRAIGHT_ROWS);
    cr_expect_eq(found.common_rows_before[INPUT_APPOINTMENTS], 1);
    cr_expect_eq(found.scope_rows[INPUT_APPOINTMENTS], 0);
    int64_t batch = 0;
    cr_assert(store_import_merge(import, &batch, NULL));
    const struct import_counts counts = store_import_counts(import, INPUT_APPOINTMENTS);
    cr_expect_eq(counts.added, STRAIGHT_ROWS - 1);
    cr_expect_eq(counts.changed, 1);
    cr_expect_eq(counts.retired, 0);
    cr_assert(store_import_commit(import, "someone", NULL, NULL));
    store_import_free(import);
    char *rows = sample_sql_text(
        &sample,
        "SELECT group_concat(appointment_id || ' ' || start || ' ' || line || ' ' || known_from"
        " || ifnull('-' || known_until, ''), ', ') FROM (SELECT * FROM appointments"
        " WHERE known_from = 2 OR known_until = 2 ORDER BY row)");
    store_sample_close(&sample);
    store_sample_open(&sample);
    return rows;
}

/* The hash of the facts goes by the order of the rows: it is the same however they came, straight or staged. */
Test(import, rows_that_went_straight_stand_where_staged_ones_would)
{
    int order[STRAIGHT_ROWS + 1];
    for (int i = 0; i < STRAIGHT_ROWS; i++) {
        order[i] = i;
    }
    order[STRAIGHT_ROWS] = -1;
    g_autofree char *straight = appointments_after(order);
    cr_expect(g_str_has_prefix(straight, "A10 29767740 2 1-2, A00 29812320 2 2, A01 "), "%s",
              straight);
    cr_expect(strstr(straight, ", A09 29812329 11 2, A10 29812330 12 2, A11 "), "%s", straight);
    /* Out of order at once, and after some were written. */
    order[0] = 1;
    order[1] = 0;
    g_autofree char *at_once = appointments_after(order);
    order[0] = 0;
    order[1] = 1;
    order[50] = 60;
    order[60] = 50;
    g_autofree char *later = appointments_after(order);
    for (int i = 0; i < STRAIGHT_ROWS; i++) {
        order[i] = STRAIGHT_ROWS - 1 - i;
    }
    g_autofree char *turned = appointments_after(order);
    cr_expect_str_eq(at_once, straight);
    cr_expect_str_eq(later, straight);
    cr_expect_str_eq(turned, straight);
}

/* September 2026 begins in Sydney at 14:00Z of 31 August and ends at 14:00Z of 30 September; in
 * Perth both are at 16:00Z. */
Test(import, what_starts_in_the_period_is_told_by_the_partners_zone)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    static const struct {
        const char *id;
        const char *partner;
        int32_t month, date, hour, minute;
    } rows[] = {
        {"S1", "P1", 8, 31, 13, 59}, {"S2", "P1", 8, 31, 14, 0},  {"S3", "P1", 9, 30, 13, 59},
        {"S4", "P1", 9, 30, 14, 0},  {"W1", "P2", 8, 31, 15, 59}, {"W2", "P2", 8, 31, 16, 0},
        {"W3", "P2", 9, 30, 15, 59}, {"W4", "P2", 9, 30, 16, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t start = sample_utc(2026, rows[i].month, rows[i].date, rows[i].hour, rows[i].minute);
        sample_stage_appointment(import, sample_appointment(rows[i].id, rows[i].partner, start));
    }
    sample_file(import, INPUT_APPOINTMENTS, G_N_ELEMENTS(rows));
    cr_assert_eq(sample_commit(import), 1);

    import = sample_begin(sample.store, 9);
    sample_file(import, INPUT_APPOINTMENTS, 0);
    cr_expect_eq(check(import).scope_rows[INPUT_APPOINTMENTS], 4);
    cr_expect_eq(check(import).retired_rows[INPUT_APPOINTMENTS], 4);
    cr_assert_eq(sample_commit(import), 2);
    expect_appointments(9, 2, "P1", "S1 S4");
    expect_appointments(9, 2, "P2", "W1 W4");
}

Test(import, blocks_and_work_are_in_scope_by_overlap)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    int64_t first = sample_utc(2026, 8, 31, 14, 0); /* Sydney's September */
    int64_t end = sample_utc(2026, 9, 30, 14, 0);
    sample_stage_block(import, "touches-before", "P1", first - 60, first);
    sample_stage_block(import, "overlaps-first", "P1", first - 60, first + 1);
    sample_stage_block(import, "around", "P1", first - 60, end + 60);
    sample_stage_block(import, "overlaps-last", "P1", end - 1, end + 60);
    sample_stage_block(import, "touches-after", "P1", end, end + 60);
    sample_stage_work(import, "before", "P1", first - 60, first);
    sample_stage_work(import, "within", "P1", first, first + 60);
    sample_file(import, INPUT_BLOCKS, 5);
    sample_file(import, INPUT_OTHER_WORK, 2);
    cr_assert_eq(sample_commit(import), 1);

    import = sample_begin(sample.store, 9);
    sample_stage_block(import, "around", "P1", first - 60, end + 60);
    sample_file(import, INPUT_BLOCKS, 1);
    sample_file(import, INPUT_OTHER_WORK, 0);
    struct import_check found = check(import);
    /* What began before the period stays, though the file does not have it. */
    cr_expect_eq(found.scope_rows[INPUT_BLOCKS], 1);
    cr_expect_eq(found.retired_rows[INPUT_BLOCKS], 1);
    cr_expect_eq(found.scope_rows[INPUT_OTHER_WORK], 1);
    cr_expect_eq(found.retired_rows[INPUT_OTHER_WORK], 1);
    cr_assert_eq(sample_commit(import), 2);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM blocks"
                                            " WHERE known_until IS NULL"),
                 4);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM absent_rows WHERE known_until"
                                            " IS NULL AND id = 'overlaps-first'"),
                 1);

    /* The same facts, but the file has the row now: that is known from a batch of its own. */
    import = sample_begin(sample.store, 9);
    sample_stage_block(import, "overlaps-first", "P1", first - 60, first + 1);
    sample_stage_block(import, "around", "P1", first - 60, end + 60);
    sample_file(import, INPUT_BLOCKS, 2);
    cr_assert_eq(sample_commit(import), 3);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM absent_rows"
                                            " WHERE known_until IS NULL"),
                 0);
}

/* A late row of August in September's file changes August and retires nothing there. */
Test(import, rows_of_other_periods_are_added_or_updated)
{
    store_import *import = sample_begin_with_partners(sample.store, 8);
    sample_stage_appointment(import, sample_appointment("A1", "P1", sample_utc(2026, 8, 10, 1, 0)));
    sample_stage_appointment(import, sample_appointment("A2", "P1", sample_utc(2026, 8, 11, 1, 0)));
    sample_file(import, INPUT_APPOINTMENTS, 2);
    cr_assert_eq(sample_commit(import), 1);

    import = sample_begin_with_partners(sample.store, 9);
    struct appointment late = sample_appointment("A1", "P1", sample_utc(2026, 8, 10, 1, 0));
    late.status = STATUS_COMPLETED;
    late.completed_at = (stamp){sample_utc(2026, 9, 20, 1, 0) * 60};
    sample_stage_appointment(import, late);
    sample_stage_appointment(import, sample_appointment("A0", "P1", sample_utc(2026, 8, 9, 1, 0)));
    sample_file(import, INPUT_APPOINTMENTS, 2);
    cr_expect_eq(check(import).scope_rows[INPUT_APPOINTMENTS], 0);
    cr_assert_eq(sample_commit(import), 2);
    expect_appointments(8, 1, "P1", "A1 A2");
    expect_appointments(8, 2, "P1", "A0 A1 A2");
}

Test(import, cases_are_never_retired_by_absence)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_stage_case(import, sample_case("ASST-1", 6, ""));
    sample_stage_case(import, sample_case("ASST-2", 6, ""));
    sample_file(import, INPUT_CASES, 2);
    cr_assert_eq(sample_commit(import), 1);
    import = sample_begin(sample.store, 9);
    sample_stage_case(import, sample_case("ASST-2", 8, ""));
    sample_file(import, INPUT_CASES, 1);
    struct import_check found = check(import);
    cr_expect_eq(found.scope_rows[INPUT_CASES], 0);
    cr_expect_eq(found.retired_rows[INPUT_CASES], 0);
    cr_assert_eq(sample_commit(import), 2);
    cr_expect_eq(sample_sql_number(&sample, "SELECT sum(entitled_sessions) FROM cases"
                                            " WHERE known_until IS NULL"),
                 14);
}

Test(import, a_missing_file_leaves_everything_but_at_first_it_means_empty)
{
    /* A block of September that August's import knew already. */
    store_import *import = sample_begin_with_partners(sample.store, 8);
    sample_stage_block(import, "B1", "P1", september(7, 1), september(7, 2));
    sample_file(import, INPUT_BLOCKS, 1);
    cr_assert_eq(sample_commit(import), 1);

    import = sample_begin_with_partners(sample.store, 9);
    cr_expect_eq(check(import).retired_rows[INPUT_BLOCKS], 1);
    cr_assert_eq(sample_commit(import), 2);
    cr_expect_eq(sample_sql_number(&sample, "SELECT known_until FROM blocks"), 2);

    import = sample_begin(sample.store, 9);
    sample_stage_block(import, "B2", "P1", september(8, 1), september(8, 2));
    sample_file(import, INPUT_BLOCKS, 1);
    cr_assert_eq(sample_commit(import), 3);
    import = sample_begin_with_partners(sample.store, 9);
    cr_expect_eq(check(import).scope_rows[INPUT_BLOCKS], 0);
    cr_assert_eq(sample_commit(import), 0);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM blocks"
                                            " WHERE known_until IS NULL"),
                 1);
}

Test(import, missing_though_the_month_before_has_rows)
{
    store_import *import = sample_begin_with_partners(sample.store, 8);
    sample_stage_ini(import, INPUT_POLICY, "policy", "completion_days", "7");
    sample_stage_block(import, "B1", "P1", sample_utc(2026, 8, 31, 13, 0),
                       sample_utc(2026, 9, 1, 1, 0));
    sample_stage_work(import, "W1", "P1", september(7, 1), september(7, 2));
    sample_stage_appointment(import,
                             sample_appointment("A1", "P1", sample_utc(2026, 8, 31, 13, 59)));
    sample_stage_case(import, sample_case("ASST-1", 6, ""));
    sample_file(import, INPUT_POLICY, 1);
    sample_file(import, INPUT_BLOCKS, 1);
    sample_file(import, INPUT_OTHER_WORK, 1);
    sample_file(import, INPUT_APPOINTMENTS, 1);
    sample_file(import, INPUT_CASES, 1);
    sample_file(import, INPUT_EXTRA_SESSIONS, 0);
    struct import_check found = check(import);
    cr_expect(found.first_of_period);
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        cr_expect_not(found.missing[file], "nothing is before the first month");
    }
    cr_assert_eq(sample_commit(import), 1);

    static const bool expected[INPUT_FILE_COUNT] = {
        [INPUT_POLICY] = true,
        [INPUT_BLOCKS] = true,
        [INPUT_APPOINTMENTS] = true,
        [INPUT_CASES] = true,
    };
    import = sample_begin(sample.store, 9);
    found = check(import);
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        cr_expect_eq(found.missing[file], expected[file], "file %d", file);
    }
    store_import_free(import);
    import = sample_begin(sample.store, 9);
    sample_file(import, INPUT_BLOCKS, 0);
    cr_expect_not(check(import).missing[INPUT_BLOCKS], "an empty file says that there are none");
    store_import_free(import);
    import = sample_begin(sample.store, 8);
    found = check(import);
    cr_expect_not(found.first_of_period);
    cr_expect_not(found.missing[INPUT_BLOCKS], "only at the first import of a period");
    store_import_free(import);
}

static guint held_count(int64_t batch)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct held_row));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(64);
    struct store_view view = sample_view(9, batch);
    cr_assert(store_rows_load(sample.store, &view, FACT_HELD_ROWS, rows, strings, NULL));
    return rows->len;
}

Test(import, held_rows_are_in_force_until_their_file_comes_again)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_file(import, INPUT_BLOCKS, 1);
    for (int again = 0; again < 2; again++) {
        cr_assert(store_import_hold(import, INPUT_BLOCKS, "P9", "", 4, "blocks.csv:4: BAD", NULL));
    }
    cr_assert_eq(sample_commit(import), 1);
    cr_expect_eq(held_count(1), 1, "the same once more is ignored");

    struct store_view view = sample_view(9, 1);
    g_autoptr(GPtrArray) ids = store_partner_ids(sample.store, &view, NULL);
    cr_assert_eq(ids->len, 3);
    cr_expect_str_eq(g_ptr_array_index(ids, 2), "P9");

    import = sample_begin(sample.store, 9);
    sample_file(import, INPUT_APPOINTMENTS, 0);
    cr_assert_eq(sample_commit(import), 0, "another file does not free them");
    import = sample_begin(sample.store, 9);
    sample_file(import, INPUT_BLOCKS, 1);
    cr_assert(store_import_hold(import, INPUT_BLOCKS, "P9", "", 4, "blocks.csv:4: BAD", NULL));
    cr_assert_eq(sample_commit(import), 0, "the same set");
    import = sample_begin(sample.store, 9);
    sample_file(import, INPUT_BLOCKS, 0);
    cr_assert_eq(sample_commit(import), 2, "another set");
    cr_expect_eq(held_count(1), 1);
    cr_expect_eq(held_count(2), 0);
}

Test(import, a_new_zone_wants_the_files_that_were_placed_in_the_old_one)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_stage_appointment(import, sample_appointment("A1", "P1", september(7, 1)));
    sample_stage_block(import, "B1", "P1", september(8, 1), september(8, 2));
    sample_stage_block(import, "B2", "P2", september(8, 1), september(8, 2));
    sample_file(import, INPUT_APPOINTMENTS, 1);
    sample_file(import, INPUT_BLOCKS, 2);
    cr_assert_eq(sample_commit(import), 1);

    import = sample_begin(sample.store, 9);
    struct partner_row moved = sample_partner("P1", "Australia/Perth");
    moved.source.line = 12;
    sample_stage(import, INPUT_PARTNERS, &moved);
    sample_stage_partner(import, sample_partner("P2", "Australia/Perth"));
    sample_file(import, INPUT_PARTNERS, 2);
    struct import_check found = check(import);
    cr_assert_eq(found.zone_change_count, 1);
    cr_expect_str_eq(found.zone_changes[0].partner_id, "P1");
    cr_expect_str_eq(found.zone_changes[0].old_timezone, "Australia/Sydney");
    cr_expect_str_eq(found.zone_changes[0].new_timezone, "Australia/Perth");
    cr_expect_eq(found.zone_changes[0].line, 12);
    cr_expect(found.zone_changes[0].files[INPUT_APPOINTMENTS]);
    cr_expect(found.zone_changes[0].files[INPUT_BLOCKS]);
    cr_expect_not(found.zone_changes[0].files[INPUT_OTHER_WORK]);

    sample_file(import, INPUT_APPOINTMENTS, 0);
    sample_file(import, INPUT_BLOCKS, 0);
    cr_expect_eq(check(import).zone_change_count, 0, "the files are part of the import");
    store_import_free(import);
}

Test(import, the_zone_of_a_month_then_of_the_import_then_of_the_latest)
{
    store_import *import = sample_begin(sample.store, 7);
    sample_stage_partner(import, sample_partner("P1", "UTC"));
    sample_stage_partner(import, sample_partner("P4", "UTC"));
    sample_file(import, INPUT_PARTNERS, 2);
    cr_assert_eq(sample_commit(import), 1);

    import = sample_begin_with_partners(sample.store, 9);
    struct period july = period_from_month(2026, 7);
    struct period august = period_from_month(2026, 8);
    struct period own = period_from_month(2026, 9);
    cr_expect_str_eq(store_import_timezone(import, "P1", own, NULL), "Australia/Sydney");
    cr_expect_str_eq(store_import_timezone(import, "P1", july, NULL), "UTC");
    cr_expect_str_eq(store_import_timezone(import, "P1", august, NULL), "Australia/Sydney");
    cr_expect_str_eq(store_import_timezone(import, "P4", august, NULL), "UTC");
    g_autoptr(GError) error = NULL;
    cr_expect_null(store_import_timezone(import, "P5", own, &error));
    cr_expect_null(error, "unknown is no failure");
    store_import_free(import);
}

Test(import, a_zone_that_the_machine_does_not_know_fails)
{
    g_autoptr(store_import) import = sample_begin(sample.store, 9);
    sample_stage_partner(import, sample_partner("P1", "Mars/Olympus"));
    sample_file(import, INPUT_PARTNERS, 1);
    g_autoptr(GError) error = NULL;
    struct import_check found = {.zone_change_count = 7};
    cr_expect_not(store_import_check(import, &found, &error));
    cr_expect_eq(found.zone_change_count, 7, "untouched");
    cr_assert_not_null(error);
    cr_expect_not_null(strstr(error->message, "Mars/Olympus"), "%s", error->message);
}

/* ---- rows set aside ------------------------------------------------------------------------------ */

static void hold(store_import *import, enum input_file file, const char *partner_id,
                 const char *key)
{
    cr_assert(store_import_hold(import, file, partner_id, key, 4, "BAD", NULL));
}

Test(import, set_aside_rows_spare_what_is_known_of_them)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    static const char *const ids[] = {"A1", "A2", "A3"};
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        int64_t start = september((int32_t)i + 7, 1);
        sample_stage_appointment(import, sample_appointment(ids[i], "P1", start));
    }
    sample_stage_block(import, "B1", "P1", september(7, 1), september(7, 2));
    sample_stage_block(import, "B2", "P2", september(7, 1), september(7, 2));
    sample_file(import, INPUT_APPOINTMENTS, 3);
    sample_file(import, INPUT_BLOCKS, 2);
    cr_assert_eq(sample_commit(import), 1);

    import = sample_begin(sample.store, 9);
    sample_file(import, INPUT_APPOINTMENTS, 1);
    sample_file(import, INPUT_BLOCKS, 1);
    hold(import, INPUT_APPOINTMENTS, "P2", "A2");
    hold(import, INPUT_BLOCKS, "P1", "");
    struct import_check found = check(import);
    cr_expect_eq(found.retired_rows[INPUT_APPOINTMENTS], 2);
    cr_expect_eq(found.retired_rows[INPUT_BLOCKS], 1);
    cr_assert_eq(sample_commit(import), 2);
    expect_appointments(9, 2, "P1", "A2");
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM blocks WHERE block_id = 'B1'"
                                            " AND known_until IS NULL"),
                 1);
}

Test(import, a_set_aside_partner_stays)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    store_import *import = sample_begin(sample.store, 9);
    sample_stage_partner(import, sample_partner("P2", "Australia/Perth"));
    sample_file(import, INPUT_PARTNERS, 2);
    hold(import, INPUT_PARTNERS, "P1", "");
    struct import_check found = check(import);
    cr_expect_eq(found.retired_rows[INPUT_PARTNERS], 0);
    cr_expect_eq(found.lost_partner_count, 0);
    cr_assert_eq(sample_commit(import), 2);

    import = sample_begin(sample.store, 9);
    enum partner_standing standing = PARTNER_UNKNOWN;
    cr_assert(store_import_standing(import, "P1", period_from_month(2026, 9), &standing, NULL));
    cr_expect_eq(standing, PARTNER_SET_ASIDE);
    cr_assert(store_import_standing(import, "P2", period_from_month(2026, 9), &standing, NULL));
    cr_expect_eq(standing, PARTNER_KNOWN);
    cr_assert(store_import_standing(import, "P2", period_from_month(2026, 8), &standing, NULL));
    cr_expect_eq(standing, PARTNER_UNKNOWN);
    store_import_free(import);
}

Test(import, a_partner_with_rows_is_not_to_be_lost)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_stage_appointment(import, sample_appointment("A1", "P1", september(7, 1)));
    sample_file(import, INPUT_APPOINTMENTS, 1);
    cr_assert_eq(sample_commit(import), 1);

    import = sample_begin(sample.store, 9);
    sample_file(import, INPUT_PARTNERS, 0);
    struct import_check found = check(import);
    cr_assert_eq(found.lost_partner_count, 1, "P2 has no rows");
    cr_expect_str_eq(found.lost_partners[0].partner_id, "P1");
    cr_expect(found.lost_partners[0].files[INPUT_RATES]);
    cr_expect(found.lost_partners[0].files[INPUT_APPOINTMENTS]);
    cr_expect_not(found.lost_partners[0].files[INPUT_BLOCKS]);
    sample_file(import, INPUT_RATES, 0);
    sample_file(import, INPUT_APPOINTMENTS, 0);
    cr_expect_eq(check(import).lost_partner_count, 0, "the files are part of the import");
    store_import_free(import);
}

/* 00:30 of 1 September in Sydney is 31 August in Perth. */
Test(import, a_row_of_the_old_zones_month_is_retired_with_a_new_zone)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    int64_t first = sample_utc(2026, 8, 31, 14, 30);
    sample_stage_appointment(import, sample_appointment("A1", "P1", first));
    sample_stage_appointment(import, sample_appointment("A2", "P1", september(7, 1)));
    sample_file(import, INPUT_APPOINTMENTS, 2);
    cr_assert_eq(sample_commit(import), 1);

    import = sample_begin(sample.store, 9);
    sample_stage_partner(import, sample_partner("P1", "Australia/Perth"));
    sample_stage_partner(import, sample_partner("P2", "Australia/Perth"));
    sample_stage_appointment(import, sample_appointment("A2", "P1", september(7, 1)));
    sample_file(import, INPUT_PARTNERS, 2);
    sample_file(import, INPUT_APPOINTMENTS, 1);
    cr_expect_eq(check(import).retired_rows[INPUT_APPOINTMENTS], 1);
    cr_assert_eq(sample_commit(import), 2);
    expect_appointments(9, 2, "P1", "A2");
}
