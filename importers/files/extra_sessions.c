#include "engine/store/rows.h"
#include "importers/row.h"

enum {
    REQUEST_ID,
    CASE_ID,
    REQUESTED_ON,
    SESSIONS,
    OUTCOME,
    OUTCOME_ON,
    CLINICAL_REVIEW,
    COLUMN_COUNT
};

static const struct csv_column columns[COLUMN_COUNT] = {
    {"request_id", true}, {"case_id", true},     {"requested_on", true},     {"sessions", true},
    {"outcome", true},    {"outcome_on", false}, {"clinical_review", false},
};

/* A request for more than four is data (A7), one for more than this a slip. */
enum { SESSIONS_MAX = 100 };

static void outcome_read(struct row *row, struct extra_request *request)
{
    uint32_t before = row->issue_count;
    request->outcome = (enum request_outcome)row_choice(row, OUTCOME, words_outcome,
                                                        REQUEST_OUTCOME_COUNT, NO_COLUMN);
    bool approved = row->issue_count == before && request->outcome == REQUEST_APPROVED;
    request->outcome_on = row_day(row, OUTCOME_ON, DAY_UNBOUNDED_TO);
    if (approved && row_is_blank(row, OUTCOME_ON)) {
        row_issue(row, OUTCOME_ON, ISSUE_MISSING_STAMP,
                  "the date of the outcome of an approved request (A7)", NULL);
    }
    request->clinical_review = (enum clinical_review)row_choice(
        row, CLINICAL_REVIEW, words_clinical_review, CLINICAL_REVIEW_COUNT, REVIEW_NOT_REQUIRED);
}

static bool request_read(struct row *row, GError **error)
{
    struct extra_request request = {.source.line = row->line};
    request.request_id = row_id(row, REQUEST_ID, true);
    request.case_id = row_id(row, CASE_ID, true);
    request.requested_on = row_day_required(row, REQUESTED_ON);
    if (row_is_blank(row, SESSIONS)) {
        row_issue(row, SESSIONS, ISSUE_BLANK_VALUE, NULL, NULL);
    }
    request.sessions = row_number(row, SESSIONS, 1, SESSIONS_MAX, 1);
    outcome_read(row, &request);
    if (row->issue_count > 0) {
        return true;
    }
    return row_stage(row, REQUEST_ID, &request, error);
}

bool extra_sessions_read(struct reading *reading, const char *path, GError **error)
{
    struct table table = {.reading = reading,
                          .file = INPUT_EXTRA_SESSIONS,
                          .format = {.columns = columns, .column_count = COLUMN_COUNT},
                          .partner_column = NO_COLUMN,
                          .row_read = request_read};
    return table_input_read(&table, path, NULL, error);
}
