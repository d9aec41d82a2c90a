#include <string.h>

#include "importers/text/csv_private.h"

void csv_flaw_clear(struct flaw *flaw)
{
    g_free(flaw->found);
    g_free(flaw->expected);
    g_free(flaw->mend);
    *flaw = (struct flaw){.field = SIZE_MAX};
}

void csv_flaw_note(struct csv_reading *reading, enum issue_code code, size_t field)
{
    if (!reading->flaw.is_there) {
        reading->flaw.is_there = true;
        reading->flaw.code = code;
        reading->flaw.field = field;
    }
}

void csv_flaw_report(struct csv_reading *reading)
{
    const struct flaw *flaw = &reading->flaw;
    size_t field = flaw->field;
    bool named = reading->heading_done && field < reading->headings->len;
    g_autofree char *column = named ? csv_heading_shown(reading, field) : NULL;
    csv_issue_add(reading, reading->record_line, column, (uint32_t)field + 1, flaw->code,
                  flaw->found, flaw->expected, flaw->mend);
}

void csv_record_begin(struct csv_reading *reading)
{
    reading->ended = false;
    reading->record_line = reading->line;
    reading->record_bytes = 0;
    reading->field = 0;
    reading->plain = true;
    reading->blank = true;
    csv_flaw_clear(&reading->flaw);
    /* The first byte is the "" of every column that the file lacks. */
    g_string_truncate(reading->cells, 0);
    g_string_append_c(reading->cells, '\0');
    memset(reading->starts, 0, sizeof reading->starts);
    g_ptr_array_set_size(reading->normalised, 0);
}

/* The cell in which the line's bad byte is. */
static void flaw_locate(struct csv_reading *reading, const char *text, size_t length, int column)
{
    struct flaw *flaw = &reading->flaw;
    bool here = flaw->code == ISSUE_NUL_BYTE ? memchr(text, '\0', length) != NULL
                                             : !g_utf8_validate_len(text, length, NULL);
    if (here) {
        flaw->field = reading->field;
        if (column >= 0) {
            g_free(flaw->found);
            flaw->found = g_strndup(text, length);
        }
    }
}

void csv_field_take(void *cell, size_t length, void *user_data)
{
    struct csv_reading *reading = user_data;
    const char *text = cell ? cell : "";
    int column = csv_field_column(reading, reading->field);
    if (reading->flaw.is_there && reading->flaw.field == SIZE_MAX) {
        flaw_locate(reading, text, length, column);
    }
    if (!reading->heading_done) {
        g_ptr_array_add(reading->headings, g_strndup(text, length));
    } else if (column >= 0) {
        reading->starts[column] = reading->cells->len;
        g_string_append_len(reading->cells, text, (gssize)length);
        g_string_append_c(reading->cells, '\0');
    }
    reading->blank = reading->blank && length == 0;
    reading->field++;
}

void csv_record_end(int terminator, void *user_data)
{
    (void)terminator;
    struct csv_reading *reading = user_data;
    reading->ended = true;
}

static void values_point(struct csv_reading *reading)
{
    for (size_t column = 0; column < reading->format->column_count; column++) {
        const char *value = reading->cells->str + reading->starts[column];
        if (!reading->plain && !g_str_is_ascii(value)) {
            char *normal = g_utf8_normalize(value, -1, G_NORMALIZE_NFC);
            g_ptr_array_add(reading->normalised, normal);
            value = normal;
        }
        reading->values[column] = value;
    }
}

static void field_count_flaw(struct csv_reading *reading)
{
    size_t wanted = reading->headings->len;
    if (reading->field != wanted) {
        csv_flaw_note(reading, ISSUE_FIELD_COUNT, SIZE_MAX);
        reading->flaw.found =
            g_strdup_printf("%zu value%s", reading->field, reading->field == 1 ? "" : "s");
        reading->flaw.expected = g_strdup_printf("%zu, as many as headings", wanted);
    }
}

bool csv_record_finish(struct csv_reading *reading)
{
    reading->open = false;
    if (!reading->heading_done) {
        if (reading->flaw.is_there) {
            csv_flaw_report(reading);
            return false;
        }
        return csv_heading_finish(reading);
    }
    if (reading->blank && !reading->flaw.is_there) {
        return true; /* a spreadsheet's row of nothing but commas */
    }
    reading->summary->record_count++;
    if (!reading->flaw.is_there) {
        field_count_flaw(reading);
    }
    if (reading->flaw.is_there) {
        csv_flaw_report(reading);
        return true;
    }
    values_point(reading);
    struct csv_record record = {reading->record_line, reading->values, reading->positions,
                                reading->plain};
    return csv_ahead_put(reading->ahead, &record);
}
