#include <string.h>

#include "engine/core/near.h"
#include "importers/text/csv_private.h"
#include "importers/text/lines.h"

/* The headings of a file: which column of the format each is, and what is said of them. */

void csv_issue_add(struct csv_reading *reading, uint32_t line, const char *column, size_t position,
                   enum issue_code code, const char *found, const char *expected, const char *mend)
{
    struct issue_place place = {reading->format->file, reading->format->order, line, column,
                                (uint32_t)position};
    issues_add(reading->issues, &place, code, found, expected, mend, NULL);
    reading->summary->incomplete = true; /* nothing that is wrong with the CSV is handed on */
}

const char *csv_heading_shown(const struct csv_reading *reading, size_t field)
{
    const char *heading = reading->headings->pdata[field];
    return *heading ? issue_escape(reading->texts, heading)
                    : issue_print(reading->texts, "column %zu", field + 1);
}

int csv_field_column(const struct csv_reading *reading, size_t field)
{
    bool known = field < reading->field_columns->len;
    return known ? g_array_index(reading->field_columns, int, field) : UNUSED_COLUMN;
}

int csv_field_watched(const struct csv_reading *reading, size_t field)
{
    bool known = field < reading->field_watched->len;
    return known ? g_array_index(reading->field_watched, int, field) : UNUSED_COLUMN;
}

static bool heading_is(const struct csv_reading *reading, const char *heading, const char *name)
{
    if (!reading->format->as || strcmp(heading, name) == 0) {
        return strcmp(heading, name) == 0;
    }
    g_autofree char *normal = g_utf8_normalize(heading, -1, G_NORMALIZE_NFC);
    g_autofree char *folded = normal ? text_fold(normal, false) : NULL;
    return folded && strcmp(folded, name) == 0;
}

/* Whether the heading is one of these; NULL: none is. */
static bool heading_among(const struct csv_reading *reading, const char *heading,
                          const GPtrArray *headings)
{
    for (guint i = 0; headings && i < headings->len; i++) {
        if (heading_is(reading, heading, headings->pdata[i])) {
            return true;
        }
    }
    return false;
}

/* The spelling of the column that the heading is; NULL: it is none. */
static const char *spelling_find(const struct csv_reading *reading, const char *heading,
                                 const struct csv_column *column)
{
    if (heading_is(reading, heading, column->name)) {
        return column->name;
    }
    for (const char *const *also = column->also; also && *also; also++) {
        if (heading_is(reading, heading, *also)) {
            return *also;
        }
    }
    return NULL;
}

/* Finds each column of the format among the headings. */
static void columns_place(struct csv_reading *reading)
{
    const struct csv_format *format = reading->format;
    for (size_t field = 0; field < reading->headings->len; field++) {
        const char *heading = reading->headings->pdata[field];
        int column = UNUSED_COLUMN;
        for (size_t i = 0; i < format->column_count && column == UNUSED_COLUMN; i++) {
            const char *spelled = spelling_find(reading, heading, &format->columns[i]);
            column = spelled ? (int)i : UNUSED_COLUMN;
            reading->summary->spelled[i] = spelled ? spelled : reading->summary->spelled[i];
        }
        if (column >= 0 && reading->positions[column] != 0) {
            csv_issue_add(reading, reading->record_line, heading, field + 1, ISSUE_DUPLICATE_COLUMN,
                          heading,
                          issue_print(reading->texts, "each heading once; this is also column %u",
                                      reading->positions[column]),
                          NULL);
            column = UNUSED_COLUMN;
        } else if (column >= 0) {
            reading->positions[column] = (uint32_t)field + 1;
            column = format->columns[column].unread ? UNREAD_COLUMN : column;
        }
        g_array_append_val(reading->field_columns, column);
    }
}

static void watched_place(struct csv_reading *reading)
{
    for (size_t field = 0; field < reading->headings->len; field++) {
        const int behind = csv_field_column(reading, field + 1);
        const int before = field > 0 ? csv_field_column(reading, field - 1) : (int)UNUSED_COLUMN;
        int watched = UNUSED_COLUMN;
        if (csv_field_column(reading, field) == UNUSED_COLUMN) {
            watched = behind >= 0 && reading->format->columns[behind].watched   ? behind
                      : before >= 0 && reading->format->columns[before].watched ? before
                                                                                : UNUSED_COLUMN;
        }
        g_array_append_val(reading->field_watched, watched);
    }
}

/* Whether nobody reads the heading, and nobody said that nobody needs it. */
static bool heading_is_free(const struct csv_reading *reading, size_t field)
{
    const struct csv_export *as = reading->format->as;
    const char *heading = reading->headings->pdata[field];
    return g_array_index(reading->field_columns, int, field) == UNUSED_COLUMN &&
           !(as && (heading_among(reading, heading, as->ignored) ||
                    heading_among(reading, heading, as->elsewhere)));
}

/* How many telling words they share, capitals aside: "Created By" and "Created by (user)". */
static size_t words_shared(const char *a, const char *b)
{
    enum { LETTERS_FEW = 3 };
    static const char *const common[] = {"from", "date", "ref", "type", NULL};
    static const char ENDS[] = " _-/.,:()[]#";
    g_autofree char *small = g_utf8_strdown(a, -1);
    g_autofree char *other = g_utf8_strdown(b, -1);
    g_auto(GStrv) words = g_strsplit_set(small, ENDS, -1);
    g_auto(GStrv) others = g_strsplit_set(other, ENDS, -1);
    size_t shared = 0;
    for (size_t i = 0; words[i]; i++) {
        shared += strlen(words[i]) >= LETTERS_FEW && !g_strv_contains(common, words[i]) &&
                  g_strv_contains((const char *const *)others, words[i]);
    }
    return shared;
}

/* The heading that may be the one that is missing, among those that are left over; NULL: none, or several. */
static const char *heading_near(const struct csv_reading *reading, const char *name)
{
    g_autoptr(GPtrArray) unread = g_ptr_array_new();
    const char *likely = NULL;
    size_t most = 0;
    for (size_t field = 0; field < reading->headings->len; field++) {
        const char *heading = reading->headings->pdata[field];
        if (!heading_is_free(reading, field)) {
            continue;
        }
        const size_t shared = words_shared(name, heading);
        g_ptr_array_add(unread, (char *)heading);
        likely = shared > most ? heading : shared == most ? NULL : likely;
        most = MAX(most, shared);
    }
    const char *near = near_find(name, (const char *const *)unread->pdata, unread->len);
    return near ? near : likely;
}

/* What to do where a column is missing: of an export it is sources.ini that names it. */
static const char *missing_mend(const struct csv_reading *reading, size_t column)
{
    const struct csv_format *format = reading->format;
    const struct csv_column *missing = &format->columns[column];
    const char *near = heading_near(reading, missing->name);
    const char *shown = near ? issue_escape(reading->texts, near) : NULL;
    const bool named = format->as && !format->as->own;
    if (!format->as || (!named && !missing->of_skip)) {
        return near ? issue_print(reading->texts, "is it the column %s? Rename it", shown) : NULL;
    }
    const char *where = issue_print(reading->texts, "%s[%s%s] of sources.ini",
                                    missing->of_skip ? "skip_rows_without of " : "",
                                    format->as->section, missing->of_skip ? "" : " columns");
    return near ? issue_print(reading->texts, "is it %s? Then in %s write that in place of %s",
                              shown, where, missing->name)
                : issue_print(reading->texts, "no heading is called so: correct it in %s", where);
}

/* A column that is not there: an error where it must be, or where another spelling is, one that
 * differs by capitals, spaces and hyphens. */
static void column_absent_check(struct csv_reading *reading, size_t column)
{
    const char *name = reading->format->columns[column].name;
    for (size_t field = 0; field < reading->headings->len; field++) {
        if (g_array_index(reading->field_columns, int, field) == UNUSED_COLUMN &&
            near_same(reading->headings->pdata[field], name)) {
            csv_issue_add(
                reading, reading->record_line, csv_heading_shown(reading, field), field + 1,
                ISSUE_MISSPELT_COLUMN, reading->headings->pdata[field], NULL,
                reading->format->as
                    ? issue_print(reading->texts, "sources.ini has it as %s: write it alike", name)
                    : issue_near_mend(reading->texts, name));
            g_array_index(reading->field_columns, int, field) = UNREAD_COLUMN; /* it is told */
            return;
        }
    }
    if (reading->format->columns[column].required) {
        csv_issue_add(reading, reading->record_line, name, CSV_COLUMNS_MAX + column,
                      ISSUE_MISSING_COLUMN, "", NULL, missing_mend(reading, column));
    }
}

/* What the columns that are missing have in common: none of them need be found by itself. */
static void missing_tell(const struct csv_reading *reading)
{
    const struct csv_format *format = reading->format;
    for (size_t column = 0; column < format->column_count; column++) {
        if (format->columns[column].required && reading->positions[column] == 0) {
            issues_tell(reading->issues, format->order, format->columns[column].name,
                        ISSUE_MISSING_COLUMN,
                        issue_print(reading->texts,
                                    "expected these columns; say in [%s columns] of sources.ini "
                                    "which of the headings they are, or add them to the export",
                                    format->as ? format->as->section : format->file),
                        NULL, 0);
        }
    }
}

/* The hours of a day that nobody reads would be neither offered nor paid, without a word. */
static void unread_day_check(struct csv_reading *reading, size_t field)
{
    const struct csv_export *as = reading->format->as;
    const char *heading = reading->headings->pdata[field];
    if (as && as->is_day && as->is_day(heading)) {
        csv_issue_add(reading, reading->record_line, csv_heading_shown(reading, field), field + 1,
                      ISSUE_UNREAD_DAY, heading, NULL,
                      issue_print(reading->texts,
                                  "add it to weekdays in [%s] of sources.ini, or to ignore",
                                  as->section));
    }
}

/* Of headings that are one: what parts them, and what sources.ini has to say then. */
static void delimiter_tell(struct csv_reading *reading, const char *headings)
{
    static const struct {
        char character;
        const char *name; /* as sources.ini has it; NULL: it has not */
        const char *plural;
    } delimiters[] = {{',', "comma", "commas"},
                      {';', "semicolon", "semicolons"},
                      {'\t', "tab", "tabs"},
                      {'|', NULL, "|"}};
    const struct csv_export *as = reading->format->as;
    size_t most = 0;
    size_t best = 0;
    const char *expected = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(delimiters); i++) {
        size_t count = 0;
        for (const char *at = headings; *at; at++) {
            count += *at == delimiters[i].character;
        }
        best = count > most ? i : best;
        most = MAX(most, count);
        if (as && delimiters[i].character == as->delimiter) {
            expected =
                issue_print(reading->texts, "values parted by %s, as [%s] of sources.ini says",
                            delimiters[i].plural, as->section);
        }
    }
    const char *name = delimiters[best].name;
    const char *section = as ? as->section : reading->format->file;
    csv_issue_add(
        reading, reading->record_line, NULL, 0, ISSUE_WRONG_DELIMITER,
        issue_mask(reading->texts, headings), expected,
        name ? issue_print(reading->texts,
                           "these are by %s: write delimiter = %s in [%s] of sources.ini%s",
                           delimiters[best].plural, name, section,
                           as ? "" : ", or save the file as CSV with commas")
             : NULL);
}

bool csv_headings_finish(struct csv_reading *reading)
{
    const struct csv_export *as = reading->format->as;
    const char *first = reading->headings->pdata[0];
    reading->summary->heading_lines++;
    reading->summary->title_lines = reading->record_line - 1 - reading->summary->blank_lines;
    if (reading->headings->len == 1 && strpbrk(first, ",;\t|")) {
        delimiter_tell(reading, first);
        return false;
    }
    size_t missing = 0;
    columns_place(reading);
    watched_place(reading);
    for (size_t column = 0; column < reading->format->column_count; column++) {
        reading->summary->absent[column] = reading->positions[column] == 0;
        if (reading->summary->absent[column]) {
            column_absent_check(reading, column);
            missing += reading->format->columns[column].required ? 1 : 0;
        }
    }
    if (missing > 1) {
        missing_tell(reading);
    }
    reading->lacking = reading->summary->incomplete;
    g_autoptr(GString) unused = g_string_new(NULL);
    for (size_t field = 0; field < reading->headings->len; field++) {
        const bool used = g_array_index(reading->field_columns, int, field) != UNUSED_COLUMN;
        if (!used && as && heading_among(reading, reading->headings->pdata[field], as->ignored)) {
            g_ptr_array_add(reading->summary->ignored_columns,
                            g_strdup(csv_heading_shown(reading, field)));
        } else if (!used && !(as && heading_among(reading, reading->headings->pdata[field],
                                                  as->elsewhere))) {
            g_string_append_printf(unused, "%s%s", unused->len ? ", " : "",
                                   csv_heading_shown(reading, field));
            unread_day_check(reading, field);
        }
    }
    reading->summary->unused_columns = issue_print(reading->issues->texts, "%s", unused->str);
    reading->heading_done = true;
    return 2 * missing <= reading->required;
}
