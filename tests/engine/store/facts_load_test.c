#include "engine/store/facts/read.h"

#include <criterion/criterion.h>

#include "store_sample.h"

/* What is known of a period as a whole. */

static struct store_sample sample;
static GStringChunk *strings;

static void set_up(void)
{
    store_sample_open(&sample);
    strings = g_string_chunk_new(256);
}

static void tear_down(void)
{
    g_string_chunk_free(strings);
    store_sample_close(&sample);
}

TestSuite(facts_load, .init = set_up, .fini = tear_down);

Test(facts_load, batches_and_periods)
{
    int64_t batch = 7;
    cr_assert(store_newest_batch(sample.store, &batch, NULL));
    cr_expect_eq(batch, 0);
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 8)), 1);
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 2);
    cr_assert(store_newest_batch(sample.store, &batch, NULL));
    cr_expect_eq(batch, 2);
    bool imported = true;
    struct store_view view = sample_view(9, 1);
    cr_assert(store_period_imported(sample.store, &view, &imported, NULL));
    cr_expect_not(imported, "not as of batch 1");
    view.batch = 2;
    cr_assert(store_period_imported(sample.store, &view, &imported, NULL));
    cr_expect(imported);
}

Test(facts_load, ini_files_are_of_a_period)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 8)), 1);
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_stage_ini(import, INPUT_POLICY, "policy", "completion_days", "7");
    sample_stage_ini(import, INPUT_POLICY, "policy from 2026-09-01", "", "");
    sample_file(import, INPUT_POLICY, 1);
    cr_assert_eq(sample_commit(import), 2);

    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct ini_row));
    struct store_view view = sample_view(8, 2);
    cr_assert(store_rows_load(sample.store, &view, INPUT_POLICY, rows, strings, NULL));
    cr_expect_eq(rows->len, 0);
    view = sample_view(9, 2);
    cr_assert(store_rows_load(sample.store, &view, INPUT_POLICY, rows, strings, NULL));
    cr_assert_eq(rows->len, 2);
    const struct ini_row *row = &g_array_index(rows, struct ini_row, 1);
    cr_expect_str_eq(row->section, "policy from 2026-09-01");
    cr_expect_str_eq(row->key, "", "a section without keys is not lost");
    cr_assert(store_rows_load(sample.store, &view, INPUT_COMPANY, rows, strings, NULL));
    cr_assert_eq(rows->len, 3, "appended");
    row = &g_array_index(rows, struct ini_row, 2);
    cr_expect_str_eq(row->section, "company");
    cr_expect_str_eq(row->value, "The Company");
}

Test(facts_load, sources_by_file_and_batch)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 8)), 2);
    store_import *import = sample_begin(sample.store, 9);
    sample_stage_rate(import, "P1", RATE_PARTNER, 16000);
    cr_assert(store_import_file(import, INPUT_RATES, "abc", 1, "colour, size", NULL));
    cr_assert_eq(sample_commit(import), 3);

    g_autoptr(GArray) sources = g_array_new(FALSE, FALSE, sizeof(struct store_source));
    struct store_view view = sample_view(9, 3);
    cr_assert(store_sources_load(sample.store, &view, sources, strings, NULL));
    cr_assert_eq(sources->len, 4);
    const struct store_source *source = &g_array_index(sources, struct store_source, 0);
    cr_expect_eq(source[1].file, INPUT_PARTNERS);
    cr_expect(source[1].in_force);
    cr_expect_eq(source[1].row_count, 2);
    cr_expect_str_eq(source[1].unused_columns, "");
    cr_expect_eq(source[2].file, INPUT_RATES);
    cr_expect_eq(source[2].batch, 1);
    cr_expect_not(source[2].in_force);
    cr_expect_eq(source[3].batch, 3);
    cr_expect(source[3].in_force);
    cr_expect_str_eq(source[3].sha256, "abc");
    cr_expect_str_eq(source[3].unused_columns, "colour, size");
}

static void stage_holiday(store_import *import, const char *name, enum holiday_status status)
{
    struct holiday row = {.date = day_from_civil((struct civil){2026, 11, 3}),
                          .area = "VIC-BENDIGO",
                          .name = name,
                          .from_minute = 720,
                          .to_minute = 1440,
                          .effect = EFFECT_SUBSTITUTE,
                          .target_date = day_from_civil((struct civil){2026, 11, 3}),
                          .target_name = "Melbourne Cup Day",
                          .status = status,
                          .source_text = "gazette",
                          .source = {"holidays.csv", 9, 0}};
    uint32_t first = 0;
    char *partner = NULL;
    sample_stage(import, INPUT_HOLIDAYS, &row);
    cr_expect_eq(store_stage(import, INPUT_HOLIDAYS, &row, &first, &partner, NULL),
                 STAGE_DUPLICATE);
    cr_expect_eq(first, 9);
}

Test(facts_load, holidays_are_of_all_periods)
{
    store_import *import = sample_begin_with_partners(sample.store, 8);
    stage_holiday(import, "Bendigo Cup", HOLIDAY_PROVISIONAL);
    sample_file(import, INPUT_HOLIDAYS, 1);
    cr_assert_eq(sample_commit(import), 1);
    import = sample_begin_with_partners(sample.store, 9);
    stage_holiday(import, "Bendigo Cup", HOLIDAY_GAZETTED);
    stage_holiday(import, "Another", HOLIDAY_RULE);
    sample_file(import, INPUT_HOLIDAYS, 2);
    cr_assert_eq(sample_commit(import), 2);

    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct holiday));
    struct store_view view = sample_view(8, 1);
    cr_assert(store_rows_load(sample.store, &view, INPUT_HOLIDAYS, rows, strings, NULL));
    cr_assert_eq(rows->len, 1);
    const struct holiday *row = &g_array_index(rows, struct holiday, 0);
    cr_expect_eq(row->status, HOLIDAY_PROVISIONAL);
    cr_expect_str_eq(row->name, "Bendigo Cup");
    cr_expect_str_eq(row->area, "VIC-BENDIGO");
    cr_expect_eq(row->from_minute, 720);
    cr_expect_eq(row->to_minute, 1440);
    cr_expect_eq(row->effect, EFFECT_SUBSTITUTE);
    cr_expect_eq(row->target_date.number, row->date.number);
    cr_expect_str_eq(row->target_name, "Melbourne Cup Day");
    cr_expect_str_eq(row->source_text, "gazette");
    cr_expect_str_eq(row->source.file, "holidays.csv");
    cr_expect_eq(row->source.line, 9);

    g_array_set_size(rows, 0);
    view = sample_view(8, 2);
    cr_assert(store_rows_load(sample.store, &view, INPUT_HOLIDAYS, rows, strings, NULL));
    cr_assert_eq(rows->len, 2);
    cr_expect_str_eq(g_array_index(rows, struct holiday, 0).name, "Another");
    cr_expect_eq(g_array_index(rows, struct holiday, 1).status, HOLIDAY_GAZETTED);
}
