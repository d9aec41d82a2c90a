#include <string.h>

#include "engine/cli/command.h"
#include "engine/run/correct/correct.h"
#include "engine/store/facts/decisions.h"

/* ---- in words, or as JSON ------------------------------------------------------------------ */

static void moves_print(const struct adjustment_report *adjustment, bool json)
{
    fputs(json ? ", \"moves\": [" : "", stdout);
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        const char *appointment_id = move->at.appointment_id;
        const char *time = text_time(TEXT_ROOM, move->at.start_minute);
        const char *rate = text_rate(TEXT_ROOM, move->hourly_rate);
        if (json) {
            json_next((guint)i);
            json_print("{'date': %s, 'start': %s, 'appointment_id': %s, 'minutes': %d, "
                       "'hourly_rate': %s, 'before': %s, 'after': %s, 'because': %s, 'source': %s}",
                       text_date(TEXT_ROOM, move->at.date), time, appointment_id,
                       move->minutes.minutes, rate, move->before, move->after, move->because,
                       move->source);
        } else {
            printf("    %s %s%s%s  %s%s at %s: %s; now %s\n      %s%s%s%s\n",
                   text_date_short(TEXT_ROOM, move->at.date), time,
                   appointment_id[0] ? " ad hoc " : "", appointment_id,
                   move->minutes.minutes > 0 ? "+" : "",
                   text_hours(TEXT_ROOM, move->minutes.minutes), rate, move->before, move->after,
                   move->because, move->source[0] ? " (" : "", move->source,
                   move->source[0] ? ")" : "");
        }
    }
    fputs(json ? "]" : "", stdout);
}

static void lines_print(const struct adjustment_report *adjustment, bool json)
{
    fputs(json ? ", \"lines\": [" : "", stdout);
    for (size_t i = 0; i < adjustment->line_count; i++) {
        const struct line *line = &adjustment->lines[i].line;
        const char *rate = text_rate(TEXT_ROOM, line->hourly_rate);
        const char *amount = text_money(TEXT_ROOM, line->amount);
        const char *gst = text_money(TEXT_ROOM, line->gst);
        if (json) {
            json_next((guint)i);
            json_print("{'kind': %s, 'hourly_rate': %s, 'taxable': %s, 'minutes': %d, "
                       "'amount': %s, 'gst': %s, 'reason': %s, 'cause_class': %s}",
                       words_line_kind[line->kind], rate, line->taxable ? "yes" : "no",
                       line->minutes.minutes, amount, gst, adjustment->lines[i].reason,
                       adjustment->lines[i].cause_class);
        } else {
            g_autofree char *what = line_description(line, adjustment->lines[i].dates);
            if (line->kind < RATE_KIND_COUNT) {
                printf("    %s hours at %s: %s, %s, GST %s\n",
                       line->kind == RATE_PARTNER ? "partner" : "ad hoc", rate,
                       text_hours(TEXT_ROOM, line->minutes.minutes), amount, gst);
            } else {
                printf("    %s: %s, GST %s\n", what, amount, gst);
            }
        }
    }
    fputs(json ? "]" : "", stdout);
}

/* who: id and name. */
static void adjustment_print(const char *who, const struct adjustment_report *adjustment, bool json)
{
    if (json) {
        json_print(", 'adjusts': %s, 'issued': %s, 'now': %s", adjustment->adjusts,
                   text_money(TEXT_ROOM, adjustment->before.total),
                   text_money(TEXT_ROOM, adjustment->after.total));
    } else if (adjustment->voided) {
        printf("  %s  %s is void; now nothing is due, %s\n", who, adjustment->adjusts,
               text_dollars(TEXT_ROOM, adjustment->difference.total));
    } else {
        printf("  %s  %s: %s issued, %s now, difference %s\n", who, adjustment->adjusts,
               text_dollars(TEXT_ROOM, adjustment->before.total),
               text_dollars(TEXT_ROOM, adjustment->after.total),
               text_dollars(TEXT_ROOM, adjustment->difference.total));
    }
    moves_print(adjustment, json);
    lines_print(adjustment, json);
}

/* What becomes of a month of which no document stands. */
static void whole_print(const char *who, const struct moved_month *moved)
{
    const struct partner_report *late = moved->late ? moved->report : NULL;
    const char *change = text_dollars(TEXT_ROOM, moved->change);
    if (!late) {
        printf("  %s  no document stands and nothing is due, %s\n", who, change);
    } else if (late->replaces[0] == '\0') {
        printf("  %s  no document stands; now one of the whole month is due, %s\n", who, change);
    } else {
        printf("  %s  %s is void; now one of the whole month is due in its place, %s\n", who,
               late->replaces, change);
    }
}

static void partner_print(const char *who, const struct partner_true_up *found, bool json)
{
    for (guint i = 0; i < found->holds->len; i++) {
        const struct moved_hold *hold = &g_array_index(found->holds, struct moved_hold, i);
        const char *code = exception_words[hold->code];
        if (json) {
            json_next(i);
            json_print("{'code': %s, 'detail': %s}", code, hold->detail);
        } else {
            printf("  %s  held: %s (%s)\n", who, code, hold->detail);
        }
    }
    fputs(json ? "]" : "", stdout);
    for (guint i = 0; i < found->months->len; i++) {
        const struct moved_month *moved = g_ptr_array_index(found->months, i);
        if (json) {
            json_print(", 'change': %s", text_money(TEXT_ROOM, moved->change));
        }
        if (moved->adjustment) {
            adjustment_print(who, moved->adjustment, json);
        } else if (!json) {
            whole_print(who, moved);
        }
    }
}

/* found_by_id: partner_id -> struct partner_true_up. */
static void diff_print(const struct month_setup *setup, const GPtrArray *partner_ids,
                       GHashTable *found_by_id, bool json)
{
    const struct report_run *run = &setup->run;
    guint differing = 0;
    money change = {0};
    const char *as_at = text_stamp(TEXT_ROOM, run->as_at);
    if (json) {
        json_print("{\n  'period': %s,\n  'as_at': %s,\n  'batch': %" PRId64 ",\n  'partners': [",
                   run->period_text, as_at, run->batch);
    } else {
        printf("%s as issued, against facts as at %s, batch %" PRId64 "\n", run->period_text, as_at,
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
        const char *name = g_hash_table_lookup(setup->names, partner_id);
        g_autofree char *who = g_strjoin(" ", partner_id, name, NULL);
        partner_print(who, found, json);
        fputs(json ? "}" : "", stdout);
        differing++;
        for (guint m = 0; m < found->months->len; m++) {
            const struct moved_month *moved = g_ptr_array_index(found->months, m);
            change = money_add(change, moved->change);
        }
    }
    if (json) {
        json_print("],\n  'change': %s\n}\n", text_money(TEXT_ROOM, change));
    } else {
        printf("%u of %u partners differ, %s in all, GST included; nothing is written\n", differing,
               partner_ids->len, text_dollars(TEXT_ROOM, change));
    }
}

/* ---- the command: R1 without an issue ------------------------------------------------------ */

static bool diff_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                     GError **error)
{
    const char *only = options->arguments[1];
    struct month_order order;
    g_autoptr(store) store = options_store_open(options, options->arguments[0], &order, error);
    g_auto(month_setup) setup = {0};
    g_autoptr(GPtrArray) partner_ids =
        store && month_setup_begin(store, &order, NULL, &setup, error)
            ? true_up_partner_ids(&setup, ISSUED_NOW, error)
            : NULL;
    if (!partner_ids) {
        return false;
    }
    for (guint i = partner_ids->len; only && i > 0; i--) {
        if (strcmp(only, g_ptr_array_index(partner_ids, i - 1)) != 0) {
            g_ptr_array_remove_index(partner_ids, i - 1);
        }
    }
    if (only && partner_ids->len == 0) {
        return command_usage_set(error, "%s has no partner %s", setup.run.period_text, only);
    }
    g_autoptr(GHashTable) found = true_up_found_new();
    g_autoptr(partner_month) month = partner_month_new();
    g_autoptr(GArray) decisions = g_array_new(FALSE, TRUE, sizeof(struct decision));
    const struct true_up true_up = {.setup = &setup,
                                    .run = &setup.run,
                                    .before_seq = ISSUED_NOW,
                                    .decisions = decisions,
                                    .month = month,
                                    .found = found};
    bool done =
        store_decisions_load(store, setup.view.batch, NULL, decisions, setup.strings, error) &&
        month_setup_sessions(&setup, only, error);
    for (guint i = 0; done && i < partner_ids->len; i++) {
        done = true_up_partner(&true_up, g_ptr_array_index(partner_ids, i), error);
    }
    if (done) {
        diff_print(&setup, partner_ids, found, options->json);
    }
    return done;
}

const struct command diff_command = {
    "diff", "PERIOD [PARTNER]",
    "Compares what was issued with what today's facts give: hours, reasons and money.", NULL,
    diff_act};
