#include "engine/store/rows.h"
#include "importers/row.h"

enum { PARTNER_ID, KIND, EFFECTIVE_FROM, HOURLY_RATE, COLUMN_COUNT };

static const struct csv_column columns[COLUMN_COUNT] = {
    {"partner_id", true},
    {"kind", true},
    {"effective_from", true},
    {"hourly_rate", true},
};

static hourly_rate hourly_rate_read(struct row *row)
{
    uint32_t before = row->issue_count;
    int64_t cents = row_money_required(row, HOURLY_RATE);
    if (row->issue_count == before && (cents < 1 || cents > HOURLY_RATE_MAX_CENTS)) {
        row_issue(row, HOURLY_RATE, ISSUE_RATE_OUT_OF_RANGE, NULL, NULL);
    }
    return (hourly_rate){cents};
}

static bool rate_read(struct row *row, GError **error)
{
    const struct partner_entry *partner = NULL;
    if (!row_period_partner(row, &partner, error)) {
        return false;
    }
    struct rate_row rate = {.source.line = row->line};
    rate.partner_id = row_value(row, PARTNER_ID);
    rate.kind = (enum rate_kind)row_choice(row, KIND, words_rate_kind, RATE_KIND_COUNT, NO_COLUMN);
    rate.effective_from = row_day_required(row, EFFECTIVE_FROM);
    rate.hourly_rate = hourly_rate_read(row);
    if (row->issue_count > 0 || !partner) {
        return true;
    }
    return row_stage(row, EFFECTIVE_FROM, &rate, error);
}

bool rates_read(struct reading *reading, const char *path, GError **error)
{
    struct table table = {.reading = reading,
                          .file = INPUT_RATES,
                          .format = {.columns = columns, .column_count = COLUMN_COUNT},
                          .partner_column = PARTNER_ID,
                          .key_column = NO_COLUMN,
                          .row_read = rate_read};
    return table_input_read(&table, path, NULL, error);
}
