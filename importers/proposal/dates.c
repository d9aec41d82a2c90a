#include "importers/proposal/dates.h"

#include <string.h>

#include "importers/source.h"
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
                            struct dated *dated, bool keep)
{
    if (heading == NO_HEADING) {
        return;
    }
    struct date_column column = {name, heading, false, zone_spoken(guess_heading(guess, heading))};
    for (guint i = 0; i < guess->rows->len; i++) {
        const char *value = guess_value(guess, i, heading);
        date_evidence_add(&dated->evidence, value,
                          g_array_index(guess->rows, const struct raw_row *, i)->line);
        column.local = column.local || (heading != guess->end && is_local(value));
    }
    if (keep) {
        g_array_append_val(dated->columns, column);
    }
}

/* Of which a title above the headings speaks. */
static const char *zone_titled(const struct guess *guess)
{
    const char *titled = NULL;
    for (guint row = 0; row < guess->heading_row && !titled; row++) {
        for (guint at = 0; at < guess_row(guess->export, row)->cells->len && !titled; at++) {
            titled = zone_spoken(raw_cell(guess_row(guess->export, row), at));
        }
    }
    return titled;
}

static void zones_find(const struct guess *guess, struct dated *dated)
{
    const char *titled = zone_titled(guess);
    bool several = false;
    for (guint i = 0; i < dated->columns->len; i++) {
        struct date_column *column = &g_array_index(dated->columns, struct date_column, i);
        column->zone = column->zone ? column->zone : titled;
        if (column->local) {
            several |= dated->local > 0 && g_strcmp0(dated->zone, column->zone) != 0;
            dated->zone = column->zone;
            dated->asked += !column->zone;
            dated->local++;
        }
    }
    dated->zone = several ? NULL : dated->zone;
}

void dated_find(const struct guess *guess, struct dated *ret_dated)
{
    *ret_dated = (struct dated){.columns = g_array_new(FALSE, FALSE, sizeof(struct date_column))};
    for (size_t i = 0; i < guess->table->column_count; i++) {
        if (proposal_is_date(guess, i)) {
            date_column_add(guess, guess->table->columns[i].name, guess->headings[i], ret_dated,
                            true);
        }
    }
    date_column_add(guess, "duration_minutes", guess->end, ret_dated, true);
    /* The day of a start, whose time is local already. */
    date_column_add(guess, "start", guess->date_of_start, ret_dated, false);
    if (!guess->own && guess_named(guess, "timezone") == NO_HEADING) { /* ours have a zone */
        zones_find(guess, ret_dated);
    }
}

void dated_clear(struct dated *dated)
{
    g_clear_pointer(&dated->columns, g_array_unref);
}

/* ---- for all exports ------------------------------------------------------------------------------ */

static void evidence_join(struct date_evidence *all, const struct date_evidence *one)
{
    if (all->count == 0) {
        *all = *one;
        return;
    }
    all->count += one->count;
    for (size_t i = 0; i < G_N_ELEMENTS(all->fitting); i++) {
        all->fitting[i].count += one->fitting[i].count;
    }
}

struct common_dates common_dates_find(const struct guess *guesses, const struct dated *dated)
{
    struct common_dates common = {.has_zone = true};
    bool first = true;
    guint orders = 0;
    guint zones = 0;
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (!guesses[file].export || guesses[file].own) {
            continue;
        }
        if (dated[file].evidence.count > 0) {
            evidence_join(&common.evidence, &dated[file].evidence);
            orders++;
        }
        if (dated[file].local > 0) {
            const bool mixed = !dated[file].zone && dated[file].asked < dated[file].local;
            common.has_zone &= !mixed && (first || g_strcmp0(common.zone, dated[file].zone) == 0);
            common.zone = dated[file].zone;
            first = false;
            zones++;
        }
    }
    common.has_zone &= zones > 1;
    if (orders < 2 || !date_evidence_fits(&common.evidence)) {
        common.evidence.count = 0;
    }
    return common;
}

static void order_put(struct section *section, const struct date_evidence *evidence,
                      const char *name)
{
    g_autofree char *told = date_evidence_text(evidence, DATE_ORDER_UNKNOWN, "date_order", name);
    const enum date_order order = date_evidence_order(evidence);
    section_comment(section, "%s", told);
    section_line(section, ASKED, "date_order", "%s",
                 order == DATE_ORDER_UNKNOWN ? "?" : date_order_words[order]);
}

static void zone_ask(struct section *section)
{
    section_comment(section,
                    "Nothing here says of which zone its times are: Australia/Sydney or another? "
                    "Where each is in its partner's own, delete this line.");
    section_ask(section, "zone");
}

void common_dates_put(struct section *all, const struct common_dates *common)
{
    if (common->evidence.count > 0) {
        order_put(all, &common->evidence, SOURCE_ALL);
    }
    if (common->has_zone && common->zone) {
        section_line(all, ASKED, "zone", "%s", common->zone);
    } else if (common->has_zone) {
        zone_ask(all);
    }
}

/* ---- of an export --------------------------------------------------------------------------------- */

/* One zone for all of them, or those of whose headings one speaks, and the question for the others. */
static void zones_put(struct section *section, const struct dated *dated)
{
    if (dated->local > 0 && dated->zone) {
        section_line(section, ASKED, "zone", "%s", dated->zone);
        return;
    }
    for (guint i = 0; i < dated->columns->len; i++) {
        const struct date_column *column = &g_array_index(dated->columns, struct date_column, i);
        if (column->local && column->zone) {
            g_autofree char *key = g_strdup_printf("zone of %s", column->name);
            section_line(section, ASKED, key, "%s", column->zone);
        }
    }
    if (dated->asked > 0) {
        zone_ask(section);
    }
}

/* Whole days of leave that all end after they begin may end on the day after the last. */
static void all_day_end_put(struct section *section, const struct guess *guess,
                            enum date_order order)
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
        section_comment(section,
                        "None of %u absences of whole days ends on the day on which it begins: is "
                        "the end the day after?",
                        whole);
        section_line(section, ASKED, "all_day_end", "exclusive");
    }
}

void proposal_dates_put(struct section *section, const struct guess *guess,
                        const struct dated *dated, const struct common_dates *common)
{
    const enum date_order order = date_evidence_order(&dated->evidence);
    if (dated->evidence.count > 0 && (guess->own || common->evidence.count == 0)) {
        order_put(section, &dated->evidence, words_input_file[guess->file]);
    }
    if (!guess->own && guess_named(guess, "timezone") == NO_HEADING && !common->has_zone) {
        zones_put(section, dated);
    }
    if (guess->file == INPUT_BLOCKS && !guess->own) {
        all_day_end_put(section, guess,
                        order != DATE_ORDER_UNKNOWN ? order : DATE_ORDER_DAY_MONTH_YEAR);
    }
}
