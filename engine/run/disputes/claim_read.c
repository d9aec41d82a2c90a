#include <inttypes.h>
#include <string.h>

#include "engine/run/disputes/claim.h"
#include "importers/text/csv.h"
#include "importers/text/instant.h"
#include "importers/text/lines.h"
#include "reports/text.h"

enum claim_column {
    COLUMN_DATE,
    COLUMN_START,
    COLUMN_APPOINTMENT_ID,
    COLUMN_MINUTES,
    COLUMN_COUNT
};
static const struct csv_column columns[COLUMN_COUNT] = {
    [COLUMN_DATE] = {.name = "date", .required = true},
    [COLUMN_START] = {.name = "start", .required = true},
    [COLUMN_APPOINTMENT_ID] = {.name = "appointment_id"},
    [COLUMN_MINUTES] = {.name = "minutes"},
};

struct claim_reading {
    const char *name;
    struct period period;
    GArray *rows;
    GStringChunk *strings;
    struct issues *issues;
    bool good; /* of the row in hand */
};

static void refuse(struct claim_reading *reading, struct issue_place place, enum issue_code code,
                   const char *found, const char *expected, const char *mend)
{
    place.file = reading->name;
    issues_add(reading->issues, &place, code, found, expected, mend, NULL);
    reading->good = false;
}

static void period_check(struct claim_reading *reading, struct issue_place place, const char *found,
                         day date)
{
    if (!period_has(reading->period, date)) {
        g_autofree char *expected =
            g_strdup_printf("a date of %s", text_period(TEXT_ROOM, reading->period));
        refuse(reading, place, ISSUE_BAD_DATE, found, expected, "claim each month by itself");
    }
}

static bool row_keep(struct claim_reading *reading, const struct claim_row *row, GError **error)
{
    if (reading->good) {
        g_array_append_val(reading->rows, *row);
    }
    return reading->rows->len <= CLAIM_ROWS_MAX ||
           run_error_set(error, RUN_ERROR_USAGE, "a claim has at most %d rows; %s has more",
                         CLAIM_ROWS_MAX, reading->name);
}

/* ---- claim.csv ----------------------------------------------------------------------------------- */

static struct issue_place record_place(const struct csv_record *record, enum claim_column column)
{
    return (struct issue_place){.line = record->line,
                                .column = columns[column].name,
                                .position = record->positions[column]};
}

static void minutes_read(struct claim_reading *reading, const struct csv_record *record,
                         struct claim_row *row)
{
    const char *text = record->values[COLUMN_MINUTES];
    guint64 minutes = 0;
    if (text[0] == '\0') {
        return;
    }
    if (g_ascii_string_to_unsigned(text, 10, 1, CLAIM_MINUTES_MAX, &minutes, NULL)) {
        row->minutes = (int32_t)minutes;
    } else {
        refuse(reading, record_place(record, COLUMN_MINUTES), ISSUE_BAD_NUMBER, text,
               "a whole number from 1 to 1440",
               "write the minutes, 90 for an hour and a half; blank is the whole hour or booking");
    }
}

static bool record_take(const struct csv_record *record, void *user_data, GError **error)
{
    struct claim_reading *reading = user_data;
    struct claim_row row = {.line = record->line};
    struct text_problem problem;
    const char *const *values = record->values;
    const struct issue_place date_place = record_place(record, COLUMN_DATE);
    reading->good = !record->lacking;
    if (values[COLUMN_DATE][0] == '\0' && !record->lacking) {
        refuse(reading, date_place, ISSUE_BLANK_VALUE, "", NULL, NULL);
    } else if (values[COLUMN_DATE][0] != '\0' &&
               !instant_day_parse(values[COLUMN_DATE], &row.date, &problem)) {
        refuse(reading, date_place, problem.code, values[COLUMN_DATE], problem.expected,
               problem.mend);
    } else if (reading->good) {
        period_check(reading, date_place, values[COLUMN_DATE], row.date);
    }
    const struct issue_place start_place = record_place(record, COLUMN_START);
    if (values[COLUMN_START][0] == '\0' && !record->lacking) {
        refuse(reading, start_place, ISSUE_BLANK_VALUE, "", NULL, NULL);
    } else if (values[COLUMN_START][0] != '\0' &&
               !instant_minute_parse(values[COLUMN_START], false, &row.start_minute, &problem)) {
        refuse(reading, start_place, problem.code, values[COLUMN_START], problem.expected,
               problem.mend);
    }
    const char *id = values[COLUMN_APPOINTMENT_ID];
    if (id[0] != '\0' && !id_is_formed(id)) {
        refuse(reading, record_place(record, COLUMN_APPOINTMENT_ID), ISSUE_BAD_ID, id, NULL, NULL);
    }
    row.appointment_id = g_string_chunk_insert(reading->strings, id);
    minutes_read(reading, record, &row);
    return row_keep(reading, &row, error);
}

static bool table_read(struct claim_reading *reading, const char *path, GError **error)
{
    const struct csv_format format = {
        .file = reading->name, .columns = columns, .column_count = COLUMN_COUNT};
    struct csv_summary summary = {.unused_columns = NULL};
    return csv_file_read(path, &format, record_take, reading, reading->issues, &summary, error);
}

/* ---- lines --------------------------------------------------------------------------------------- */

static bool line_take(struct claim_reading *reading, uint32_t number, const char *text,
                      GError **error)
{
    const struct issue_place place = {.line = number, .column = NULL};
    struct claim_row row = {.line = number, .appointment_id = ""};
    struct text_problem problem;
    struct instant_text at;
    reading->good = true;
    if (!instant_text_parse(text, &at, &problem)) {
        refuse(reading, place, problem.code, text,
               "YYYY-MM-DD hh:mm, or headings date,start in the first line", problem.mend);
    } else if (at.exact) {
        refuse(reading, place, ISSUE_BAD_INSTANT, text, "YYYY-MM-DD hh:mm where the partner is",
               "leave the offset out");
    } else if (at.second != 0) {
        refuse(reading, place, ISSUE_NOT_WHOLE_MINUTE, text, NULL, NULL);
    } else {
        row.date = at.local.date;
        row.start_minute = at.local.minute;
        period_check(reading, place, text, row.date);
    }
    return row_keep(reading, &row, error);
}

static bool lines_read(struct claim_reading *reading, struct lines *lines, GError **error)
{
    struct text_line line;
    bool good = true;
    for (uint32_t number = 1; good && lines_next(lines, &line); number++) {
        g_autofree char *text = g_strndup(line.text, line.length);
        g_strstrip(text);
        if (!g_utf8_validate(text, -1, NULL)) {
            refuse(reading, (struct issue_place){.line = number}, ISSUE_NOT_UTF8, text, NULL, NULL);
        } else if (text[0] != '\0') {
            good = line_take(reading, number, text, error);
        }
    }
    return good;
}

/* Whether the first line that is not blank begins with a digit, or there is none; then the lines are at their beginning again. */
static bool is_list(struct lines *lines)
{
    struct text_line line;
    bool found = false;
    bool digit = false;
    while (!found && lines_next(lines, &line)) {
        found = !line_is_blank(&line) && line.text[0] != '\n';
        digit = found && g_ascii_isdigit(line.text[0]);
    }
    return (digit || !found) && lines_rewind(lines, 0);
}

bool claim_read(const char *path, const char *name, struct period period, GArray *rows,
                GStringChunk *strings, struct issues *issues, GError **error)
{
    struct claim_reading reading = {
        .name = name, .period = period, .rows = rows, .strings = strings, .issues = issues};
    const char *reason = NULL;
    g_autoptr(lines) lines = lines_open(path, &reason);
    /* What cannot be opened is told as that of any file. */
    return lines && is_list(lines) ? lines_read(&reading, lines, error)
                                   : table_read(&reading, path, error);
}
