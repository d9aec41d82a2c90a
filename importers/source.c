#include "importers/source.h"

#include <string.h>

#include "importers/source_private.h"
#include "importers/table.h"
#include "importers/text/csv.h"
#include "importers/text/lines.h"
#include "importers/text/written.h"

void source_pass_free(struct source_pass *pass)
{
    g_array_unref(pass->skip_without);
    g_ptr_array_unref(pass->skip_without_theirs);
    g_array_unref(pass->zones);
    g_ptr_array_unref(pass->ignored);
    g_array_unref(pass->columns);
    g_array_unref(pass->words);
    g_free(pass);
}

void source_free(struct source *source)
{
    if (source) {
        g_ptr_array_unref(source->passes);
        g_string_chunk_free(source->strings);
        g_free(source);
    }
}

/* ---- asking -------------------------------------------------------------------------------------- */

const struct source_pass *source_pass_next(const struct source *source, enum input_file file,
                                           const struct source_pass *last)
{
    bool passed = !last;
    for (guint i = 0; source && i < source->passes->len; i++) {
        const struct source_pass *pass = g_ptr_array_index(source->passes, i);
        if (passed && pass->file == file) {
            return pass;
        }
        passed |= pass == last;
    }
    return NULL;
}

const struct source_column *source_column_find(const struct source_pass *pass, int column)
{
    for (guint i = 0; i < pass->columns->len; i++) {
        const struct source_column *named = &g_array_index(pass->columns, struct source_column, i);
        if (named->column == column) {
            return named;
        }
    }
    return NULL;
}

const char *source_zone_of(const struct source_pass *pass, int column)
{
    const char *timezone = NULL;
    for (guint i = 0; i < pass->zones->len; i++) {
        const struct source_zone *zone = &g_array_index(pass->zones, struct source_zone, i);
        if (zone->column == column) {
            return zone->timezone;
        }
        timezone = zone->column == NO_COLUMN ? zone->timezone : timezone;
    }
    return timezone;
}

enum date_order source_date_order_of(const struct source_pass *pass, int column)
{
    const enum date_order own = pass->date_orders[column];
    return own != DATE_ORDER_UNKNOWN ? own : pass->date_order;
}

bool source_has_words(const struct source_pass *pass, int column)
{
    for (guint i = 0; i < pass->words->len; i++) {
        if (g_array_index(pass->words, struct source_word, i).column == column) {
            return true;
        }
    }
    return false;
}

bool source_has_weekdays(const struct source_pass *pass)
{
    return memchr(pass->weekdays, (int)true, sizeof pass->weekdays) != NULL;
}

const char *const source_weekday_spellings[SUN + 1][4] = {
    [MON] = {"Mon"},         [TUE] = {"Tue", "Tues"},
    [WED] = {"Wed", "Weds"}, [THU] = {"Thu", "Thur", "Thurs"},
    [FRI] = {"Fri"},         [SAT] = {"Sat"},
    [SUN] = {"Sun"}};

int source_weekday_find(const char *text)
{
    for (int i = MON; i <= SUN; i++) {
        bool is = g_ascii_strcasecmp(text, written_weekday_names[i]) == 0;
        for (const char *const *also = source_weekday_spellings[i]; *also; also++) {
            is |= g_ascii_strcasecmp(text, *also) == 0;
        }
        if (is) {
            return i;
        }
    }
    return -1;
}

bool source_heading_is_weekday(const char *heading)
{
    enum { LETTERS_FEW = 3 };
    g_autofree char *small = g_ascii_strdown(heading, -1);
    const size_t letters = strspn(small, "abcdefghijklmnopqrstuvwxyz");
    for (int i = MON; i <= SUN && letters >= LETTERS_FEW; i++) {
        const char *name = written_weekday_names[i];
        const bool plural = letters > LETTERS_FEW && small[letters - 1] == 's';
        if (g_ascii_strncasecmp(name, small, letters) == 0 ||
            (plural && g_ascii_strncasecmp(name, small, letters - 1) == 0)) {
            return true;
        }
    }
    return false;
}

/* ---- passes -------------------------------------------------------------------------------------- */

static gint pass_compare(gconstpointer left, gconstpointer right)
{
    const struct source_pass *a = *(const struct source_pass *const *)left;
    const struct source_pass *b = *(const struct source_pass *const *)right;
    return a->file != b->file ? (int)a->file - (int)b->file : strcmp(a->name, b->name);
}

/* A further pass that names no file reads the first one's again: what it leaves out is as there. */
static void pass_inherit(struct source_reading *reading, struct source_pass *pass)
{
    const struct source_pass *first = source_pass_next(reading->source, pass->file, NULL);
    if (!first || pass == first || ini_find(reading->ini, pass->name, "file")) {
        return;
    }
    pass->glob = first->glob;
    pass->join = first->join;
    pass->encoding = first->encoding;
    pass->delimiter = first->delimiter;
    pass->headings_line = first->headings_line;
    pass->date_order = pass->date_order ? pass->date_order : first->date_order;
    for (size_t i = 0; i < CSV_COLUMNS_MAX; i++) {
        pass->date_orders[i] = pass->date_orders[i] ? pass->date_orders[i] : first->date_orders[i];
    }
    pass->decimal_comma |= first->decimal_comma;
    pass->all_day_end_exclusive |= first->all_day_end_exclusive;
    pass->lists_overlapping |= first->lists_overlapping;
    memcpy(pass->weekdays, first->weekdays, sizeof pass->weekdays);
    if (pass->skip_without->len + pass->skip_without_theirs->len == 0) {
        g_array_append_vals(pass->skip_without, first->skip_without->data,
                            first->skip_without->len);
        for (guint i = 0; i < first->skip_without_theirs->len; i++) {
            g_ptr_array_add(pass->skip_without_theirs, first->skip_without_theirs->pdata[i]);
        }
    }
    if (pass->zones->len == 0) {
        g_array_append_vals(pass->zones, first->zones->data, first->zones->len);
    }
    bool own_words[CSV_COLUMNS_MAX];
    for (int i = 0; i < CSV_COLUMNS_MAX; i++) {
        own_words[i] = source_has_words(pass, i);
    }
    for (guint i = 0; i < first->words->len; i++) {
        const struct source_word word = g_array_index(first->words, struct source_word, i);
        if (!own_words[word.column]) {
            g_array_append_val(pass->words, word);
        }
    }
    for (guint i = 0; i < first->columns->len; i++) {
        const struct source_column column = g_array_index(first->columns, struct source_column, i);
        if (!source_column_find(pass, column.column)) {
            g_array_ref(column.pieces);
            g_array_append_val(pass->columns, column);
        }
    }
}

/* A file in our headings: each column of it that is there, as it is. */
static void columns_of_ours(struct source_pass *pass)
{
    const struct input_table *table = input_table_of(pass->file);
    for (size_t i = 0; i < table->column_count; i++) {
        struct source_column column = {.column = (int)i,
                                       .text = table->columns[i].name,
                                       .pieces =
                                           g_array_new(FALSE, FALSE, sizeof(struct source_piece)),
                                       .line = pass->line};
        const struct source_piece piece = {column.text, false};
        g_array_append_val(column.pieces, piece);
        g_array_append_val(pass->columns, column);
    }
}

/* Columns that must be there are named; those that stand in days that are columns are not. */
static void columns_check(struct source_reading *reading, const struct source_pass *pass)
{
    static const char *const of_days[] = {"weekday", "start", "end", NULL};
    const struct input_table *table = input_table_of(pass->file);
    g_autofree char *section = g_strdup_printf("%s columns", pass->name);
    const struct ini_entry *begins = ini_find(reading->ini, section, NULL);
    const uint32_t line = begins ? begins->line : pass->line;
    for (size_t i = 0; i < table->column_count; i++) {
        const char *name = table->columns[i].name;
        const bool of_day = source_has_weekdays(pass) && g_strv_contains(of_days, name);
        const struct source_column *named = source_column_find(pass, (int)i);
        if (of_day && named) {
            ini_issue(reading->ini, named->line, name, ISSUE_UNKNOWN_KEY, name,
                      "no column for what the days of weekdays say", "take the line out");
        } else if (!of_day && !named && table->columns[i].need != OPTIONAL) {
            ini_issue(reading->ini, line, name, ISSUE_MISSING_KEY, "",
                      "which column of theirs it is",
                      issue_print(reading->source->strings, "add it to [%s columns]", pass->name));
        }
    }
}

/* As many headings as a file is read by at most, days among them. */
static void headings_check(struct source_reading *reading, const struct source_pass *pass)
{
    size_t count = source_has_weekdays(pass) ? SUN + 1 : 0;
    for (guint i = 0; i < pass->columns->len; i++) {
        count += g_array_index(pass->columns, struct source_column, i).pieces->len;
    }
    count += pass->skip_without_theirs->len;
    if (count > CSV_COLUMNS_MAX) {
        ini_issue(reading->ini, pass->line, NULL, ISSUE_BAD_SETTING, pass->name,
                  issue_print(reading->source->strings, "at most %d headings", CSV_COLUMNS_MAX),
                  NULL);
    }
}

/* One value has one zone. */
static void zones_check(struct source_reading *reading, const struct source_pass *pass)
{
    if (pass->file != INPUT_APPOINTMENTS) {
        return;
    }
    const int start = input_column_find(&appointments_table, "start");
    const int timezone = input_column_find(&appointments_table, "timezone");
    const struct source_column *named = pass->own ? NULL : source_column_find(pass, timezone);
    if (named && source_zone_of(pass, start)) {
        ini_issue(reading->ini, named->line, "timezone", ISSUE_TWO_ZONES, named->text, NULL, NULL);
    }
}

/* ---- what all exports have in common --------------------------------------------------------------- */

/* Whether the pass has lines of its own: names its columns, or the days that are columns, and is no further
 * pass over a file that an earlier one reads. Ours in our own headings is no export. */
static bool stands_alone(const struct source_reading *reading, const char *pass)
{
    g_autofree char *columns = g_strdup_printf("%s columns", pass);
    const bool named =
        ini_find(reading->ini, columns, NULL) || ini_find(reading->ini, pass, "weekdays");
    return named && (!strchr(pass, ' ') || ini_find(reading->ini, pass, "file"));
}

/* Whether the pass says something of the same, or what is common does not fit it: a start has one zone. */
static bool says_itself(const struct source_reading *reading, const char *pass, const char *key)
{
    g_autofree char *columns = g_strdup_printf("%s columns", pass);
    const bool zone = strcmp(key, "zone") == 0;
    return ini_find(reading->ini, pass, key) ||
           (zone && ini_find(reading->ini, columns, "timezone") &&
            g_str_has_prefix(pass, words_input_file[INPUT_APPOINTMENTS]));
}

static void entry_spread(const struct source_reading *reading, const struct ini_entry *common,
                         const GPtrArray *passes)
{
    for (guint i = 0; i < passes->len; i++) {
        const char *pass = g_ptr_array_index(passes, i);
        if (stands_alone(reading, pass) && !says_itself(reading, pass, common->key)) {
            const struct ini_entry entry = {pass, common->key, common->value, common->line};
            ini_add(reading->ini, &entry);
        }
    }
}

/* Adds the lines of [all exports] to each section for which they stand. */
static void all_spread(struct source_reading *reading)
{
    g_autoptr(GPtrArray) passes = g_ptr_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GArray) common = g_array_new(FALSE, FALSE, sizeof(struct ini_entry));
    for (guint i = 0; i < reading->ini->entries->len; i++) {
        const struct ini_entry entry = g_array_index(reading->ini->entries, struct ini_entry, i);
        const char *pass = source_section_pass(reading, entry.section);
        if (strcmp(entry.section, SOURCE_ALL) == 0 && entry.key) {
            g_array_append_val(common, entry);
        } else if (pass && !g_hash_table_contains(seen, pass)) {
            char *kept = g_string_chunk_insert(reading->ini->strings, pass);
            g_hash_table_add(seen, kept);
            g_ptr_array_add(passes, kept);
        }
    }
    for (guint i = 0; i < common->len; i++) {
        const struct ini_entry *entry = &g_array_index(common, struct ini_entry, i);
        if (source_all_check(reading, entry)) {
            entry_spread(reading, entry, passes);
        }
    }
}

struct source *source_read(struct ini *ini)
{
    struct source *source = g_new0(struct source, 1);
    source->passes = g_ptr_array_new_with_free_func((GDestroyNotify)source_pass_free);
    source->strings = g_string_chunk_new(1024);
    g_autoptr(GHashTable) words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct source_reading reading = {ini, source, words};
    const uint32_t issues = ini->issues->count;
    all_spread(&reading);
    for (guint i = 0; i < ini->entries->len; i++) {
        source_entry_read(&reading, &g_array_index(ini->entries, struct ini_entry, i));
    }
    g_ptr_array_sort(source->passes, pass_compare);
    for (guint i = 0; i < source->passes->len; i++) {
        struct source_pass *pass = g_ptr_array_index(source->passes, i);
        pass_inherit(&reading, pass);
        pass->several = source_pass_next(source, pass->file, NULL) != pass ||
                        source_pass_next(source, pass->file, pass) != NULL;
        pass->own = pass->columns->len == 0 && !source_has_weekdays(pass);
        if (pass->own) {
            columns_of_ours(pass);
        } else if (ini->issues->count == issues) { /* else what is missing may be what is wrong */
            columns_check(&reading, pass);
        }
        headings_check(&reading, pass);
        zones_check(&reading, pass);
    }
    return source;
}
