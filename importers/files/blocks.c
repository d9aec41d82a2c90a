#include <string.h>

#include "engine/store/rows.h"
#include "importers/row.h"

/* blocks.csv and other_work.csv: when a partner is taken. */

enum { ID, PARTNER_ID, /* of both */ START, END, STATUS, REASON };

static const struct input_column block_columns[] = {
    [ID] = FIELD(struct block, block_id, FILLED, VALUE_ID),
    [PARTNER_ID] = FIELD(struct block, partner_id, FILLED, VALUE_PARTNER),
    [START] = {"start", HEADING, .kind = VALUE_OWN},
    [END] = {"end", HEADING, .kind = VALUE_OWN},
    [STATUS] = FIELD(struct block, status, OPTIONAL, VALUE_WORD, .words = words_taken_status),
    [REASON] = {"reason", OPTIONAL, .kind = VALUE_NONE}, /* health data */
};

/* Two dates mean whole days, the last one included: from the first instant to the last. */
static void days_read(struct row *row)
{
    uint32_t before = row->issue_count;
    struct day_range days = row_days_read(row, START, END);
    struct partner_zone from;
    struct partner_zone to;
    if (row->issue_count > before || !row->partner || !row_zone(row, days.from, &from) ||
        !row_zone(row, days.to, &to)) {
        return;
    }
    row->unplaced = !from.staged || !to.staged;
    if (from.timezone && to.timezone) {
        row->span = (struct interval){clock_day_start(&from.clock, days.from),
                                      clock_day_start(&to.clock, day_add(days.to, 1))};
    }
}

static bool text_is_instant(const char *text)
{
    struct instant_text read;
    struct text_problem problem;
    return instant_text_parse(text, &read, &problem);
}

/* Midnight is an instant: it ends a block before that day, not after it. */
static bool text_is_day(const char *text)
{
    day date;
    struct text_problem problem;
    return !text_is_instant(text) && instant_day_parse(text, &date, &problem);
}

static void block_check(struct row *row, void *fields)
{
    struct block *block = fields;
    const char *start = row_value(row, START);
    const char *end = row_value(row, END);
    bool start_day = text_is_day(start);
    bool end_day = text_is_day(end);
    if (row_is_blank(row, START)) {
        row_issue(row, START, ISSUE_BLANK_VALUE, NULL, NULL);
    } else if (row_is_blank(row, END)) {
        row_issue(row, END, ISSUE_BLANK_VALUE, NULL,
                  "write the same date as start for one whole day");
    } else if ((start_day && text_is_instant(end)) || (end_day && text_is_instant(start))) {
        row_issue(row, END, ISSUE_DATE_AND_INSTANT, NULL, NULL);
    } else if (start_day || end_day || (!strchr(start, ':') && !strchr(end, ':'))) {
        days_read(row);
    } else {
        row_span_read(row, START, END, 0);
    }
    block->reason = "";
    block->span = row->span;
    block->ambiguous_local_time = row->ambiguous;
}

const struct input_table blocks_table = {TABLE(block_columns, struct block),
                                         .partner_column = PARTNER_ID, .key_column = ID,
                                         .placed = true, .check = block_check};

/* ---- other_work.csv ------------------------------------------------------------------------------ */

enum { WORK_STREAM = START, WORK_START, WORK_END, WORK_STATUS };

static const struct input_column work_columns[] = {
    [ID] = FIELD(struct other_work, work_id, FILLED, VALUE_ID),
    [PARTNER_ID] = FIELD(struct other_work, partner_id, FILLED, VALUE_PARTNER),
    [WORK_STREAM] = FIELD(struct other_work, stream, FILLED, VALUE_WORD, .words = words_stream),
    [WORK_START] = {"start", FILLED, .kind = VALUE_OWN},
    [WORK_END] = {"end", FILLED, .kind = VALUE_OWN},
    [WORK_STATUS] =
        FIELD(struct other_work, status, OPTIONAL, VALUE_WORD, .words = words_taken_status),
};

static void work_check(struct row *row, void *fields)
{
    /* Longer work is a year or month mistyped: it would take every hour of the partner. */
    enum { DAYS_MAX = 31 };
    struct other_work *work = fields;
    row_span_read(row, WORK_START, WORK_END, DAYS_MAX);
    work->span = row->span;
    work->ambiguous_local_time = row->ambiguous;
}

const struct input_table other_work_table = {TABLE(work_columns, struct other_work),
                                             .partner_column = PARTNER_ID, .key_column = ID,
                                             .placed = true, .check = work_check};
