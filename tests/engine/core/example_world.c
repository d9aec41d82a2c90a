#include "tests/engine/core/example_world.h"

#include <string.h>

#include "importers/text/zone.h"

/* What holds where an example does not say otherwise. */
#define DEFAULT_ZONE "Australia/Melbourne"
#define DEFAULT_AS_AT "2026-10-20 09:00"
#define DEFAULT_ABN "51824753556"

static GArray *rows_new(size_t size)
{
    return g_array_new(FALSE, TRUE, (guint)size);
}

static void spans_free(void *spans)
{
    g_array_unref(spans);
}

static struct partner_facts facts_default(void)
{
    day long_ago = day_from_civil((struct civil){2020, 1, 1});
    struct day_range since_long_ago = {long_ago, DAY_UNBOUNDED_TO};
    return (struct partner_facts){.partner_id = "P0001",
                                  .abn = DEFAULT_ABN,
                                  .gst = since_long_ago,
                                  .agreement = since_long_ago,
                                  .active = {DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO},
                                  .bank_details = true};
}

example_world *world_new(void)
{
    example_world *world = g_new0(example_world, 1);
    world->zone = g_strdup(DEFAULT_ZONE);
    world->strings = g_string_chunk_new(256);
    world->policy = policy_default();
    world->question.period = period_from_month(2026, 9);
    world->question.issue_date = day_from_civil((struct civil){2026, 10, 20});
    world->facts = facts_default();
    world->schedules = rows_new(sizeof(struct schedule_row));
    world->rates = rows_new(sizeof(struct rate_row));
    world->blocks = rows_new(sizeof(struct block));
    world->works = rows_new(sizeof(struct other_work));
    world->holidays = rows_new(sizeof(struct holiday));
    world->appointments = rows_new(sizeof(struct world_appointment));
    world->cases = rows_new(sizeof(struct world_case));
    world->requests = rows_new(sizeof(struct world_request));
    world->decisions = rows_new(sizeof(struct decision));
    world->areas = rows_new(sizeof(struct area_row));
    world->spans = g_ptr_array_new_with_free_func(spans_free);
    world->holiday_rows = rows_new(sizeof(struct holiday));
    world->based = g_ptr_array_new();
    world->own_appointments = rows_new(sizeof(struct appointment));
    world->customers = rows_new(sizeof(struct customer));
    world->customer_keys = g_ptr_array_new();
    return world;
}

static void result_free(struct month_result *result)
{
    if (result) {
        g_free(result->adhoc); /* the first of the arrays */
        g_free(result);
    }
}

void world_free(example_world *world)
{
    GArray *rows[] = {world->schedules,    world->rates,
                      world->blocks,       world->works,
                      world->holidays,     world->appointments,
                      world->cases,        world->requests,
                      world->areas,        world->own_appointments,
                      world->holiday_rows, world->customers,
                      world->decisions};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_array_unref(rows[i]);
    }
    g_ptr_array_unref(world->spans);
    g_ptr_array_unref(world->based);
    g_ptr_array_unref(world->customer_keys);
    g_clear_pointer(&world->calendar, area_tree_free);
    result_free(world->result);
    g_string_chunk_free(world->strings);
    g_free(world->zone);
    g_free(world);
}

const char *world_string(example_world *world, const char *text)
{
    return g_string_chunk_insert(world->strings, text);
}

bool world_frame_line(const char *line)
{
    return g_str_has_prefix(line, "zone ") || g_str_has_prefix(line, "period ");
}

static bool frame_read(example_world *world, struct words *words)
{
    if (words_take(words, "period")) {
        return words_period(words, &world->question.period);
    }
    words_take(words, "zone");
    if (!zone_clock(words_peek(words))) {
        return words_fail(words, "a time zone");
    }
    g_free(world->zone);
    world->zone = g_strdup(words_next(words));
    return true;
}

static bool fact_read(example_world *world, struct words *words)
{
    const struct world_word *lists[] = {world_partner_words, world_time_words, world_area_words,
                                        world_booking_words};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        for (const struct world_word *row = lists[i]; row->word; row++) {
            if (words_take(words, row->word)) {
                return row->read(world, words);
            }
        }
    }
    return words_fail(words, "a fact, or \" = \" and what is expected,");
}

bool world_fact_read(example_world *world, const char *line, char **ret_problem)
{
    g_auto(example_words) words = words_new(line, world->zone);
    bool read = world_frame_line(line) ? frame_read(world, &words) : fact_read(world, &words);
    if (read && !words_end(&words)) {
        read = words_fail(&words, "the end of the line");
    }
    if (!read) {
        *ret_problem = g_steal_pointer(&words.problem);
    }
    return read;
}

/* 150.00 and 180.00 an hour, and a morning long after the month: unless the example says more. */
static void defaults_fill(example_world *world)
{
    static const int64_t cents[RATE_KIND_COUNT] = {15000, 18000};
    for (int kind = 0; kind < RATE_KIND_COUNT; kind++) {
        if (!world->rates_given[kind]) {
            struct rate_row row = {.kind = (enum rate_kind)kind,
                                   .effective_from = day_from_civil((struct civil){2020, 1, 1}),
                                   .hourly_rate = {cents[kind]}};
            g_array_append_val(world->rates, row);
        }
    }
    if (!world->as_at_given) {
        bool ambiguous = false;
        g_auto(example_words) words = words_new(DEFAULT_AS_AT, world->zone);
        words_stamp(&words, &world->question.as_at, &ambiguous);
    }
}

static int start_compare(const void *left, const void *right)
{
    const struct appointment *a = &((const struct world_appointment *)left)->appointment;
    const struct appointment *b = &((const struct world_appointment *)right)->appointment;
    int order = instant_compare(a->start, b->start);
    return order ? order : strcmp(a->appointment_id, b->appointment_id);
}

/* A4: moved_from counts where it names an open appointment of whomever. */
static void moved_from_find(example_world *world)
{
    for (guint i = 0; i < world->appointments->len; i++) {
        struct appointment *moved =
            &g_array_index(world->appointments, struct world_appointment, i).appointment;
        moved->moved_from_open_booked_at = STAMP_NEVER;
        for (guint j = 0; j < world->appointments->len; j++) {
            const struct appointment *from =
                &g_array_index(world->appointments, struct world_appointment, j).appointment;
            if (from->calendar == CALENDAR_OPEN &&
                strcmp(from->appointment_id, moved->moved_from) == 0) {
                moved->moved_from_open_booked_at = from->booked_at;
            }
        }
    }
}

static void facts_point(example_world *world)
{
    for (guint i = 0; i < world->appointments->len; i++) {
        const struct world_appointment *row =
            &g_array_index(world->appointments, struct world_appointment, i);
        if (!row->elsewhere) {
            g_array_append_val(world->own_appointments, row->appointment);
        }
    }
    struct partner_facts *facts = &world->facts;
    facts->clock = *zone_clock(world->zone);
    facts->schedules = (const struct schedule_row *)(void *)world->schedules->data;
    facts->schedule_count = world->schedules->len;
    facts->rates = (const struct rate_row *)(void *)world->rates->data;
    facts->rate_count = world->rates->len;
    facts->blocks = (const struct block *)(void *)world->blocks->data;
    facts->block_count = world->blocks->len;
    facts->works = (const struct other_work *)(void *)world->works->data;
    facts->work_count = world->works->len;
    facts->holidays = (const struct holiday *)(void *)world->holidays->data;
    facts->holiday_count = world->holidays->len;
    facts->appointments = (const struct appointment *)(void *)world->own_appointments->data;
    facts->appointment_count = world->own_appointments->len;
    facts->customers = (const struct customer *)(void *)world->customers->data;
    facts->customer_count = world->customers->len;
    facts->case_data = world->cases->len > 0;
    decisions_mark((void *)world->decisions->data, world->decisions->len);
    for (guint i = world->decisions->len; i > 0; i--) {
        if (!decision_in_force(&g_array_index(world->decisions, struct decision, i - 1))) {
            g_array_remove_index(world->decisions, i - 1);
        }
    }
    facts->decisions = (const struct decision *)(void *)world->decisions->data;
    facts->decision_count = world->decisions->len;
}

static struct month_result *result_new(const struct partner_facts *facts)
{
    struct month_result *result = g_new0(struct month_result, 1);
    month_result_place(result, facts, g_malloc0(month_result_place(result, facts, NULL) + 1));
    return result;
}

bool world_compute(example_world *world, char **ret_problem)
{
    defaults_fill(world);
    if (!world_holidays_find(world, ret_problem)) {
        return false;
    }
    g_array_sort(world->appointments, start_compare);
    moved_from_find(world);
    world_customers_find(world);
    world_sessions_find(world);
    facts_point(world);
    world->result = result_new(&world->facts);
    month_compute(&world->facts, &world->policy, &world->question, world->result);
    return true;
}
