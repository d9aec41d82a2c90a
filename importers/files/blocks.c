#include <string.h>

#include "importers/row.h"

enum { BLOCK_ID, PARTNER_ID, START, END, REASON, COLUMN_COUNT };

static const struct csv_column columns[COLUMN_COUNT] = {
    {"block_id", true}, {"partner_id", true}, {"start", true}, {"end", true}, {"reason", false},
};

enum { REASON_CHARACTERS = 200, DATE_LENGTH = 10 };

/* Two dates mean whole days, the last one included: from the first instant to the last. */
static bool days_read(struct row *row, const struct partner_entry *partner, struct block *block,
                      bool *ret_staged, GError **error)
{
    uint32_t before = row->issue_count;
    struct day_range days = row_day_range(row, START, END, (day){0});
    if (row->issue_count > before || !partner) {
        return true;
    }
    struct partner_zone from;
    struct partner_zone to;
    if (!partner_book_zone(row->table->reading->partners, partner, days.from, &from, error) ||
        !partner_book_zone(row->table->reading->partners, partner, days.to, &to, error)) {
        return false;
    }
    *ret_staged = from.staged && to.staged;
    if (from.clock && to.clock) {
        block->span.start = clock_day_start(from.clock, days.from);
        block->span.end = clock_day_start(to.clock, day_add(days.to, 1));
    }
    return true;
}

static bool text_is_day(const char *text)
{
    day date;
    struct text_problem problem;
    return strlen(text) <= DATE_LENGTH && instant_day_parse(text, &date, &problem);
}

static bool text_is_instant(const char *text)
{
    struct instant_text read;
    struct text_problem problem;
    return instant_text_parse(text, &read, &problem);
}

static bool span_read(struct row *row, const struct partner_entry *partner, struct block *block,
                      bool *ret_staged, GError **error)
{
    const char *start = row_value(row, START);
    const char *end = row_value(row, END);
    if (row_is_blank(row, START) || row_is_blank(row, END)) {
        int column = row_is_blank(row, START) ? START : END;
        row_issue(row, column, ISSUE_BLANK_VALUE, NULL,
                  column == END ? "write the same date as start for one whole day" : NULL);
        return true;
    }
    if ((text_is_day(start) && text_is_instant(end)) ||
        (text_is_instant(start) && text_is_day(end))) {
        row_issue(row, END, ISSUE_DATE_AND_INSTANT, NULL, NULL);
        return true;
    }
    if (text_is_day(start) || text_is_day(end) ||
        (strlen(start) <= DATE_LENGTH && strlen(end) <= DATE_LENGTH)) {
        return days_read(row, partner, block, ret_staged, error);
    }
    struct span_columns span = {START, END, 0};
    return span_instants_read(row, &span, partner, &block->span, &block->ambiguous_local_time,
                              ret_staged, error);
}

static bool block_read(struct row *row, GError **error)
{
    const struct partner_entry *partner = NULL;
    bool staged = true;
    struct block block = {.source.line = row->line, .block_id = row_id(row, BLOCK_ID, true)};
    if (!row_partner(row, &partner, error) || !span_read(row, partner, &block, &staged, error)) {
        return false;
    }
    block.partner_id = row_value(row, PARTNER_ID);
    block.reason = row_text(row, REASON, REASON_CHARACTERS);
    bool good = false;
    return row_placed(row, partner, block.span, staged, &good, error) &&
           (!good || row_stage(row, BLOCK_ID, &block, error));
}

bool blocks_read(struct reading *reading, const char *path, GError **error)
{
    struct table table = {.reading = reading,
                          .file = INPUT_BLOCKS,
                          .format = {.columns = columns, .column_count = COLUMN_COUNT},
                          .partner_column = PARTNER_ID,
                          .key_column = BLOCK_ID,
                          .row_read = block_read};
    return table_input_read(&table, path, NULL, error);
}
