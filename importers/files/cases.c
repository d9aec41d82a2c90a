#include "importers/row.h"

enum {
    CASE_ID,
    ENTITLED_SESSIONS,
    OPENED_ON,
    SESSIONS_USED,
    ADHOC_REFERRAL,
    CLIENT_KEY,
    COLUMN_COUNT
};

static const struct csv_column columns[COLUMN_COUNT] = {
    {"case_id", true},        {"entitled_sessions", true}, {"opened_on", false},
    {"sessions_used", false}, {"adhoc_referral", false},   {"client_key", false},
};

enum { SESSIONS_MAX = 1000 };

static bool case_read(struct row *row, GError **error)
{
    struct case_row case_row = {.source.line = row->line};
    case_row.case_id = row_id(row, CASE_ID, true);
    if (row_is_blank(row, ENTITLED_SESSIONS)) {
        row_issue(row, ENTITLED_SESSIONS, ISSUE_BLANK_VALUE, NULL, NULL);
    }
    case_row.entitled_sessions = row_number(row, ENTITLED_SESSIONS, 0, SESSIONS_MAX, 0);
    case_row.opened_on = row_day(row, OPENED_ON, DAY_UNBOUNDED_FROM);
    case_row.sessions_used = row_number(row, SESSIONS_USED, 0, SESSIONS_MAX, 0);
    /* It may be a partner who left before the data begins: just the form is checked. */
    case_row.adhoc_referral = row_partner_id(row, ADHOC_REFERRAL);
    case_row.client_key = row_id(row, CLIENT_KEY, false);
    if (row->issue_count > 0) {
        return true;
    }
    return row_stage(row, CASE_ID, &case_row, error);
}

bool cases_read(struct reading *reading, const char *path, GError **error)
{
    struct table table = {.reading = reading,
                          .file = INPUT_CASES,
                          .format = {.columns = columns, .column_count = COLUMN_COUNT},
                          .partner_column = NO_COLUMN,
                          .row_read = case_read};
    return table_input_read(&table, path, NULL, error);
}
