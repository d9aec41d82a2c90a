/* Policy: "You are remunerated on a monthly basis with an invoice (RCTI) generated on your behalf"
 *
 * How this is read (M3): a taxable line that is not zero makes a Recipient Created Tax Invoice, none
 * a Recipient Created Invoice. A subtotal of 0 and neither NO_RATE, NO_HOLIDAY_DATA nor BAD_INPUT
 * makes no document (nil). Otherwise the partner is held where a reason applies (M4); every reason
 * that applies is raised.
 *
 *   NO_RATE, NO_HOLIDAY_DATA, BAD_INPUT   the hours cannot be told
 *   BAD_ABN, NO_GLYPH                     the document would not be valid
 *   NO_AGREEMENT, NOT_REGISTERED          an RCTI is due and may not be issued
 */
#include "engine/core/rules/document.h"

bool abn_valid(const char *abn)
{
    static const int weights[11] = {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19};
    int sum = 0;
    for (int i = 0; i < 11; i++) {
        if (abn[i] < '0' || abn[i] > '9') {
            return false;
        }
        int digit = abn[i] - '0';
        sum += weights[i] * (i == 0 ? digit - 1 : digit);
    }
    return abn[11] == '\0' && abn[0] != '0' && sum > 0 && sum % 89 == 0;
}

static bool rcti_due(const struct month_result *result)
{
    for (size_t i = 0; i < result->line_count; i++) {
        if (result->lines[i].taxable && result->lines[i].amount.cents != 0) {
            return true;
        }
    }
    return false;
}

/* Raises a hold where it applies; true if it does. */
static bool hold_if(const struct month_work *work, bool applies, enum exception_code code)
{
    if (applies) {
        month_raise(work, code, SUBJECT_PARTNER, 0);
    }
    return applies;
}

static bool document_holds(const struct month_work *work, bool rcti)
{
    const struct partner_facts *facts = work->facts;
    day issue_date = work->question->issue_date;
    /* A blank ABN is refused on import: it is that of a partner whose row was set aside. */
    bool held = hold_if(work, facts->abn[0] != '\0' && !abn_valid(facts->abn), EXCEPTION_BAD_ABN);
    held |= hold_if(work, facts->hold.no_glyph != NULL, EXCEPTION_NO_GLYPH);
    held |=
        hold_if(work, rcti && !day_range_has(facts->agreement, issue_date), EXCEPTION_NO_AGREEMENT);
    held |= hold_if(work, rcti && !day_range_has(facts->gst, issue_date), EXCEPTION_NOT_REGISTERED);
    return held;
}

void document_decide(const struct month_work *work, bool all_have_rates)
{
    struct month_result *result = work->result;
    const struct hold_facts *hold = &work->facts->hold;
    bool unsure = !all_have_rates; /* NO_RATE is raised already, with its hour */
    unsure |= hold_if(work, hold->no_holiday_data != NULL && result->totals.slots > 0,
                      EXCEPTION_NO_HOLIDAY_DATA);
    unsure |= hold_if(work, hold->bad_input != NULL, EXCEPTION_BAD_INPUT);
    result->document = DOCUMENT_NONE;
    if (!unsure && result->totals.subtotal.cents == 0) {
        result->status = MONTH_NIL;
        return;
    }
    bool rcti = rcti_due(result);
    bool held = document_holds(work, rcti);
    if (unsure || held) {
        result->status = MONTH_HELD;
        return;
    }
    result->status = MONTH_READY;
    result->document = rcti ? DOCUMENT_RCTI : DOCUMENT_RCI;
    hold_if(work, !work->facts->bank_details && result->totals.total.cents > 0,
            EXCEPTION_NO_BANK_DETAILS);
}
