#include <string.h>

#include "importers/text/csv_private.h"
#include "importers/text/near.h"

int csv_field_column(const struct csv_reading *reading, size_t field)
{
    bool known = reading->heading_done && field < reading->field_columns->len;
    return known ? g_array_index(reading->field_columns, int, field) : UNUSED_COLUMN;
}

void csv_issue_add(struct csv_reading *reading, uint32_t line, const char *column,
                   uint32_t position, enum issue_code code, const char *found, const char *expected,
                   const char *mend)
{
    struct issue_place place = {reading->format->file, reading->format->order, line, column,
                                position};
    issues_add(reading->issues, &place, code, found, expected, mend);
    reading->summary->incomplete = true; /* nothing that is wrong with the CSV is handed on */
}

char *csv_heading_shown(const struct csv_reading *reading, size_t field)
{
    const char *heading = g_ptr_array_index(reading->headings, field);
    if (*heading == '\0') {
        return g_strdup_printf("column %zu", field + 1);
    }
    return issue_escape(heading, strlen(heading));
}

static int column_find(const struct csv_format *format, const char *heading)
{
    for (size_t i = 0; i < format->column_count; i++) {
        if (strcmp(format->columns[i].name, heading) == 0) {
            return (int)i;
        }
    }
    return UNUSED_COLUMN;
}

/* The field whose heading is that of an absent column but for capitals, spaces and hyphens. */
static size_t misspelt_find(const struct csv_reading *reading, const char *name)
{
    for (size_t field = 0; field < reading->headings->len; field++) {
        if (g_array_index(reading->field_columns, int, field) == UNUSED_COLUMN &&
            near_same(g_ptr_array_index(reading->headings, field), name)) {
            return field;
        }
    }
    return SIZE_MAX;
}

static void absent_column_report(struct csv_reading *reading, size_t column, const char *near)
{
    const struct csv_column *absent = &reading->format->columns[column];
    if (!absent->required) {
        return;
    }
    g_autofree char *mend = near ? g_strdup_printf("is it the column %s? Rename it", near) : NULL;
    csv_issue_add(reading, reading->record_line, absent->name, (uint32_t)(CSV_COLUMNS_MAX + column),
                  ISSUE_MISSING_COLUMN, "", NULL, mend);
}

/* Finds each column of the format among the headings. */
static void columns_place(struct csv_reading *reading)
{
    const struct csv_format *format = reading->format;
    for (size_t field = 0; field < reading->headings->len; field++) {
        const char *heading = g_ptr_array_index(reading->headings, field);
        int column = column_find(format, heading);
        if (column >= 0 && reading->positions[column] != 0) {
            g_autofree char *expected = g_strdup_printf("each heading once; this is also column %u",
                                                        reading->positions[column]);
            csv_issue_add(reading, reading->record_line, heading, (uint32_t)field + 1,
                          ISSUE_DUPLICATE_COLUMN, heading, expected, NULL);
            column = UNUSED_COLUMN;
        } else if (column >= 0) {
            reading->positions[column] = (uint32_t)field + 1;
        }
        g_array_append_val(reading->field_columns, column);
    }
}

/* Columns that are not there: an error where they must be, or where another spelling is. */
static void columns_absent_check(struct csv_reading *reading)
{
    const struct csv_format *format = reading->format;
    for (size_t column = 0; column < format->column_count; column++) {
        if (reading->positions[column] != 0) {
            continue;
        }
        const char *name = format->columns[column].name;
        size_t field = misspelt_find(reading, name);
        if (field != SIZE_MAX) {
            g_autofree char *mend = g_strdup_printf("write %s", name);
            g_autofree char *shown = csv_heading_shown(reading, field);
            csv_issue_add(reading, reading->record_line, shown, (uint32_t)field + 1,
                          ISSUE_MISSPELT_COLUMN, g_ptr_array_index(reading->headings, field), NULL,
                          mend);
        } else {
            const char *const *words = (const char *const *)reading->headings->pdata;
            absent_column_report(reading, column, near_find(name, words, reading->headings->len));
        }
    }
}

static void unused_columns_note(struct csv_reading *reading)
{
    GString *names = g_string_new(NULL);
    for (size_t field = 0; field < reading->headings->len; field++) {
        if (g_array_index(reading->field_columns, int, field) == UNUSED_COLUMN) {
            g_autofree char *shown = csv_heading_shown(reading, field);
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", shown);
        }
    }
    reading->summary->unused_columns = g_string_free(names, FALSE);
}

bool csv_heading_finish(struct csv_reading *reading)
{
    uint32_t before = issues_count(reading->issues);
    const char *first = g_ptr_array_index(reading->headings, 0);
    if (reading->headings->len == 1 && strpbrk(first, ";\t|")) {
        csv_issue_add(reading, reading->record_line, NULL, 0, ISSUE_WRONG_DELIMITER, first, NULL,
                      NULL);
        return false;
    }
    columns_place(reading);
    columns_absent_check(reading);
    unused_columns_note(reading);
    reading->heading_done = true;
    return issues_count(reading->issues) == before;
}
