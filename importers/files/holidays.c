#include <string.h>

#include "engine/store/rows.h"
#include "importers/input.h"
#include "importers/row.h"

/* holidays.csv and areas.csv, whose rows are kept: of the shipped directory and of the input. */

enum { FROM = 3, TO };

enum { NAME_CHARACTERS = 200, TEXT_CHARACTERS = 1000 };

static bool name_is_formed(const char *name)
{
    return !strchr(name, ';');
}

static const struct input_column columns[] = {
    FIELD(struct holiday, date, FILLED, VALUE_DAY_FROM),
    FIELD(struct holiday, area, FILLED, VALUE_ID),
    FIELD(struct holiday, name, FILLED, VALUE_TEXT, .most = NAME_CHARACTERS,
          .formed = name_is_formed, .code = ISSUE_BAD_NAME, .check = row_name_check),
    [FROM] = {"from", OPTIONAL, .kind = VALUE_OWN},
    [TO] = {"to", OPTIONAL, .kind = VALUE_OWN},
    FIELD(struct holiday, effect, OPTIONAL, VALUE_WORD, .words = words_effect,
          .blank = EFFECT_DECLARE),
    FIELD(struct holiday, target_date, OPTIONAL, VALUE_DAY_FROM),
    FIELD(struct holiday, target_name, OPTIONAL, VALUE_TEXT, .most = NAME_CHARACTERS),
    FIELD(struct holiday, status, OPTIONAL, VALUE_WORD, .words = holiday_status_words,
          .blank = HOLIDAY_GAZETTED),
    FIELD_AS("source", struct holiday, source_text, OPTIONAL, VALUE_TEXT, .most = TEXT_CHARACTERS),
};

/* A name that says half a day, however it is spelt: "Half  day", "half-holiday", "Part-day". */
static bool is_half_day(const char *name)
{
    const bool plain = g_str_is_ascii(name);
    g_autofree char *small = plain ? g_ascii_strdown(name, -1) : g_utf8_casefold(name, -1);
    /* Most names say no such word, and to fold them all would take longer than to read them. */
    if (plain && !strstr(small, "half") && !strstr(small, "part")) {
        return false;
    }
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

/* Both or neither: half a window would be a guess, and so would a half-day's hours. */
static void window_read(struct row *row, struct holiday *holiday)
{
    bool no_from = row_is_blank(row, FROM);
    bool no_to = row_is_blank(row, TO);
    for (int column = FROM; column <= TO; column++) {
        const char *value = row_value(row, column); /* "half", "morning": published without hours */
        if ((*value != '\0' && strpbrk(value, "0123456789") == NULL) ||
            (no_from && no_to && holiday->effect != EFFECT_CANCEL && is_half_day(holiday->name))) {
            row_issue(row, column, ISSUE_NO_HOURS, NULL, NULL);
            return;
        }
    }
    holiday->from_minute = row_minute_read(row, FROM, row_value(row, FROM), false, 0);
    holiday->to_minute = row_minute_read(row, TO, row_value(row, TO), true, MINUTES_PER_DAY);
    if (no_from != no_to) {
        row_issue(row, no_from ? FROM : TO, ISSUE_BLANK_VALUE, "both from and to (G3), or neither",
                  no_from ? "write 00:00 for the day's start" : "write 24:00 for the day's end");
    }
}

static const char *kept(const struct row *row, const char *text)
{
    return g_string_chunk_insert_const(row->reading->strings, text);
}

/* The row is kept with strings that stay. What needs the tree of areas, and whether a day is there
 * twice, is told by holidays/calendar.h, which sees all files. */
static void holiday_check(struct row *row, void *fields)
{
    struct holiday *holiday = fields;
    window_read(row, holiday);
    if (row->issue_count == 0) {
        holiday->area = kept(row, holiday->area);
        holiday->name = kept(row, holiday->name);
        holiday->target_name = kept(row, holiday->target_name);
        holiday->source_text = kept(row, holiday->source_text);
        holiday->source.file = kept(row, holiday->source.file);
        g_array_append_vals(row->reading->holidays, holiday, 1);
    }
}

const struct input_table holidays_table = {TABLE(columns, struct holiday),
                                           .partner_column = NO_COLUMN, .key_column = NO_COLUMN,
                                           .check = holiday_check};

/* ---- areas.csv ----------------------------------------------------------------------------------- */

enum { AREA_ID, AREA_PARENT, AREA_COMPLETE = 4 };
enum { YEAR_LENGTH = 4 };

/* "2026" or "2026-03-01": its first day, or with `last` its last one. */
static bool bound_parse(const char *text, bool last, day *ret_day)
{
    struct text_problem problem;
    const char *rest = strlen(text) != YEAR_LENGTH ? "" : last ? "-12-31" : "-01-01";
    g_autofree char *date = g_strconcat(text, rest, NULL);
    return instant_day_parse(date, ret_day, &problem);
}

/* YYYY, YYYY..YYYY or DATE..DATE. */
static bool span_parse(const char *text, struct day_range *ret_range)
{
    g_auto(GStrv) bounds = g_strsplit(text, "..", -1);
    size_t count = g_strv_length(bounds);
    bool year = count == 1 && strlen(bounds[0]) == YEAR_LENGTH;
    return (year || (count == 2 && strlen(bounds[0]) == strlen(bounds[1]))) &&
           bound_parse(bounds[0], false, &ret_range->from) &&
           bound_parse(bounds[count - 1], true, &ret_range->to) &&
           day_compare(ret_range->from, ret_range->to) <= 0;
}

bool area_complete_read(struct area_row *area, GStringChunk *strings)
{
    g_auto(GStrv) texts = g_strsplit(area->complete_text, ";", -1);
    g_autoptr(GArray) spans = g_array_new(FALSE, TRUE, sizeof(struct day_range));
    for (size_t i = 0; texts[i]; i++) {
        struct day_range range;
        if (!span_parse(g_strstrip(texts[i]), &range)) {
            return false;
        }
        g_array_append_val(spans, range);
    }
    /* A chunk gives bytes without alignment: room to begin where a span may. */
    enum { ALIGNMENT = _Alignof(struct day_range) };
    area->complete_count = spans->len;
    size_t bytes = spans->len * sizeof(struct day_range);
    g_array_set_size(spans, spans->len + 1);
    char *kept = g_string_chunk_insert_len(strings, spans->data, (gssize)(bytes + ALIGNMENT));
    kept += (ALIGNMENT - (uintptr_t)kept % ALIGNMENT) % ALIGNMENT;
    area->complete = memcpy(kept, spans->data, bytes);
    return true;
}

static void complete_read(struct row *row, struct area_row *area)
{
    area->complete_text =
        kept(row, row_is_blank(row, AREA_COMPLETE) ? "" : row_value(row, AREA_COMPLETE));
    if (*area->complete_text && !area_complete_read(area, row->reading->strings)) {
        row_issue(row, AREA_COMPLETE, ISSUE_BAD_SPANS, NULL, NULL);
    }
}

static const struct input_column area_columns[] = {
    FIELD(struct area_row, area, FILLED, VALUE_ID),
    FIELD(struct area_row, parent, HEADING, VALUE_ID),
    FIELD(struct area_row, name, FILLED, VALUE_TEXT, .most = NAME_CHARACTERS),
    FIELD(struct area_row, definition, OPTIONAL, VALUE_TEXT, .most = TEXT_CHARACTERS),
    [AREA_COMPLETE] = {"complete", OPTIONAL, .kind = VALUE_OWN},
    FIELD(struct area_row, zones, OPTIONAL, VALUE_TEXT, .most = TEXT_CHARACTERS),
};

/* A bad row is kept too: what names the area is not to be wrong for it. */
static void area_check(struct row *row, void *fields)
{
    struct area_row *area = fields;
    complete_read(row, area);
    if (*row_value(row, AREA_ID)) {
        area->area = kept(row, row_value(row, AREA_ID));
        area->parent = kept(row, row_value(row, AREA_PARENT));
        area->name = kept(row, area->name);
        area->definition = kept(row, area->definition);
        area->zones = kept(row, area->zones);
        area->source.file = kept(row, area->source.file);
        g_array_append_vals(row->reading->areas, area, 1);
    }
}

const struct input_table areas_table = {TABLE(area_columns, struct area_row),
                                        .partner_column = NO_COLUMN, .key_column = NO_COLUMN,
                                        .check = area_check};
