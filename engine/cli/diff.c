#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/cli/command.h"
#include "engine/run/correct.h"
#include "reports/text.h"

/* ---- in words, or as JSON ------------------------------------------------------------------ */

static void moves_print(const struct adjustment_report *adjustment, bool json)
{
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    char rate[TEXT_SIZE];
    fputs(json ? ", \"moves\": [" : "", stdout);
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        const char *appointment_id = move->at.appointment_id;
        text_time(time, move->at.start_minute);
        text_rate(rate, move->hourly_rate);
        if (json) {
            json_next((guint)i);
            json_print("{'date': %s, 'start': %s, 'appointment_id': %s, 'minutes': %d, "
                       "'hourly_rate': %s, 'before': %s, 'after': %s, 'because': %s, 'source': %s}",
                       text_date(date, move->at.date), time, appointment_id, move->minutes.minutes,
                       rate, move->before, move->after, move->because, move->source);
        } else {
            printf("    %s %s%s%s  %+d min at %s: %s; now %s\n      %s%s%s%s\n",
                   text_date_short(date, move->at.date), time, appointment_id[0] ? " ad hoc " : "",
                   appointment_id, move->minutes.minutes, rate, move->before, move->after,
                   move->because, move->source[0] ? " (" : "", move->source,
                   move->source[0] ? ")" : "");
        }
    }
    fputs(json ? "]" : "", stdout);
}

static void lines_print(const struct adjustment_report *adjustment, bool json)
{
    char hours[TEXT_SIZE];
    char rate[TEXT_SIZE];
    char amount[TEXT_SIZE];
    char gst[TEXT_SIZE];
    fputs(json ? ", \"lines\": [" : "", stdout);
    for (size_t i = 0; i < adjustment->line_count; i++) {
        const struct line *line = &adjustment->lines[i].line;
        bool partner = line->kind == RATE_PARTNER;
        text_rate(rate, line->hourly_rate);
        text_money(amount, line->amount);
        text_money(gst, line->gst);
        if (json) {
            json_next((guint)i);
            json_print("{'kind': %s, 'hourly_rate': %s, 'taxable': %s, 'minutes': %d, "
                       "'amount': %s, 'gst': %s, 'reason': %s}",
                       partner ? "partner" : "adhoc", rate, line->taxable ? "yes" : "no",
                       line->minutes.minutes, amount, gst, adjustment->lines[i].reason);
        } else {
            printf("    %s hours at %s: %s hours, %s, GST %s\n", partner ? "partner" : "ad hoc",
                   rate, text_hours(hours, line->minutes.minutes), amount, gst);
        }
    }
    fputs(json ? "]" : "", stdout);
}

static void adjustment_print(const char *partner_id, const struct adjustment_report *adjustment,
                             bool json)
{
    char before[TEXT_SIZE];
    char after[TEXT_SIZE];
    char difference[TEXT_SIZE];
    if (json) {
        json_print(", 'adjusts': %s, 'issued': %s, 'now': %s", adjustment->adjusts,
                   text_money(before, adjustment->before.total),
                   text_money(after, adjustment->after.total));
    } else {
        printf("  %s  %s: %s issued, %s now, difference %s\n", partner_id, adjustment->adjusts,
               text_dollars(before, adjustment->before.total),
               text_dollars(after, adjustment->after.total),
               text_dollars(difference, adjustment->difference.total));
    }
    moves_print(adjustment, json);
    lines_print(adjustment, json);
}

/* What becomes of a month of which no document stands. */
static void whole_print(const char *partner_id, const struct moved_month *moved)
{
    char change[TEXT_SIZE];
    const struct partner_report *late = moved->late ? moved->report : NULL;
    text_dollars(change, moved->change);
    if (!late) {
        printf("  %s  no document stands and nothing is due, %s\n", partner_id, change);
    } else if (late->replaces[0] == '\0') {
        printf("  %s  no document stands; now one of the whole month is due, %s\n", partner_id,
               change);
    } else {
        printf("  %s  %s is void; now %s, %s\n", partner_id, late->replaces,
               late->document == DOCUMENT_NONE ? "nothing is due"
                                               : "one of the whole month is due in its place",
               change);
    }
}

static void partner_print(const char *partner_id, const struct partner_true_up *found, bool json)
{
    char change[TEXT_SIZE];
    for (guint i = 0; i < found->holds->len; i++) {
        const struct moved_hold *hold = &g_array_index(found->holds, struct moved_hold, i);
        const char *code = exception_code_name(hold->code);
        if (json) {
            json_next(i);
            json_print("{'code': %s, 'detail': %s}", code, hold->detail);
        } else {
            printf("  %s  held: %s (%s)\n", partner_id, code, hold->detail);
        }
    }
    fputs(json ? "]" : "", stdout);
    for (guint i = 0; i < found->months->len; i++) {
        const struct moved_month *moved = g_ptr_array_index(found->months, i);
        if (json) {
            json_print(", 'change': %s", text_money(change, moved->change));
        }
        if (moved->adjustment) {
            adjustment_print(partner_id, moved->adjustment, json);
        } else if (!json) {
            whole_print(partner_id, moved);
        }
    }
}

/* found_by_id: partner_id -> struct partner_true_up. */
static void diff_print(const struct report_run *run, const GPtrArray *partner_ids,
                       GHashTable *found_by_id, bool json)
{
    char text[TEXT_SIZE];
    guint differing = 0;
    money change = {0};
    text_stamp(text, run->as_at);
    if (json) {
        json_print("{\n  'period': %s,\n  'as_at': %s,\n  'batch': %" PRId64 ",\n  'partners': [",
                   run->period_text, text, run->batch);
    } else {
        printf("%s as issued, against facts as at %s, batch %" PRId64 "\n", run->period_text, text,
               run->batch);
    }
    for (guint i = 0; i < partner_ids->len; i++) {
        const char *partner_id = g_ptr_array_index(partner_ids, i);
        const struct partner_true_up *found = g_hash_table_lookup(found_by_id, partner_id);
        if (!found) {
            continue;
        }
        if (json) {
            fputs(differing == 0 ? "\n    {" : ",\n    {", stdout);
            json_print("'partner_id': %s, 'held': [", partner_id);
        }
        partner_print(partner_id, found, json);
        fputs(json ? "}" : "", stdout);
        differing++;
        for (guint m = 0; m < found->months->len; m++) {
            const struct moved_month *moved = g_ptr_array_index(found->months, m);
            change = money_add(change, moved->change);
        }
    }
    if (json) {
        json_print("],\n  'change': %s\n}\n", text_money(text, change));
    } else {
        printf("%u of %u partners differ, %s in all, GST included; nothing is written\n", differing,
               partner_ids->len, text_dollars(text, change));
    }
}

/* ---- the command: R1 without an issue ------------------------------------------------------ */

static enum exit_status diff_act(const struct options *options)
{
    g_autoptr(GError) error = NULL;
    const char *only = options->arguments[1];
    struct month_order order = {0};
    g_autoptr(store) store = options_store_open(options, options->arguments[0], &order, &error);
    g_auto(month_setup) setup = {0};
    if (!store || !month_setup_begin(store, &order, NULL, &setup, &error)) {
        return command_failed(error);
    }
    g_autoptr(GPtrArray) partner_ids = true_up_partner_ids(&setup, ISSUED_NOW, &error);
    if (!partner_ids) {
        return command_failed(error);
    }
    for (guint i = partner_ids->len; only && i > 0; i--) {
        if (strcmp(only, g_ptr_array_index(partner_ids, i - 1)) != 0) {
            g_ptr_array_remove_index(partner_ids, i - 1);
        }
    }
    if (only && partner_ids->len == 0) {
        return command_wrong_usage("%s has no partner %s", setup.run.period_text, only);
    }
    g_autoptr(GHashTable) found = true_up_found_new();
    g_autoptr(partner_month) month = partner_month_new();
    const struct true_up true_up = {.setup = &setup,
                                    .run = &setup.run,
                                    .before_seq = ISSUED_NOW,
                                    .month = month,
                                    .found = found};
    bool done = month_setup_sessions(&setup, only, &error);
    for (guint i = 0; done && i < partner_ids->len; i++) {
        done = true_up_partner(&true_up, g_ptr_array_index(partner_ids, i), &error);
    }
    if (!done) {
        return command_failed(error);
    }
    diff_print(&setup.run, partner_ids, found, options->json);
    return EXIT_ALL_DONE;
}

const struct command diff_command = {
    "diff",
    "PERIOD [PARTNER]",
    "Compares what was issued with what today's facts give: hours, reasons and money.",
    1,
    2,
    NULL,
    diff_act};
