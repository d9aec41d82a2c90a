#include "engine/store/rows.h"
#include "importers/row.h"

/* cases.csv and extra_sessions.csv: what each case is entitled to. Their rows are of no partner. */

enum { SESSIONS_MAX = 1000 };

static const struct input_column case_columns[] = {
    FIELD(struct case_row, case_id, FILLED, VALUE_ID),
    FIELD(struct case_row, entitled_sessions, FILLED, VALUE_NUMBER, .most = SESSIONS_MAX),
    FIELD(struct case_row, opened_on, OPTIONAL, VALUE_DAY_FROM),
    FIELD(struct case_row, sessions_used, OPTIONAL, VALUE_NUMBER, .most = SESSIONS_MAX),
    /* It may be a partner who left before the data begins: just the form is checked. */
    FIELD(struct case_row, adhoc_referral, OPTIONAL, VALUE_PARTNER_ID),
    FIELD(struct case_row, client_key, OPTIONAL, VALUE_ID),
};

const struct input_table cases_table = {TABLE(case_columns, struct case_row),
                                        .partner_column = NO_COLUMN, .key_column = 0};

/* ---- extra_sessions.csv -------------------------------------------------------------------------- */

/* A request for more than four is data (A7), one for more than this a slip. */
enum { REQUESTED_MAX = 100 };

enum { REQUEST_ID, OUTCOME_ON = 5 };

static const struct input_column request_columns[] = {
    [REQUEST_ID] = FIELD(struct extra_request, request_id, FILLED, VALUE_ID),
    FIELD(struct extra_request, case_id, FILLED, VALUE_ID),
    FIELD(struct extra_request, requested_on, FILLED, VALUE_DAY_FROM),
    FIELD(struct extra_request, sessions, FILLED, VALUE_NUMBER, .least = 1, .most = REQUESTED_MAX),
    FIELD(struct extra_request, outcome, FILLED, VALUE_WORD, .words = words_outcome),
    [OUTCOME_ON] = FIELD(struct extra_request, outcome_on, OPTIONAL, VALUE_DAY_TO),
    FIELD(struct extra_request, clinical_review, OPTIONAL, VALUE_WORD,
          .words = words_clinical_review, .blank = REVIEW_NOT_REQUIRED),
};

static void request_check(struct row *row, void *fields)
{
    const struct extra_request *request = fields;
    if (request->outcome == REQUEST_APPROVED && row_is_blank(row, OUTCOME_ON)) {
        row_issue(row, OUTCOME_ON, ISSUE_MISSING_STAMP,
                  "the date of the outcome of an approved request (A7)", NULL);
    }
}

const struct input_table extra_sessions_table = {TABLE(request_columns, struct extra_request),
                                                 .partner_column = NO_COLUMN,
                                                 .key_column = REQUEST_ID, .check = request_check};
