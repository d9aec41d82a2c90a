#include "engine/run/disputes/what_if.h"
#include "engine/cli/command.h"
#include "engine/cli/paragraph.h"
#include "importers/text/instant.h"

enum { MISSING_NAMED = 3 };

/* ---- in words -------------------------------------------------------------------------------- */

static void months_print(const what_if *found)
{
    for (guint i = 0; i < found->months->len; i++) {
        const struct what_if_month *month = &g_array_index(found->months, struct what_if_month, i);
        g_autofree char *label =
            g_strdup_printf("%s, %" PRId64 " hour%s changed", text_period(TEXT_ROOM, month->period),
                            month->hours, month->hours == 1 ? "" : "s");
        sum_put(label, line_sum_subtract(month->after, month->before), SUM_STEP);
    }
}

static void verdicts_print(const what_if *found)
{
    if (found->verdicts->len > 0) {
        puts("\nHours that changed their verdict");
    }
    for (guint i = 0; i < found->verdicts->len; i++) {
        const struct what_if_verdict *verdict =
            &g_array_index(found->verdicts, struct what_if_verdict, i);
        char hours[TEXT_SIZE];
        g_autofree char *text = g_strdup_printf(
            "%" PRId64 ": was %s; is %s (%s%s)", verdict->hours, verdict->before, verdict->after,
            verdict->minutes.minutes > 0 ? "+" : "",
            verdict->minutes.minutes == 0 ? "0 h" : text_hours(hours, verdict->minutes.minutes));
        fputs("  ", stdout);
        paragraph_put(text, 2, 4);
    }
}

static int64_t held_count(const what_if *found)
{
    int64_t held = 0;
    for (guint i = 0; i < found->months->len; i++) {
        held += g_array_index(found->months, struct what_if_month, i).held;
    }
    return held;
}

static void what_if_print(const what_if *found, char *const *settings)
{
    const struct line_sum difference = line_sum_subtract(found->after, found->before);
    const int64_t held = held_count(found);
    g_autofree char *all = g_strjoinv(", ", (char **)settings);
    g_autofree char *heading = g_strdup_printf(
        "with %s, by the facts of today, beside the settings in force; nothing is written", all);
    paragraph_put(heading, 0, 2);
    putchar('\n');
    sum_heading_put();
    months_print(found);
    sum_put("in all", difference, SUM_STEP);
    sum_put("with the settings in force", found->before, SUM_WHOLE);
    sum_put("with those tried", found->after, SUM_WHOLE);
    verdicts_print(found);
    printf("\n%u partner%s would have been paid otherwise\n", found->partners->len,
           found->partners->len == 1 ? "" : "s");
    if (held > 0) {
        printf("%" PRId64 " month%s of held partners are left out\n", held, held == 1 ? "" : "s");
    }
    if (found->missing->len > MISSING_NAMED) {
        printf("%u of these months were never imported\n", found->missing->len);
    }
    for (guint i = 0; i < found->missing->len && found->missing->len <= MISSING_NAMED; i++) {
        printf("%s was never imported\n", (const char *)g_ptr_array_index(found->missing, i));
    }
}

/* ---- as JSON --------------------------------------------------------------------------------- */

static void change_put_json(struct line_sum before, struct line_sum after)
{
    fputs("\"before\": {", stdout);
    sum_put_json(before);
    fputs("}, \"after\": {", stdout);
    sum_put_json(after);
    fputs("}, \"difference\": {", stdout);
    sum_put_json(line_sum_subtract(after, before));
    putchar('}');
}

static void months_put_json(const what_if *found)
{
    fputs(",\n  \"months\": [", stdout);
    for (guint i = 0; i < found->months->len; i++) {
        const struct what_if_month *month = &g_array_index(found->months, struct what_if_month, i);
        json_next(i);
        json_print("\n    {'period': %s, 'partners': %" PRId64 ", 'held': %" PRId64
                   ", 'hours_changed': %" PRId64 ", ",
                   text_period(TEXT_ROOM, month->period), month->partners, month->held,
                   month->hours);
        change_put_json(month->before, month->after);
        putchar('}');
    }
    fputs("],\n  \"missing\": [", stdout);
    for (guint i = 0; i < found->missing->len; i++) {
        json_next(i);
        json_print("%s", (const char *)g_ptr_array_index(found->missing, i));
    }
    putchar(']');
}

static void what_if_put_json(const what_if *found, char *const *settings)
{
    fputs("{\n  \"settings\": [", stdout);
    for (guint i = 0; settings[i]; i++) {
        json_next(i);
        json_print("%s", settings[i]);
    }
    json_print("],\n  'hours_changed': %" PRId64 ", ", found->hours);
    change_put_json(found->before, found->after);
    months_put_json(found);
    fputs(",\n  \"verdicts\": [", stdout);
    for (guint i = 0; i < found->verdicts->len; i++) {
        const struct what_if_verdict *verdict =
            &g_array_index(found->verdicts, struct what_if_verdict, i);
        json_next(i);
        json_print("\n    {'before': %s, 'after': %s, 'hours': %" PRId64 ", 'minutes': %d}",
                   verdict->before, verdict->after, verdict->hours, verdict->minutes.minutes);
    }
    fputs("],\n  \"partners\": [", stdout);
    for (guint i = 0; i < found->partners->len; i++) {
        const struct what_if_partner *partner =
            &g_array_index(found->partners, struct what_if_partner, i);
        json_next(i);
        json_print("\n    {'partner_id': %s, 'legal_name': %s, 'months': %" PRId64
                   ", 'hours_changed': %" PRId64 ", ",
                   partner->partner_id, partner->legal_name, partner->months, partner->hours);
        change_put_json(partner->before, partner->after);
        putchar('}');
    }
    puts("]\n}");
}

/* ---- the command ----------------------------------------------------------------------------- */

static bool order_read(const struct options *options, struct what_if_order *order, GError **error)
{
    *order = (struct what_if_order){.store_path = options->store,
                                    .settings = options->set,
                                    .as_at_text = options->as_at,
                                    .holidays = options->holidays,
                                    .jobs = options->jobs};
    if (!options->set || !options->from || !options->to) {
        return command_usage_set(error,
                                 "--set KEY=VALUE, --from PERIOD and --to PERIOD are all needed");
    }
    if (!instant_period_parse_argument("--from", options->from, &order->from, error) ||
        !instant_period_parse_argument("--to", options->to, &order->to, error)) {
        return false;
    }
    return day_compare(order->from.first, order->to.first) <= 0 ||
           command_usage_set(error, "--to is before --from");
}

bool what_if_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                 GError **error)
{
    struct what_if_order order;
    g_autoptr(store) store = order_read(options, &order, error)
                                 ? month_store_open(options->store, options->from, error)
                                 : NULL;
    g_autoptr(what_if) found = store ? what_if_find(&order, error) : NULL;
    if (!found || (options->csv_file && !what_if_write(found, options->csv_file, error))) {
        return false;
    }
    if (options->json) {
        what_if_put_json(found, options->set);
    } else {
        what_if_print(found, options->set);
        if (options->csv_file) {
            printf("a row a partner is in %s\n", options->csv_file);
        }
    }
    return true;
}
