#include <string.h>
#include <unistd.h>

#include "engine/cli/command.h"
#include "engine/cli/paragraph.h"
#include "engine/run/disputes/claim.h"
#include "importers/text/zone.h"
#include "reports/output_file.h"

/* ---- what is claimed ------------------------------------------------------------------------- */

static const char STANDARD_INPUT[] = "standard input";

/* Standard input as a file of its own, for as long as it is read. NULL and *error on failure. */
static char *input_keep(GError **error)
{
    g_autofree char *path = NULL;
    g_autoptr(GString) bytes = g_string_new(NULL);
    char block[4096];
    size_t size = 0;
    while ((size = fread(block, 1, sizeof block, stdin)) > 0) {
        g_string_append_len(bytes, block, (gssize)size);
    }
    if (ferror(stdin)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "%s cannot be read", STANDARD_INPUT);
        return NULL;
    }
    const int file = g_file_open_tmp("rcti-claim-XXXXXX", &path, error);
    if (file < 0) {
        return NULL;
    }
    close(file);
    if (!g_file_set_contents(path, bytes->str, (gssize)bytes->len, error)) {
        unlink(path);
        return NULL;
    }
    return g_steal_pointer(&path);
}

static bool rows_read(const struct options *options, struct period period, GArray *rows,
                      GStringChunk *strings, GError **error)
{
    const char *given = options->arguments[2];
    const bool is_input = !given || strcmp(given, "-") == 0;
    g_autofree char *kept = is_input ? input_keep(error) : NULL;
    g_autofree char *name = is_input ? g_strdup(STANDARD_INPUT) : g_path_get_basename(given);
    g_autoptr(issues) issues = issues_new();
    if (is_input && !kept) {
        return false;
    }
    const bool good =
        claim_read(is_input ? kept : given, name, period, rows, strings, issues, error);
    if (kept) {
        unlink(kept);
    }
    if (!good) {
        return false;
    }
    if (issues->count > 0) { /* a line each: a claim is short */
        g_autofree char *text = issues_text(issues, true, "nothing was compared");
        return run_error_set(error, RUN_ERROR_ISSUES, "%s", text);
    }
    return rows->len > 0 || command_usage_set(error,
                                              "%s claims nothing: write a row or line for "
                                              "each hour, like 2026-09-14 10:00",
                                              name);
}

/* ---- items, those of one cause together ------------------------------------------------------ */

static bool same_cause(const struct claim_item *a, const struct claim_item *b)
{
    return a->step == b->step && strcmp(a->why, b->why) == 0 && strcmp(a->source, b->source) == 0;
}

static int32_t usual_minutes(const struct claim_item *item)
{
    return item->kind == RATE_PARTNER ? MINUTES_PER_HOUR : 0;
}

/* "Mon 21 Sep 09:00, 10:00; Fri 25 Sep 09:00 (20 min)". */
static void place_append(GString *text, const struct claim_item *item,
                         const struct claim_item *before)
{
    const bool same_date = before && day_compare(before->date, item->date) == 0;
    const char *id = item->kind == RATE_ADHOC ? item->appointment_id : "";
    g_string_append(text, !before ? "" : same_date ? ", " : "; ");
    if (!same_date) {
        g_string_append_printf(text, "%s ", text_date_short(TEXT_ROOM, item->date));
    }
    g_string_append_printf(text, "%s%s%s", text_time(TEXT_ROOM, item->start_minute),
                           id[0] != '\0' ? " " : "", id);
    if (item->minutes.minutes != usual_minutes(item)) {
        g_string_append_printf(text, " (%s)", text_hours(TEXT_ROOM, item->minutes.minutes));
    }
}

/* Each cause of a step as a paragraph that begins with `mark`. */
static void items_print(const claim_bridge *bridge, enum claim_step step, const char *mark,
                        bool is_letter)
{
    const struct claim_item *items = (const void *)bridge->items->data;
    const int at = (int)strlen(mark);
    for (guint i = 0; i < bridge->items->len; i++) {
        const struct claim_item *first = &items[i];
        const struct claim_item *before = NULL;
        bool is_told = first->step != step;
        for (guint k = 0; k < i && !is_told; k++) {
            is_told = same_cause(&items[k], first);
        }
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint k = i; k < bridge->items->len && !is_told; k++) {
            if (same_cause(&items[k], first)) {
                place_append(text, &items[k], before);
                before = &items[k];
            }
        }
        if (first->why[0] != '\0') {
            g_string_append_printf(text, ": %s", first->why);
        }
        if (!is_letter && first->source[0] != '\0') {
            g_string_append_printf(text, " (%s)", first->source);
        }
        if (!is_told) {
            fputs(mark, stdout);
            paragraph_put(text->str, at, is_letter ? at : at + 2);
        }
    }
}

/* ---- as a table ------------------------------------------------------------------------------ */

static struct line_sum negative(struct line_sum sum)
{
    return line_sum_subtract((struct line_sum){.minutes = {0}}, sum);
}

/* What the last row of the bridge is of. The caller frees. */
static char *paid_label(const claim_bridge *bridge)
{
    const struct store_issued_month *issued = bridge->issued;
    return !issued             ? g_strdup("due by today's facts")
           : issued->month.nil ? g_strdup("paid")
           : issued->open      ? g_strdup_printf("%s, which is void", issued->month.number)
           : issued->adjustments > 0
               ? g_strdup_printf("paid by %s and what adjusts it", issued->month.number)
               : g_strdup_printf("paid by %s", issued->month.number);
}

/* What a reader has to know of "paid". */
static void standing_print(const claim_bridge *bridge, const char *period)
{
    g_autofree char *held =
        bridge->status == MONTH_HELD && !bridge->issued
            ? g_strdup_printf(" It is held (%s): nothing is paid until that is mended.",
                              bridge->report->row.reasons)
            : g_strdup("");
    if (!bridge->issued) {
        g_autofree char *text =
            g_strdup_printf("Nothing of %s is issued to the partner yet.%s", period, held);
        paragraph_put(text, 0, 0);
    } else if (bridge->issued->open) {
        puts("No document stands: the next run issues the month again.");
    }
}

static void coming_print(const month_change *coming)
{
    puts("\nToday's facts say otherwise than what is paid; the next run settles it:");
    sum_heading_put();
    for (guint i = 0; i < coming->causes->len; i++) {
        const struct change_cause *cause = &g_array_index(coming->causes, struct change_cause, i);
        sum_put(cause->because, cause->difference, SUM_STEP);
    }
}

static void bridge_print(const claim_bridge *bridge, const struct month_setup *setup)
{
    static const struct {
        enum claim_step step;
        int sign;
        const char *label;
    } rows[] = {{CLAIM_NOT_PAID, -1, "claimed and not paid"},
                {CLAIM_TWICE, -1, "claimed twice"},
                {CLAIM_UNCLAIMED, 1, "paid and not claimed"}};
    const struct supplier *supplier = &bridge->report->supplier;
    g_autofree char *paid = paid_label(bridge);
    g_autofree char *claimed =
        g_strdup_printf("claimed, %zu row%s", bridge->row_count, bridge->row_count == 1 ? "" : "s");
    const struct partner_facts *facts = &bridge->month->partner->facts;
    g_autofree char *as_at = explanation_instant(facts, setup->run.as_at);
    printf("%s %s, %s\nfacts as at %s, batch %" PRId64 "; times are those of %s\n\n",
           supplier->partner_id, supplier->legal_name, setup->run.period_text, as_at,
           setup->run.batch, text_place(TEXT_ROOM, facts->timezone));
    sum_heading_put();
    sum_put(claimed, bridge->claimed, SUM_WHOLE);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct line_sum sum = bridge->steps[rows[i].step];
        if (sum.minutes.minutes != 0) {
            sum_put(rows[i].label, rows[i].sign < 0 ? negative(sum) : sum, SUM_STEP);
            items_print(bridge, rows[i].step, "    ", false);
        }
    }
    if (!line_sum_is_zero(bridge->of_no_hour)) {
        sum_put("amounts that are of no hour", bridge->of_no_hour, SUM_STEP);
    }
    sum_put(paid, bridge->paid, SUM_WHOLE);
    standing_print(bridge, setup->run.period_text);
    if (bridge->coming && bridge->coming->causes->len > 0) {
        coming_print(bridge->coming);
    }
}

/* ---- as a letter ------------------------------------------------------------------------------ */

static void letter_step(const claim_bridge *bridge, enum claim_step step, const char *title)
{
    const struct line_sum sum = bridge->steps[step];
    if (sum.minutes.minutes != 0) {
        printf("\n%s, %s (%s with GST):\n", title, text_hours_words(TEXT_ROOM, sum.minutes.minutes),
               text_dollars(TEXT_ROOM, sum.total));
        items_print(bridge, step, "- ", true);
    }
}

static void sign_append(GString *text, const char *sign, struct line_sum sum)
{
    if (sum.minutes.minutes != 0) {
        g_string_append_printf(text, " %s %s", sign, text_hours(TEXT_ROOM, sum.minutes.minutes));
    }
}

static void letter_print(const claim_bridge *bridge, const struct month_setup *setup)
{
    const char *month = text_month_words(TEXT_ROOM, setup->run.period);
    g_autofree char *paid = paid_label(bridge);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "%s: %s claimed (%s with GST);", month,
                    text_hours_words(TEXT_ROOM, bridge->claimed.minutes.minutes),
                    text_dollars(TEXT_ROOM, bridge->claimed.total));
    g_string_append_printf(text, " %s %s (%s with GST).",
                           text_hours_words(TEXT_ROOM, bridge->paid.minutes.minutes), paid,
                           text_dollars(TEXT_ROOM, bridge->paid.total));
    paragraph_put(text->str, 0, 0);
    standing_print(bridge, month);
    letter_step(bridge, CLAIM_NOT_PAID, "Claimed and not paid");
    letter_step(bridge, CLAIM_TWICE, "Claimed twice");
    letter_step(bridge, CLAIM_UNCLAIMED, "Paid and not claimed");
    g_string_printf(text, "Together: %s", text_hours(TEXT_ROOM, bridge->claimed.minutes.minutes));
    sign_append(text, "-", bridge->steps[CLAIM_NOT_PAID]);
    sign_append(text, "-", bridge->steps[CLAIM_TWICE]);
    sign_append(text, "+", bridge->steps[CLAIM_UNCLAIMED]);
    g_string_append_printf(text, " = %s.", text_hours(TEXT_ROOM, bridge->paid.minutes.minutes));
    if (!line_sum_is_zero(bridge->of_no_hour)) {
        g_string_append_printf(text, " Beside the hours, %s (with GST) were paid.",
                               text_dollars(TEXT_ROOM, bridge->of_no_hour.total));
    }
    putchar('\n');
    paragraph_put(text->str, 0, 0);
    if (bridge->coming && bridge->coming->difference.total.cents != 0) {
        g_string_printf(text,
                        "What became known since changes the month by %s with GST; the next run "
                        "settles it.",
                        text_dollars(TEXT_ROOM, bridge->coming->difference.total));
        paragraph_put(text->str, 0, 0);
    }
    printf("Times are those of %s.\n",
           text_place(TEXT_ROOM, bridge->month->partner->facts.timezone));
}

/* ---- as JSON --------------------------------------------------------------------------------- */

static void items_put_json(const claim_bridge *bridge, enum claim_step step)
{
    guint count = 0;
    for (guint i = 0; i < bridge->items->len; i++) {
        const struct claim_item *item = &g_array_index(bridge->items, struct claim_item, i);
        if (item->step != step) {
            continue;
        }
        fputs(count++ > 0 ? ",\n      " : "\n      ", stdout);
        json_print("{'date': %s, 'start': %s, 'appointment_id': %s, 'kind': %s, 'line': %u, "
                   "'minutes': %d, 'hourly_rate': %s, 'taxable': %i, 'why': %s, 'mend': %s, "
                   "'source': %s}",
                   text_date(TEXT_ROOM, item->date), text_time(TEXT_ROOM, item->start_minute),
                   item->appointment_id, item->kind == RATE_PARTNER ? "partner" : "adhoc",
                   item->line, item->minutes.minutes, text_rate(TEXT_ROOM, item->hourly_rate),
                   item->taxable, item->why, item->mend, item->source);
    }
}

static void bridge_put_json(const claim_bridge *bridge, const struct month_setup *setup)
{
    const struct store_issued_month *issued = bridge->issued;
    json_print("{\n  'partner_id': %s, 'period': %s, 'timezone': %s, 'as_at': %s, 'batch': %" PRId64
               ", 'issued': %i, 'number': %s, 'voided': %i, 'status': %s, 'reasons': %s",
               bridge->report->supplier.partner_id, setup->run.period_text,
               bridge->month->partner->facts.timezone, text_stamp(TEXT_ROOM, setup->run.as_at),
               setup->run.batch, issued != NULL, issued ? issued->month.number : "",
               issued && issued->open, bridge->report->row.status, bridge->report->row.reasons);
    fputs(",\n  \"claimed\": {", stdout);
    sum_put_json(bridge->claimed);
    fputs("},\n  \"steps\": {", stdout);
    for (int step = 0; step < CLAIM_STEP_COUNT; step++) {
        fputs(step > 0 ? ",\n    " : "\n    ", stdout);
        json_print("%s: {", claim_step_words[step]);
        sum_put_json(bridge->steps[step]);
        fputs(", \"hours\": [", stdout);
        items_put_json(bridge, (enum claim_step)step);
        fputs("]}", stdout);
    }
    fputs("},\n  \"of_no_hour\": {", stdout);
    sum_put_json(bridge->of_no_hour);
    fputs("},\n  \"paid\": {", stdout);
    sum_put_json(bridge->paid);
    fputs("},\n  \"coming\": [", stdout);
    for (guint i = 0; bridge->coming && i < bridge->coming->causes->len; i++) {
        const struct change_cause *cause =
            &g_array_index(bridge->coming->causes, struct change_cause, i);
        json_next(i);
        json_print("{'because': %s, ", cause->because);
        sum_put_json(cause->difference);
        putchar('}');
    }
    puts("]\n}");
}

/* ---- the command ----------------------------------------------------------------------------- */

static bool bridge_tell(const struct options *options, const struct month_setup *setup,
                        const GArray *rows, GError **error)
{
    const char *partner_id = options->arguments[0];
    bool in_roster = false;
    g_autoptr(store_issued_month) issued = NULL;
    if (!partner_month_find(setup, partner_id, &issued, &in_roster, error)) {
        return false;
    }
    g_autoptr(claim_bridge) bridge =
        claim_bridge_new(setup, partner_id, !in_roster, issued, rows, error);
    if (bridge) {
        (options->json     ? bridge_put_json
         : options->letter ? letter_print
                           : bridge_print)(bridge, setup);
    }
    return bridge != NULL;
}

bool claim_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
               GError **error)
{
    struct month_order order;
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct claim_row));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(store) store = options_store_open(options, options->arguments[1], &order, error);
    g_auto(month_setup) setup = {0};
    order.only_partner = options->arguments[0];
    return store && rows_read(options, order.period, rows, strings, error) &&
           month_setup_begin(store, &order, NULL, &setup, error) &&
           month_setup_sessions(&setup, options->arguments[0], error) &&
           bridge_tell(options, &setup, rows, error);
}
