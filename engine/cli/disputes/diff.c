#include <string.h>

#include "engine/cli/disputes/comparison.h"
#include "engine/cli/paragraph.h"
#include "engine/run/correct/correct.h"
#include "engine/run/month/company.h"
#include "engine/store/facts/decisions.h"
#include "importers/text/instant.h"

/* ---- in words, or as JSON ------------------------------------------------------------------ */

/* A sentence at an indent, in 80 columns. */
static void sentence_put(int indent, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void sentence_put(int indent, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    printf("%*s", indent, "");
    paragraph_put(text, indent, indent + 2);
}

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
        } else if (move->kind >= RATE_KIND_COUNT) {
            sentence_put(4, "%s  %s; now %s", text_dollars(TEXT_ROOM, move->amount), move->before,
                         move->after);
            sentence_put(6, "%s (%s)", move->because, move->source);
        } else {
            sentence_put(
                4, "%s %s%s%s  %s%s at %s: %s; now %s", text_date_short(TEXT_ROOM, move->at.date),
                time, appointment_id[0] ? " ad hoc " : "", appointment_id,
                move->minutes.minutes > 0 ? "+" : "", text_hours(TEXT_ROOM, move->minutes.minutes),
                rate, move->before, move->after);
            sentence_put(6, "%s%s%s%s", move->because, move->source[0] ? " (" : "", move->source,
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
                printf("    %s  %s, GST %s\n", what, amount, gst);
            }
        }
    }
    fputs(json ? "]" : "", stdout);
}

/* who: id and name. */
static void adjustment_print(const char *who, const struct adjustment_report *adjustment,
                             bool hours, bool json)
{
    if (json) {
        json_print(", 'adjusts': %s, 'issued': %s, 'now': %s", adjustment->adjusts,
                   text_money(TEXT_ROOM, adjustment->before.total),
                   text_money(TEXT_ROOM, adjustment->after.total));
    } else if (adjustment->voided) {
        sentence_put(2, "%s  %s is void; now nothing is due, %s", who, adjustment->adjusts,
                     text_dollars(TEXT_ROOM, adjustment->difference.total));
    } else {
        sentence_put(2, "%s  %s: %s issued, %s now, difference %s", who, adjustment->adjusts,
                     text_dollars(TEXT_ROOM, adjustment->before.total),
                     text_dollars(TEXT_ROOM, adjustment->after.total),
                     text_dollars(TEXT_ROOM, adjustment->difference.total));
    }
    if (hours || json) {
        moves_print(adjustment, json);
        lines_print(adjustment, json);
    }
}

/* What becomes of a month of which no document stands. */
static void whole_print(const char *who, const struct moved_month *moved)
{
    const struct partner_report *late = moved->late ? moved->report : NULL;
    const char *change = text_dollars(TEXT_ROOM, moved->change);
    if (!late) {
        sentence_put(2, "%s  no document stands and nothing is due, %s", who, change);
    } else if (late->replaces[0] == '\0') {
        sentence_put(2, "%s  no document stands; now one of the whole month is due, %s", who,
                     change);
    } else {
        sentence_put(2, "%s  %s is void; now one of the whole month is due in its place, %s", who,
                     late->replaces, change);
    }
}

static void partner_print(const char *who, const struct partner_true_up *found, bool hours,
                          bool json)
{
    for (guint i = 0; i < found->holds->len; i++) {
        const struct moved_hold *hold = &g_array_index(found->holds, struct moved_hold, i);
        const char *code = exception_words[hold->code];
        if (json) {
            json_next(i);
            json_print("{'code': %s, 'detail': %s}", code, hold->detail);
        } else {
            sentence_put(2, "%s  held: %s (%s)", who, code, hold->detail);
        }
    }
    fputs(json ? "]" : "", stdout);
    for (guint i = 0; i < found->months->len; i++) {
        const struct moved_month *moved = g_ptr_array_index(found->months, i);
        if (json) {
            json_print(", 'change': %s", text_money(TEXT_ROOM, moved->change));
        }
        if (moved->adjustment) {
            adjustment_print(who, moved->adjustment, hours, json);
        } else if (!json) {
            whole_print(who, moved);
        }
    }
}

/* ---- a month of all partners: R1 without an issue ------------------------------------------ */

enum { PARTNERS_MAX = 6 }; /* in words, so that with the causes it is less than a screen */

/* found_by_id: partner_id -> struct partner_true_up. */
static void diff_print(const struct month_setup *setup, const GPtrArray *partner_ids,
                       GHashTable *found_by_id, const struct options *options)
{
    const struct report_run *run = &setup->run;
    const bool json = options->json;
    guint differing = 0;
    g_autofree char *as_at = company_moment_text(company_timezone(&run->company), run->as_at);
    g_autoptr(comparison) causes = comparison_of_everyone(found_by_id);
    if (options->csv) {
        causes->from.name = "as issued";
        causes->to.name = "now";
        comparison_put(causes, options);
        return;
    }
    if (json) {
        json_print("{\n  'period': %s,\n  'as_at': %s,\n  'batch': %" PRId64 ",\n  'partners': [",
                   run->period_text, text_stamp(TEXT_ROOM, run->as_at), run->batch);
    } else {
        printf("%s as issued, against facts as at %s, batch %" PRId64 "\n", run->period_text, as_at,
               run->batch);
    }
    if (!json && causes->rows->len > 0) {
        comparison_put(causes, options);
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
        if (json || options->all || differing < PARTNERS_MAX) {
            partner_print(who, found, options->all, json);
        }
        fputs(json ? "}" : "", stdout);
        differing++;
    }
    if (json) {
        json_print("],\n  'change': %s,\n  ", text_money(TEXT_ROOM, causes->difference));
        comparison_causes_put_json(causes, false);
        puts("\n}");
        return;
    }
    if (differing > PARTNERS_MAX && !options->all) {
        printf("  and %u more, which --all lists\n", differing - PARTNERS_MAX);
    }
    printf("%u of %u partners differ, %s in all, GST included; nothing is written\n", differing,
           partner_ids->len, text_dollars(TEXT_ROOM, causes->difference));
}

static bool month_diff(const struct options *options, GError **error)
{
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
        month_setup_sessions(&setup, NULL, error);
    for (guint i = 0; done && i < partner_ids->len; i++) {
        bool settled = false;
        done = true_up_partner(&true_up, g_ptr_array_index(partner_ids, i), &settled, error);
    }
    if (done) {
        diff_print(&setup, partner_ids, found, options);
    }
    return done;
}

/* ---- one partner: two states of a month, or two months ------------------------------------- */

static bool state_read(const char *option, const char *text, struct compare_state *ret_state,
                       GError **error)
{
    static const char *const words[] = {
        [COMPARE_ISSUED] = "issued", [COMPARE_DRAFT] = "draft", [COMPARE_NOW] = "now"};
    const char *rest = strchr(text, ':');
    char *end = NULL;
    *ret_state = (struct compare_state){.kind = COMPARE_BATCH};
    for (int kind = 0; kind <= COMPARE_NOW; kind++) {
        if (strcmp(text, words[kind]) == 0) {
            ret_state->kind = (enum compare_kind)kind;
            return true;
        }
    }
    if (g_str_has_prefix(text, "draft:")) {
        *ret_state = (struct compare_state){.kind = COMPARE_DRAFT, .digest = rest + 1};
        return true;
    }
    if (g_str_has_prefix(text, "batch:")) {
        ret_state->batch = g_ascii_strtoll(rest + 1, &end, 10);
        if (end != rest + 1 && *end == '\0') {
            return true;
        }
    }
    return command_usage_set(error, "%s takes issued, draft, draft:DIGEST, now or batch:N, not %s",
                             option, text);
}

/* --from 2026-08 */
static bool is_period(const char *text)
{
    return text && g_ascii_isdigit(*text);
}

static comparison *partner_compare(const struct options *options, store *store,
                                   const struct month_order *order, GError **error)
{
    const char *partner_id = options->arguments[1];
    struct compare_state from = {.kind = COMPARE_ISSUED};
    struct compare_state to = {.kind = COMPARE_NOW};
    struct period period;
    if (is_period(options->diff_from)) {
        return instant_period_parse_argument("--from", options->diff_from, &period, error)
                   ? comparison_of_periods(store, order, partner_id, period, error)
                   : NULL;
    }
    if ((options->diff_from && !state_read("--from", options->diff_from, &from, error)) ||
        (options->diff_to && !state_read("--to", options->diff_to, &to, error))) {
        return NULL;
    }
    return comparison_of_states(store, order, partner_id, from, to, error);
}

static bool partner_diff(const struct options *options, GError **error)
{
    struct month_order order;
    g_autoptr(store) store = options_store_open(options, options->arguments[0], &order, error);
    g_autoptr(comparison) comparison =
        store ? partner_compare(options, store, &order, error) : NULL;
    if (comparison) {
        comparison_put(comparison, options);
    }
    return comparison != NULL;
}

/* ---- the command --------------------------------------------------------------------------- */

static bool options_check(const struct options *options, GError **error)
{
    if (options->csv && options->json) {
        return command_usage_set(error, "--csv or --json, not both");
    }
    if (!options->arguments[1] && (options->diff_from || options->diff_to)) {
        return command_usage_set(error, "--from and --to are about one partner: name one");
    }
    return !is_period(options->diff_from) || !options->diff_to ||
           command_usage_set(error, "two months are compared as they were paid: leave --to out");
}

bool diff_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
              GError **error)
{
    return options_check(options, error) &&
           (options->arguments[1] ? partner_diff : month_diff)(options, error);
}
