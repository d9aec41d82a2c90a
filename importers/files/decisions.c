#include "engine/store/rows.h"
#include "importers/row.h"
#include "importers/text/instant.h"

/* decisions.csv: what people decided (decisions.md). Whether a row's subject exists is asked when the import
 * is merged (engine/run/decide/decide.h): such a row is set aside alone. */

enum { TICKET_MAX = 32, TEXT_MAX = 200 };

static void period_read(struct row *row, int column, void *field)
{
    g_autoptr(GError) error = NULL;
    if (!instant_period_parse_argument(NULL, row_value(row, column), field, &error)) {
        row_issue(row, column, ISSUE_BAD_DATE, "YYYY-MM", NULL);
    }
}

static void amount_read(struct row *row, int column, void *field)
{
    row_cents_read(row, column, true, &((money *)field)->cents);
}

enum { PERIOD = 3, NUMBER = 7, AMOUNT };
static const struct input_column columns[] = {
    FIELD(struct decision, decision_id, FILLED, VALUE_ID),
    FIELD(struct decision, kind, FILLED, VALUE_WORD, .words = words_decision_kind),
    FIELD(struct decision, partner_id, OPTIONAL, VALUE_PARTNER_ID),
    [PERIOD] = FIELD(struct decision, period, OPTIONAL, VALUE_OWN, .check = period_read),
    FIELD(struct decision, date, OPTIONAL, VALUE_DAY_FROM),
    FIELD_AS("start", struct decision, start_minute, OPTIONAL, VALUE_MINUTE, .blank = NO_MINUTE),
    FIELD(struct decision, appointment_id, OPTIONAL, VALUE_ID),
    [NUMBER] = FIELD(struct decision, number, OPTIONAL, VALUE_ID),
    [AMOUNT] = FIELD(struct decision, amount, OPTIONAL, VALUE_OWN, .check = amount_read),
    FIELD(struct decision, nature, OPTIONAL, VALUE_WORD, .words = words_nature,
          .blank = NATURE_SERVICES),
    FIELD(struct decision, ticket, FILLED, VALUE_TEXT, .most = TICKET_MAX),
    FIELD(struct decision, reason, FILLED, VALUE_TEXT, .most = TEXT_MAX),
    FIELD(struct decision, approved_by, FILLED, VALUE_TEXT, .most = TEXT_MAX),
};

static void decision_check(struct row *row, void *fields)
{
    struct decision *decision = fields;
    if (row_is_blank(row, PERIOD)) {
        decision->period = PERIOD_NONE;
    }
    decision->amount_given = !row_is_blank(row, AMOUNT);
    decision->entered_by = decision->revokes = "";
    if (decision->kind == DECISION_REVOKE) {
        decision->revokes = decision->number;
        decision->number = "";
    }
}

const struct input_table decisions_table = {TABLE(columns, struct decision),
                                            .partner_column = NO_COLUMN, .key_column = 0,
                                            .check = decision_check};
