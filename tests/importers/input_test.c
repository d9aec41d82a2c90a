#include "importers/input.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "engine/store/facts/partner.h"
#include "importers/text/instant.h"
#include "importers/text/zone.h"

/* Whole directories into a store: what one bad row does to the rest. The errors themselves are in
 * tests/errors/, whose small valid month is changed here. */

static const char base[] = "tests/errors/base";

struct world {
    char *directory;
    GArray *areas;
    GArray *holidays;
    GStringChunk *strings;
    GPtrArray *sources;
    struct issues *found;
    store *store;
    struct input_result result;
};

/* Copies the month, with `from` written as `to` in one of its files. */
static void month_copy(struct world *world, const char *file, const char *from, const char *to)
{
    g_autofree char *source = g_build_filename(base, "input", NULL);
    g_autoptr(GDir) names = g_dir_open(source, 0, NULL);
    cr_assert(names);
    for (const char *name = g_dir_read_name(names); name; name = g_dir_read_name(names)) {
        g_autofree char *path = g_build_filename(source, name, NULL);
        g_autofree char *copy = g_build_filename(world->directory, name, NULL);
        g_autofree char *text = NULL;
        cr_assert(g_file_get_contents(path, &text, NULL, NULL));
        if (strcmp(name, file) == 0) {
            char *at = strstr(text, from);
            cr_assert(at, "%s has no \"%s\"", file, from);
            g_autofree char *head = g_strndup(text, (size_t)(at - text));
            char *changed = g_strconcat(head, to, at + strlen(from), NULL);
            g_free(text);
            text = changed;
        }
        cr_assert(g_file_set_contents(copy, text, -1, NULL));
    }
}

/* Writes `from` as `to` in a file of the month that was copied. */
static void file_change(struct world *world, const char *file, const char *from, const char *to)
{
    g_autofree char *path = g_build_filename(world->directory, file, NULL);
    g_autofree char *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL));
    char *at = strstr(text, from);
    cr_assert(at, "%s has no \"%s\"", file, from);
    g_autofree char *head = g_strndup(text, (size_t)(at - text));
    g_autofree char *changed = g_strconcat(head, to, at + strlen(from), NULL);
    cr_assert(g_file_set_contents(path, changed, -1, NULL));
}

/* Leaves just one file of the month. */
static void file_keep(struct world *world, const char *file)
{
    g_autoptr(GDir) names = g_dir_open(world->directory, 0, NULL);
    for (const char *name = g_dir_read_name(names); name; name = g_dir_read_name(names)) {
        g_autofree char *path = g_build_filename(world->directory, name, NULL);
        if (strcmp(name, file) != 0) {
            g_unlink(path);
        }
    }
}

static struct world *world_new(void)
{
    struct world *world = g_new0(struct world, 1);
    world->directory = g_dir_make_tmp("input_test_XXXXXX", NULL);
    world->areas = g_array_new(FALSE, FALSE, sizeof(struct area_row));
    world->holidays = g_array_new(FALSE, FALSE, sizeof(struct holiday));
    world->strings = g_string_chunk_new(1024);
    world->sources = g_ptr_array_new_with_free_func(g_free);
    world->found = issues_new();
    cr_assert(holiday_directory_read("tests/errors/base/holidays", world->areas, world->holidays,
                                     world->strings, world->sources, world->found, NULL));
    g_autofree char *path = g_strconcat(world->directory, ".db", NULL);
    world->store = store_open(path, NULL);
    cr_assert(world->store);
    return world;
}

static void world_free(struct world *world)
{
    g_autoptr(GDir) names = g_dir_open(world->directory, 0, NULL);
    for (const char *name = g_dir_read_name(names); name; name = g_dir_read_name(names)) {
        g_autofree char *path = g_build_filename(world->directory, name, NULL);
        g_unlink(path);
    }
    g_rmdir(world->directory);
    g_autofree char *store_path = g_strconcat(world->directory, ".db", NULL);
    g_free(world->directory);
    input_result_clear(&world->result);
    store_close(world->store);
    g_unlink(store_path);
    issues_free(world->found);
    g_ptr_array_unref(world->sources);
    g_string_chunk_free(world->strings);
    g_array_unref(world->holidays);
    g_array_unref(world->areas);
    g_free(world);
}
typedef struct world test_world;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(test_world, world_free)

/* Reads and, where nothing is wrong, commits. Returns how many issues there are. */
static uint32_t import(struct world *world, int32_t month, bool hold_bad)
{
    g_autoptr(GError) error = NULL;
    struct input_options options = {
        .period = period_from_month(2026, month), .hold_bad = hold_bad, .areas = world->areas};
    g_autoptr(store_import) staged =
        store_import_begin(world->store, options.period, "test", zone_clock, &error);
    cr_assert(staged, "%s", error->message);
    input_result_clear(&world->result);
    cr_assert(input_read(world->directory, &options, staged, world->found, &world->result, &error),
              "%s", error->message);
    int64_t batch = 0;
    if (world->found->count == 0) {
        cr_assert(store_import_merge(staged, &batch, &error) &&
                      store_import_commit(staged, "someone", NULL, &error),
                  "%s", error->message);
        cr_assert_gt(batch, 0);
    }
    return world->found->count;
}

static struct store_view view_of(struct world *world, int32_t month)
{
    struct store_view view = {.period = period_from_month(2026, month), .as_at = STAMP_NEVER};
    cr_assert(store_newest_batch(world->store, &view.batch, NULL));
    return view;
}

/* "P0001 appointments.csv:2, P0002 …" */
static char *held_rows(struct world *world)
{
    struct store_view view = view_of(world, 9);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct held_row));
    cr_assert(store_rows_load(world->store, &view, FACT_HELD_ROWS, rows, world->strings, NULL));
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < rows->len; i++) {
        const struct held_row *row = &g_array_index(rows, struct held_row, i);
        g_string_append_printf(text, "%s%s %s:%u", text->len ? ", " : "", row->partner_id,
                               words_input_file[row->file], row->source.line);
    }
    return g_string_free(text, FALSE);
}

static void expect_held(const char *file, const char *from, const char *to, const char *held)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, file, from, to);
    cr_assert_eq(import(world, 9, true), 0);
    g_autofree char *rows = held_rows(world);
    cr_expect_str_eq(rows, held);
}

Test(input, valid_month)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "", "", "");
    cr_expect_eq(import(world, 9, false), 0);
    cr_expect_eq(world->result.row_counts[INPUT_APPOINTMENTS], 4);
    cr_expect_eq(world->result.holidays->len, 2);
    cr_expect_eq(world->result.held_rows, 0);
    cr_expect_eq(world->areas->len, 4);
    cr_expect_eq(world->sources->len, 2);
    const struct area_row *geelong = &g_array_index(world->areas, struct area_row, 3);
    cr_assert_eq(geelong->complete_count, 2);
    cr_expect_eq(geelong->complete[1].from.number,
                 day_from_civil((struct civil){2027, 1, 1}).number);
    const struct holiday *cup = &g_array_index(world->result.holidays, struct holiday, 1);
    cr_expect_eq(cup->from_minute, 12 * 60);
    cr_expect_eq(cup->to_minute, 24 * 60);
    cr_expect_eq(cup->effect, EFFECT_SUBSTITUTE);
    cr_expect_eq(cup->status, HOLIDAY_PROVISIONAL);
}

/* An optional section; its keys may be blank. */
Test(input, company_says_how_bills_are_booked)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "company.ini", "[payment]",
               "[bills]\naccount_code=477\ntax_type_taxable=GST on Expenses\n"
               "tax_type_untaxed=\n\n[payment]");
    cr_expect_eq(import(world, 9, false), 0);
}

Test(input, bad_partner_row_is_one_error)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "partners.csv", "Australia/Sydney", "Sydney");
    cr_assert_eq(import(world, 9, false), 1);
    cr_expect_str_eq(issues_at(world->found, 0)->code, "UNKNOWN_ZONE");
}

Test(input, errors_of_all_files_are_found_at_once)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "company.ini", "abn=47", "abn=48");
    g_autofree char *rates = g_build_filename(world->directory, "rates.csv", NULL);
    g_autofree char *work = g_build_filename(world->directory, "other_work.csv", NULL);
    cr_assert(g_file_set_contents(rates, "partner_id,kind\nP0001,partner\n", -1, NULL));
    cr_assert(g_file_set_contents(work, "", -1, NULL));
    cr_assert_eq(import(world, 9, false), 4);
    cr_expect_str_eq(issues_at(world->found, 0)->place.file, "company.ini");
    cr_expect_str_eq(issues_at(world->found, 1)->place.file, "rates.csv");
    cr_expect_str_eq(issues_at(world->found, 3)->place.file, "other_work.csv");
}

Test(hold_bad, row_holds_its_partner)
{
    expect_held("appointments.csv", "2026-09-01T10:00", "01/09/2026 10:00",
                "P0001 appointments.csv:2");
    expect_held("blocks.csv", "2026-09-14 12:00:00", "2026-09-13 12:00:00", "P0002 blocks.csv:3");
    expect_held("rates.csv", "140.00", "-140.00", "P0003 rates.csv:5");
}

Test(hold_bad, rows_set_aside_are_counted_by_file)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "appointments.csv", "\nA4,", "\nA1,");
    file_change(world, "schedules.csv", "Fri,09:00", "Tue,11:30");
    cr_assert_eq(import(world, 9, true), 0);
    cr_expect_eq(world->result.held_row_counts[INPUT_APPOINTMENTS], 1, "A1 itself is staged");
    cr_expect_eq(world->result.held_row_counts[INPUT_SCHEDULES], 1);
    cr_expect_eq(world->result.held_row_counts[INPUT_RATES], 0);
    cr_expect_eq(world->result.held_rows, 3);
}

Test(hold_bad, unknown_partner_is_held_too)
{
    expect_held("rates.csv", "P0003", "P0033", "P0033 rates.csv:5");
}

Test(hold_bad, duplicate_holds_both_partners)
{
    expect_held("appointments.csv", "\nA4,", "\nA1,",
                "P0001 appointments.csv:2, P0002 appointments.csv:5");
}

Test(hold_bad, overlapping_hours_hold_the_partner_and_are_not_staged)
{
    expect_held("schedules.csv", "Fri,09:00", "Tue,11:30", "P0001 schedules.csv:3");
}

Test(hold_bad, bad_partner_row_holds_the_rows_that_need_its_zone)
{
    expect_held("partners.csv", "p0001@example.com", "nobody",
                "P0001 partners.csv:2, P0001 blocks.csv:2, P0001 appointments.csv:2, "
                "P0001 appointments.csv:3, P0001 appointments.csv:4, P0001 other_work.csv:2");
}

Test(hold_bad, row_without_a_partner_stays_an_error)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "cases.csv", "ASST-1,6", "ASST-1,six");
    cr_expect_eq(import(world, 9, true), 1);
}

Test(hold_bad, partner_id_that_cannot_be_read_stays_an_error)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "rates.csv", "P0003", "p 3");
    cr_expect_eq(import(world, 9, true), 1);
}

/* ---- what was staged ----------------------------------------------------------------------------- */

static struct store_partner *partner_load(struct world *world, int32_t month,
                                          const char *partner_id)
{
    struct store_view view = view_of(world, month);
    struct store_partner *partner =
        store_partner_load(world->store, &view, partner_id, zone_clock, NULL);
    cr_assert(partner);
    return partner;
}

static int64_t exact(const char *text)
{
    stamp at;
    struct text_problem problem;
    struct instant_text read;
    bool ambiguous = false;
    cr_assert(instant_text_parse(text, &read, &problem));
    cr_assert(instant_place(&read, NULL, "", &at, &ambiguous, &problem));
    return at.utc_seconds;
}

static const struct appointment *appointment_find(const struct store_partner *partner,
                                                  const char *appointment_id)
{
    for (size_t i = 0; i < partner->facts.appointment_count; i++) {
        if (strcmp(partner->facts.appointments[i].appointment_id, appointment_id) == 0) {
            return &partner->facts.appointments[i];
        }
    }
    cr_assert_fail("no appointment %s", appointment_id);
    return NULL;
}

Test(staged, start_is_in_the_zone_of_the_row_and_stamps_in_that_of_the_partner)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "", "", "");
    cr_assert_eq(import(world, 9, false), 0);
    g_autoptr(store_partner) partner = partner_load(world, 9, "P0001");
    const struct appointment *plain = appointment_find(partner, "A1");
    cr_expect_eq(plain->start.utc_minutes * 60, exact("2026-09-01T10:00+10:00"));
    cr_expect_eq(plain->completed_at.utc_seconds, exact("2026-09-01T11:02:13+10:00"));
    cr_expect_eq(plain->duration_minutes, 60);
    const struct appointment *perth = appointment_find(partner, "A2");
    cr_expect_eq(perth->start.utc_minutes * 60, exact("2026-09-08T11:00+08:00"));
    cr_expect_eq(perth->cancelled_at.utc_seconds, exact("2026-09-07T08:00+10:00"));
    cr_expect_eq(perth->completed_at.utc_seconds, STAMP_NEVER.utc_seconds);
}

Test(staged, whole_days_and_hours_over_midnight)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "", "", "");
    cr_assert_eq(import(world, 9, false), 0);
    g_autoptr(store_partner) first = partner_load(world, 9, "P0001");
    cr_assert_eq(first->facts.block_count, 1);
    cr_expect_eq(first->facts.blocks[0].span.start.utc_minutes * 60,
                 exact("2026-09-11T00:00+10:00"));
    cr_expect_eq(first->facts.blocks[0].span.end.utc_minutes * 60, exact("2026-09-12T00:00+10:00"));
    g_autoptr(store_partner) second = partner_load(world, 9, "P0002");
    cr_assert_eq(second->facts.schedule_count, 1);
    cr_expect_eq(second->facts.schedules[0].start_minute, 23 * 60 + 30);
    cr_expect_eq(second->facts.schedules[0].end_minute, 24 * 60 + 30);
}

Test(staged, late_fact_is_in_the_zone_of_its_own_month)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "partners.csv", "Australia/Sydney", "Australia/Perth");
    cr_assert_eq(import(world, 8, false), 0);
    month_copy(world, "appointments.csv", "A1,P0001",
               "L1,P0001,,x,open,2026-08-20T10:00,,,booked,,cs,,,,,\nA1,P0001");
    cr_assert_eq(import(world, 9, false), 0);
    g_autoptr(store_partner) partner = partner_load(world, 8, "P0001");
    cr_expect_eq(appointment_find(partner, "L1")->start.utc_minutes * 60,
                 exact("2026-08-20T10:00+08:00"));
}

Test(staged, local_time_that_happens_twice_is_marked)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "appointments.csv", "A1,P0001",
               "T1,P0001,,x,open,2026-04-05T02:30,,,booked,,cs,,,,,\nA1,P0001");
    cr_assert_eq(import(world, 4, false), 0);
    g_autoptr(store_partner) partner = partner_load(world, 4, "P0001");
    const struct appointment *twice = appointment_find(partner, "T1");
    cr_expect(twice->ambiguous_local_time);
    cr_expect_eq(twice->start.utc_minutes * 60, exact("2026-04-05T02:30+11:00"));
}

/* ---- two imports of one month -------------------------------------------------------------------- */

/* P0001 has Fridays 09:00, and from 2027 on 09:30, when the partner is no longer active. */
static void active_dates_import(struct world *world)
{
    month_copy(world, "schedules.csv", "P0001,Fri,09:00,,,\n",
               "P0001,Fri,09:00,,,\nP0001,Fri,09:30,,2027-01-01,\n");
    file_change(world, "partners.csv", "10203037,,", "10203037,,2026-12-31");
    cr_assert_eq(import(world, 9, false), 0);
}

Test(twice, schedules_alone_are_read_with_the_dates_that_are_known)
{
    g_autoptr(test_world) world = world_new();
    active_dates_import(world);
    file_keep(world, "schedules.csv");
    file_change(world, "schedules.csv", "P0002,Monday,23:30", "P0002,Monday,22:30");
    cr_expect_eq(import(world, 9, false), 0);
}

Test(twice, new_dates_alone_that_make_known_rows_overlap_are_set_aside)
{
    g_autoptr(test_world) world = world_new();
    active_dates_import(world);
    file_keep(world, "partners.csv");
    file_change(world, "partners.csv", "10203037,,2026-12-31", "10203037,,");
    cr_assert_eq(import(world, 9, true), 0);
    g_autofree char *rows = held_rows(world);
    cr_expect_str_eq(rows, "P0001 partners.csv:2");
    g_autoptr(store_partner) partner = partner_load(world, 9, "P0001");
    cr_expect_eq(partner->facts.schedule_count, 3);
    cr_expect_eq(partner->facts.active.to.number,
                 day_from_civil((struct civil){2026, 12, 31}).number, "as it was");
    cr_assert_eq(import(world, 9, false), 1, "without hold_bad it is an error");
    cr_expect_str_eq(issues_at(world->found, 0)->code, "OVERLAP");
}

/* "09:00 09:30": the Fridays of P0001 after an import under hold_bad. */
static char *fridays(const char *rows)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "schedules.csv", "P0001,Fri,09:00,,,\n", rows);
    cr_assert_eq(import(world, 9, true), 0);
    g_autofree char *held = held_rows(world);
    cr_expect(g_str_has_prefix(held, "P0001 schedules.csv:"), "%s", held);
    g_autoptr(store_partner) partner = partner_load(world, 9, "P0001");
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < partner->facts.schedule_count; i++) {
        const struct schedule_row *row = &partner->facts.schedules[i];
        if (row->weekday == FRI) {
            g_string_append_printf(text, "%d ", row->start_minute);
        }
    }
    return g_string_free(text, FALSE);
}

Test(hold_bad, order_of_overlapping_rows_does_not_matter)
{
    g_autofree char *one = fridays("P0001,Fri,09:00,,,\nP0001,Fri,09:30,,,\n");
    g_autofree char *other = fridays("P0001,Fri,09:30,,,\nP0001,Fri,09:00,,,\n");
    cr_expect_str_eq(one, "540 ");
    cr_expect_str_eq(other, one);
}

Test(twice, a_row_that_is_set_aside_leaves_what_is_known_of_it)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "", "", "");
    cr_assert_eq(import(world, 9, false), 0);
    file_change(world, "appointments.csv", "2026-09-01T10:00", "01/09/2026 10:00");
    file_change(world, "schedules.csv", "Fri,09:00", "Fri,nine");
    file_change(world, "rates.csv", "150.00", "fifteen");
    cr_assert_eq(import(world, 9, true), 0);
    g_autofree char *rows = held_rows(world);
    cr_expect_str_eq(rows, "P0001 rates.csv:2, P0001 schedules.csv:3, P0001 appointments.csv:2");
    g_autoptr(store_partner) partner = partner_load(world, 9, "P0001");
    cr_expect_eq(appointment_find(partner, "A1")->status, STATUS_COMPLETED);
    cr_expect_eq(partner->facts.schedule_count, 2);
    cr_expect_eq(partner->facts.rate_count, 2);
}

Test(twice, a_spared_schedule_row_never_overlaps_a_new_one)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "", "", "");
    cr_assert_eq(import(world, 9, false), 0);
    file_change(world, "schedules.csv", "P0001,Fri,09:00,,,\n",
                "P0001,Fri,08:30,,,\nP0001,Sat,nine,,,\n");
    cr_assert_eq(import(world, 9, true), 0);
    g_autoptr(store_partner) partner = partner_load(world, 9, "P0001");
    cr_assert_eq(partner->facts.schedule_count, 2);
    cr_expect_eq(partner->facts.schedules[1].start_minute, 8 * 60 + 30);
}

Test(twice, a_partner_whose_row_is_set_aside_stays_as_known)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "", "", "");
    cr_assert_eq(import(world, 9, false), 0);
    file_change(world, "partners.csv", "p0001@example.com", "nobody");
    cr_assert_eq(import(world, 9, true), 0);
    g_autoptr(store_partner) partner = partner_load(world, 9, "P0001");
    cr_expect_str_eq(partner->row.supplier.email, "p0001@example.com");
    cr_expect_eq(partner->facts.appointment_count, 3);
    cr_expect_eq(partner->facts.block_count, 1);
}

Test(twice, nothing_is_placed_in_an_older_months_zone)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "", "", "");
    cr_assert_eq(import(world, 8, false), 0);
    file_change(world, "partners.csv", "p0001@example.com,Australia/Sydney",
                "nobody,Australia/Perth");
    cr_assert_eq(import(world, 9, true), 0);
    month_copy(world, "partners.csv", "Australia/Sydney", "Australia/Perth");
    file_keep(world, "partners.csv");
    cr_assert_eq(import(world, 9, false), 0);
    g_autofree char *rows = held_rows(world);
    cr_expect_str_eq(rows, "P0001 blocks.csv:2, P0001 appointments.csv:2, P0001 "
                           "appointments.csv:3, P0001 appointments.csv:4, P0001 other_work.csv:2");
    month_copy(world, "partners.csv", "Australia/Sydney", "Australia/Perth");
    cr_assert_eq(import(world, 9, false), 0);
    g_autoptr(store_partner) partner = partner_load(world, 9, "P0001");
    cr_expect_eq(appointment_find(partner, "A1")->start.utc_minutes * 60,
                 exact("2026-09-01T10:00+08:00"));
}

/* The row of partners.csv was set aside: the partner is one of the period all the same. */
Test(twice, other_files_of_a_partner_who_was_set_aside)
{
    g_autoptr(test_world) world = world_new();
    month_copy(world, "partners.csv", "p0001@example.com", "nobody");
    cr_assert_eq(import(world, 9, true), 0);
    file_keep(world, "rates.csv");
    file_change(world, "rates.csv", "150.00", "151.00");
    cr_expect_eq(import(world, 9, false), 0);
    month_copy(world, "", "", "");
    file_keep(world, "other_work.csv");
    cr_expect_eq(import(world, 9, false), 1, "its zone is not known");
}
