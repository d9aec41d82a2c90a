#include "importers/proposal/dates.h"

#include <string.h>

#include "importers/text/written.h"

bool proposal_is_date(const struct guess *guess, size_t column)
{
    const char *name = guess->table->columns[column].name;
    const bool placed = strcmp(name, "start") == 0 || strcmp(name, "end") == 0;
    switch (guess->table->columns[column].kind) {
    case VALUE_DAY_FROM:
    case VALUE_DAY_TO:
    case VALUE_LAST_DAY:
    case VALUE_STAMP_FROM:
    case VALUE_STAMP_TO:
        return true;
    default:
        return placed && guess->file != INPUT_SCHEDULES;
    }
}

/* A column with dates or instants of a file, and its heading. */
struct date_column {
    const char *name; /* as `zone of` names it */
    int heading;
    bool local;       /* it has instants that say nothing of their zone; an end has its start's */
    const char *zone; /* of which its heading speaks; NULL: of none */
};

/* "UTC" or a city in a text; NULL: it speaks of no zone. */
static const char *zone_spoken(const char *text)
{
    static const struct {
        const char *word;
        const char *zone;
    } zones[] = {{"utc", "UTC"},
                 {"gmt", "UTC"},
                 {"sydney", "Australia/Sydney"},
                 {"melbourne", "Australia/Melbourne"},
                 {"brisbane", "Australia/Brisbane"},
                 {"adelaide", "Australia/Adelaide"},
                 {"perth", "Australia/Perth"},
                 {"hobart", "Australia/Hobart"},
                 {"darwin", "Australia/Darwin"}};
    g_autofree char *small = g_ascii_strdown(text, -1);
    g_auto(GStrv) words = g_strsplit_set(small, " ,.;:()[]/_-", -1);
    for (size_t i = 0; i < G_N_ELEMENTS(zones); i++) {
        if (g_strv_contains((const char *const *)words, zones[i].word)) {
            return zones[i].zone;
        }
    }
    return NULL;
}

static bool is_local(const char *value)
{
    struct written written;
    const bool read = written_read(value, DATE_ORDER_DAY_MONTH_YEAR, &written) ||
                      written_read(value, DATE_ORDER_MONTH_DAY_YEAR, &written);
    return read ? written.has_time && !written.exact : written_time_read(value, &written);
}

static void date_column_add(const struct guess *guess, const char *name, int heading,
                            struct date_evidence *evidence, GArray *columns)
{
    if (heading == NO_HEADING) {
        return;
    }
    struct date_column column = {name, heading, false, zone_spoken(guess_heading(guess, heading))};
    for (guint i = 0; i < guess->rows->len; i++) {
        const char *value = guess_value(guess, i, heading);
        date_evidence_add(evidence, value,
                          g_array_index(guess->rows, const struct raw_row *, i)->line);
        column.local = column.local || (heading != guess->end && is_local(value));
    }
    g_array_append_val(columns, column);
}

/* One zone for all of them, or those of whose headings one speaks, and the question for the others. */
static void zones_put(GString *out, const struct guess *guess, const GArray *columns)
{
    const char *titled = NULL;
    for (guint row = 0; row < guess->heading_row && !titled; row++) {
        for (guint at = 0; at < guess_row(guess->export, row)->cells->len && !titled; at++) {
            titled = zone_spoken(raw_cell(guess_row(guess->export, row), at));
        }
    }
    guint local = 0;
    guint asked = 0;
    const char *one = NULL;
    bool several = false;
    for (guint i = 0; i < columns->len; i++) {
        const struct date_column *column = &g_array_index(columns, struct date_column, i);
        const char *zone = column->zone ? column->zone : titled;
        local += column->local;
        asked += column->local && !zone;
        several |= column->local && one && g_strcmp0(one, zone) != 0;
        one = column->local && !one ? zone : one;
    }
    if (local == 0) {
        return;
    }
    const bool all = asked == 0 && !several;
    for (guint i = 0; i < columns->len && !all; i++) {
        const struct date_column *column = &g_array_index(columns, struct date_column, i);
        if (column->local && (column->zone || titled)) {
            g_string_append_printf(out, "zone of %s = %s%s\n", column->name,
                                   column->zone ? column->zone : titled, CONFIRM);
        }
    }
    if (all) {
        g_string_append_printf(out, "zone = %s%s\n", one, CONFIRM);
    } else if (asked > 0) {
        g_string_append_printf(out,
                               "# Nothing here says of which zone its times are: Australia/Sydney "
                               "or another? Where each\n"
                               "# is in its partner's own, delete this line.\nzone = ?%s\n",
                               CONFIRM);
    }
}

/* Whole days of leave that all end after they begin may end on the day after the last. */
static void all_day_end_put(GString *out, const struct guess *guess, enum date_order order)
{
    const int start = guess_named(guess, "start");
    const int end = guess_named(guess, "end");
    guint whole = 0;
    guint one_day = 0;
    for (guint i = 0; start != NO_HEADING && end != NO_HEADING && i < guess->rows->len; i++) {
        struct written from;
        struct written to;
        if (written_read(guess_value(guess, i, start), order, &from) &&
            written_read(guess_value(guess, i, end), order, &to) && !from.has_time &&
            !to.has_time) {
            whole++;
            one_day += memcmp(&from.civil, &to.civil, sizeof from.civil) == 0;
        }
    }
    if (whole > 0 && one_day == 0) {
        g_string_append_printf(
            out,
            "# None of %u absences of whole days ends on the day on which it begins: "
            "is the end the day after?\nall_day_end = exclusive%s\n",
            whole, CONFIRM);
    }
}

void proposal_dates_put(GString *out, const struct guess *guess)
{
    struct date_evidence evidence = {0};
    g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(struct date_column));
    for (size_t i = 0; i < guess->table->column_count; i++) {
        if (proposal_is_date(guess, i)) {
            date_column_add(guess, guess->table->columns[i].name, guess->headings[i], &evidence,
                            columns);
        }
    }
    date_column_add(guess, "duration_minutes", guess->end, &evidence, columns);
    enum date_order order = DATE_ORDER_DAY_MONTH_YEAR;
    if (guess->date_of_start != NO_HEADING) { /* the day of a start, whose time is local already */
        g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(struct date_column));
        date_column_add(guess, "start", guess->date_of_start, &evidence, days);
    }
    if (evidence.count > 0) {
        g_autofree char *told = date_evidence_text(&evidence, DATE_ORDER_UNKNOWN, "date_order",
                                                   words_input_file[guess->file]);
        order = date_evidence_order(&evidence);
        g_string_append_printf(out, "# %s\ndate_order = %s%s\n", told,
                               order == DATE_ORDER_UNKNOWN ? "?" : date_order_words[order],
                               CONFIRM);
    }
    if (!guess->own && guess_named(guess, "timezone") == NO_HEADING) { /* ours have a zone */
        zones_put(out, guess, columns);
    }
    if (guess->file == INPUT_BLOCKS && !guess->own) {
        all_day_end_put(out, guess, order);
    }
}
