#include "engine/store/rows.h"
#include "importers/row.h"

enum { WORK_ID, PARTNER_ID, STREAM, START, END, COLUMN_COUNT };

static const struct csv_column columns[COLUMN_COUNT] = {
    {"work_id", true}, {"partner_id", true}, {"stream", true}, {"start", true}, {"end", true},
};

/* Longer work is a year or month mistyped: it would take every hour of the partner. */
enum { WORK_DAYS_MAX = 31 };

static bool work_read(struct row *row, GError **error)
{
    const struct partner_entry *partner = NULL;
    bool staged = true;
    struct span_columns span = {START, END, WORK_DAYS_MAX};
    struct other_work work = {.source.line = row->line, .work_id = row_id(row, WORK_ID, true)};
    if (!row_partner(row, &partner, error)) {
        return false;
    }
    work.partner_id = row_value(row, PARTNER_ID);
    work.stream = (enum stream)row_choice(row, STREAM, words_stream, STREAM_COUNT, NO_COLUMN);
    if (!span_instants_read(row, &span, partner, &work.span, &work.ambiguous_local_time, &staged,
                            error)) {
        return false;
    }
    bool good = false;
    return row_placed(row, partner, work.span, staged, &good, error) &&
           (!good || row_stage(row, WORK_ID, &work, error));
}

bool other_work_read(struct reading *reading, const char *path, GError **error)
{
    struct table table = {.reading = reading,
                          .file = INPUT_OTHER_WORK,
                          .format = {.columns = columns, .column_count = COLUMN_COUNT},
                          .partner_column = PARTNER_ID,
                          .key_column = WORK_ID,
                          .row_read = work_read};
    return table_input_read(&table, path, NULL, error);
}
