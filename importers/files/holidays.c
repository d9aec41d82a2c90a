#include <string.h>

#include "engine/store/rows.h"
#include "importers/row.h"

enum { DATE, AREA, NAME, FROM, TO, EFFECT, TARGET_DATE, TARGET_NAME, STATUS, SOURCE, COLUMN_COUNT };

static const struct csv_column columns[COLUMN_COUNT] = {
    {"date", true},    {"area", true},    {"name", true},         {"from", false},
    {"to", false},     {"effect", false}, {"target_date", false}, {"target_name", false},
    {"status", false}, {"source", false},
};

enum { NAME_CHARACTERS = 200, SOURCE_CHARACTERS = 1000 };

/* "half", "morning": a window that was published without its hours. */
static bool is_without_hours(const char *value)
{
    return *value != '\0' && strpbrk(value, "0123456789") == NULL;
}

/* A name that says half a day, however it is spelt: "Half  day", "half-holiday", "Part-day". */
static bool is_half_day(const char *name)
{
    g_autofree char *small = g_utf8_casefold(name, -1);
    g_auto(GStrv) words = g_str_tokenize_and_fold(small, NULL, NULL);
    for (char **word = words; *word; word++) {
        bool part_of_day =
            strcmp(*word, "part") == 0 && word[1] && g_str_has_prefix(word[1], "day");
        if (strcmp(*word, "half") == 0 || g_str_has_prefix(*word, "halfday") || part_of_day) {
            return true;
        }
    }
    return strstr(small, "½") != NULL;
}

static int32_t minute_read(struct row *row, int column, int32_t blank)
{
    struct text_problem problem;
    int32_t minute = blank;
    const char *value = row_value(row, column);
    if (*value != '\0' && !instant_minute_parse(value, column == TO, &minute, &problem)) {
        row_problem(row, column, &problem);
    }
    return minute;
}

/* Both or neither: half a window would be a guess, and so would a half-day's hours. */
static void window_read(struct row *row, struct holiday_row *holiday)
{
    bool whole_day = row_is_blank(row, FROM) && row_is_blank(row, TO);
    for (int column = FROM; column <= TO; column++) {
        if (is_without_hours(row_value(row, column)) ||
            (whole_day && holiday->effect != EFFECT_CANCEL && is_half_day(holiday->name))) {
            row_issue(row, column, ISSUE_NO_HOURS, NULL, NULL);
            return;
        }
    }
    holiday->from_minute = minute_read(row, FROM, 0);
    holiday->to_minute = minute_read(row, TO, MINUTES_PER_DAY);
    if (row_is_blank(row, FROM) != row_is_blank(row, TO)) {
        int column = row_is_blank(row, FROM) ? FROM : TO;
        row_issue(row, column, ISSUE_BLANK_VALUE, "both from and to (G3), or neither",
                  column == FROM ? "write 00:00 for the day's start"
                                 : "write 24:00 for the day's end");
    }
}

/* A name is joined to others by ';' in the outputs. */
static const char *name_read(struct row *row)
{
    const char *name = row_text_required(row, NAME, NAME_CHARACTERS);
    for (const char *at = name; *at; at++) {
        if (*at == ';') {
            row_issue(row, NAME, ISSUE_BAD_NAME, NULL, NULL);
            break;
        }
    }
    return name;
}

static void values_read(struct row *row, struct holiday_row *holiday)
{
    holiday->date = row_day_required(row, DATE);
    holiday->area = row_id(row, AREA, true);
    holiday->name = name_read(row);
    holiday->effect =
        (enum holiday_effect)row_choice(row, EFFECT, words_effect, EFFECT_COUNT, EFFECT_DECLARE);
    window_read(row, holiday);
    holiday->target_date = row_day(row, TARGET_DATE, DAY_UNBOUNDED_FROM);
    holiday->target_name = row_text(row, TARGET_NAME, NAME_CHARACTERS);
    holiday->status = (enum holiday_status)row_choice(row, STATUS, words_holiday_status,
                                                      HOLIDAY_STATUS_COUNT, HOLIDAY_GAZETTED);
    holiday->source_text = row_text(row, SOURCE, SOURCE_CHARACTERS);
}

/* The row with strings that stay. What needs the tree of areas, and whether a day is there twice,
 * is told by holidays/calendar.h, which sees all files. */
static void holiday_keep(struct row *row, const struct holiday_row *holiday,
                         struct holiday_target *target)
{
    struct holiday_row kept = *holiday;
    kept.area = g_string_chunk_insert_const(target->strings, holiday->area);
    kept.name = g_string_chunk_insert_const(target->strings, holiday->name);
    kept.target_name = g_string_chunk_insert_const(target->strings, holiday->target_name);
    kept.source_text = g_string_chunk_insert_const(target->strings, holiday->source_text);
    kept.source = (struct fact_source){
        g_string_chunk_insert_const(target->strings, row->table->format.file), row->line, 0};
    g_array_append_val(target->rows, kept);
}

static bool holiday_read(struct row *row, GError **error)
{
    struct holiday_row holiday = {.source = {row->table->format.file, row->line, 0}};
    values_read(row, &holiday);
    if (row->issue_count > 0) {
        return true;
    }
    holiday_keep(row, &holiday, row->table->user_data);
    if (row->table->file != INPUT_HOLIDAYS) {
        return true;
    }
    uint32_t first_line = 0;
    g_autofree char *first_partner = NULL;
    return store_stage(row->table->reading->import, INPUT_HOLIDAYS, &holiday, &first_line,
                       &first_partner, error) != STAGE_FAILED;
}

bool input_holidays_read(struct reading *reading, const char *path, GError **error)
{
    struct holiday_target target = {.rows = reading->result->holidays,
                                    .strings = reading->result->strings};
    struct table table = {.reading = reading,
                          .file = INPUT_HOLIDAYS,
                          .format = {.columns = columns, .column_count = COLUMN_COUNT},
                          .partner_column = NO_COLUMN,
                          .row_read = holiday_read,
                          .user_data = &target};
    return table_input_read(&table, path, NULL, error);
}

bool holidays_read(struct reading *reading, const char *path, const char *file, uint32_t order,
                   struct holiday_target *target, GError **error)
{
    struct table table = {.reading = reading,
                          .file = INPUT_FILE_COUNT,
                          .format = {file, order, columns, COLUMN_COUNT},
                          .partner_column = NO_COLUMN,
                          .row_read = holiday_read,
                          .user_data = target};
    return table_shipped_read(&table, path, target, error);
}
