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

/* Finds each column of the format among the headings. */
static void columns_place(struct csv_reading *reading)
{
    const struct csv_format *format = reading->format;
    for (size_t field = 0; field < reading->headings->len; field++) {
        const char *heading = reading->headings->pdata[field];
        int column = UNUSED_COLUMN;
        for (size_t i = 0; i < format->column_count && column == UNUSED_COLUMN; i++) {
            const struct csv_column *known = &format->columns[i];
            const bool is = heading_is(reading, heading, known->name) ||
                            (known->also && heading_is(reading, heading, known->also));
            column = is ? (int)i : UNUSED_COLUMN;
            reading->summary->by_also[i] |= is && !heading_is(reading, heading, known->name);
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
            return;
        }
    }
    if (reading->format->columns[column].required) {
        const char *near =
            near_find(name, (const char *const *)reading->headings->pdata, reading->headings->len);
        csv_issue_add(reading, reading->record_line, name, CSV_COLUMNS_MAX + column,
                      ISSUE_MISSING_COLUMN, "", NULL,
                      near ? issue_print(reading->texts, "is it the column %s? Rename it",
                                         issue_escape(reading->texts, near))
                           : NULL);
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

bool csv_headings_finish(struct csv_reading *reading)
{
    const struct csv_export *as = reading->format->as;
    const char *first = reading->headings->pdata[0];
    reading->summary->heading_lines++;
    reading->summary->title_lines = reading->record_line - 1 - reading->summary->blank_lines;
    if (reading->headings->len == 1 && strpbrk(first, ",;\t|")) {
        csv_issue_add(reading, reading->record_line, NULL, 0, ISSUE_WRONG_DELIMITER,
                      issue_mask(reading->texts, first), NULL, NULL);
        return false;
    }
    size_t missing = 0;
    columns_place(reading);
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
