#include <string.h>

#include "importers/row.h"

enum { AREA, PARENT, NAME, DEFINITION, COMPLETE, COLUMN_COUNT };

static const struct csv_column columns[COLUMN_COUNT] = {
    {"area", true}, {"parent", true}, {"name", true}, {"definition", false}, {"complete", false},
};

enum { NAME_CHARACTERS = 200, DEFINITION_CHARACTERS = 1000, YEAR_LENGTH = 4, DATE_LENGTH = 10 };

/* "2026" or "2026-03-01": its first day, or with `last` its last one. */
static bool bound_parse(const char *text, bool last, day *ret_day)
{
    struct text_problem problem;
    g_autofree char *date = g_strdup(text);
    if (strlen(text) == YEAR_LENGTH) {
        g_free(date);
        date = g_strconcat(text, last ? "-12-31" : "-01-01", NULL);
    }
    return instant_day_parse(date, ret_day, &problem);
}

/* YYYY, YYYY..YYYY or DATE..DATE. */
static bool span_parse(const char *text, struct day_range *ret_range)
{
    g_auto(GStrv) bounds = g_strsplit(text, "..", -1);
    size_t count = g_strv_length(bounds);
    if (count == 1 && strlen(bounds[0]) == YEAR_LENGTH) {
        return bound_parse(bounds[0], false, &ret_range->from) &&
               bound_parse(bounds[0], true, &ret_range->to);
    }
    return count == 2 && strlen(bounds[0]) == strlen(bounds[1]) &&
           bound_parse(bounds[0], false, &ret_range->from) &&
           bound_parse(bounds[1], true, &ret_range->to) &&
           day_compare(ret_range->from, ret_range->to) <= 0;
}

/* The spans, kept in `strings`: the rows that point to them live as long. */
static void complete_read(struct row *row, struct area_row *area, GStringChunk *strings)
{
    const char *value = row_value(row, COMPLETE);
    if (row_is_blank(row, COMPLETE)) {
        return;
    }
    g_auto(GStrv) texts = g_strsplit(value, ";", -1);
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(struct day_range));
    for (size_t i = 0; texts[i]; i++) {
        struct day_range range;
        if (!span_parse(g_strstrip(texts[i]), &range)) {
            row_issue(row, COMPLETE, ISSUE_BAD_SPANS, NULL, NULL);
            return;
        }
        g_array_append_val(spans, range);
    }
    /* A chunk gives bytes without alignment: room to begin where a span may. */
    size_t bytes = spans->len * sizeof(struct day_range);
    size_t room = bytes + _Alignof(struct day_range);
    g_autofree char *blank = g_malloc0(room);
    char *kept = g_string_chunk_insert_len(strings, blank, (gssize)room);
    size_t over = (uintptr_t)kept % _Alignof(struct day_range);
    kept += over > 0 ? _Alignof(struct day_range) - over : 0;
    memcpy(kept, spans->data, bytes);
    area->complete = (const struct day_range *)(const void *)kept;
    area->complete_count = spans->len;
}

static bool area_read(struct row *row, GError **error)
{
    (void)error; /* an issue is all that can go wrong */
    struct holiday_target *target = row->table->user_data;
    struct area_row area = {.complete_count = 0};
    const char *area_id = row_id(row, AREA, true);
    const char *parent = row_id(row, PARENT, false);
    const char *name = row_text_required(row, NAME, NAME_CHARACTERS);
    const char *definition = row_text(row, DEFINITION, DEFINITION_CHARACTERS);
    complete_read(row, &area, target->strings);
    if (*area_id == '\0') {
        return true;
    }
    /* A bad row too: what names the area is not to be wrong for it. */
    area.area = g_string_chunk_insert_const(target->strings, area_id);
    area.parent = g_string_chunk_insert_const(target->strings, parent);
    area.name = g_string_chunk_insert_const(target->strings, name);
    area.definition = g_string_chunk_insert_const(target->strings, definition);
    area.source = (struct fact_source){
        g_string_chunk_insert_const(target->strings, row->table->format.file), row->line, 0};
    g_array_append_val(target->rows, area);
    return true;
}

bool areas_read(struct reading *reading, const char *path, const char *file, uint32_t order,
                struct holiday_target *target, GError **error)
{
    struct table table = {.reading = reading,
                          .file = INPUT_FILE_COUNT,
                          .format = {file, order, columns, COLUMN_COUNT},
                          .partner_column = NO_COLUMN,
                          .row_read = area_read,
                          .user_data = target};
    return table_shipped_read(&table, path, target, error);
}
