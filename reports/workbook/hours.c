/* Sheets Slots, Ad hoc and Not paid: every hour with its verdict. */
#include "reports/workbook/sheets.h"

/* What a row of Not paid says in words. */
struct not_paid_words {
    const char *kind; /* slot, adhoc or open */
    const char *sentence;
};

#define NOT_PAID(member) .of = 1, .offset = offsetof(struct not_paid_row, member)
#define WORDS(member) .of = 2, .offset = offsetof(struct not_paid_words, member)
static const struct shown_column not_paid_columns[] = {
    {"partner_id", SHOWN_TEXT, 15, .of = 0, offsetof(struct partner_report, supplier.partner_id)},
    {"date", SHOWN_DATE, 13, NOT_PAID(date)},
    {"start", SHOWN_TIME, 9, NOT_PAID(start_minute)},
    {"kind", SHOWN_TEXT, 9, WORDS(kind)},
    {"appointment_id", SHOWN_TEXT, 36, NOT_PAID(appointment_id)},
    {"outcome", SHOWN_OUTCOME, 25, NOT_PAID(outcome)},
    {"rule", SHOWN_RULE, 8, NOT_PAID(rule)},
    {"minutes not paid", SHOWN_COUNT, 11, NOT_PAID(minutes)},
    {"why", SHOWN_LONG_TEXT, 40, NOT_PAID(why)},
    {"what would have made it payable", SHOWN_LONG_TEXT, 34, NOT_PAID(mend)},
    {"sentence of the policy", SHOWN_LONG_TEXT, 44, WORDS(sentence)},
    {"evidence", SHOWN_LONG_TEXT, 22, NOT_PAID(evidence)},
    {"source", SHOWN_LONG_TEXT, 24, NOT_PAID(source)},
};
const struct shown_table not_paid_shown = {.sheet_name = "Not paid",
                                           .columns = not_paid_columns,
                                           .column_count = G_N_ELEMENTS(not_paid_columns)};

static void slots_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    struct sheet *sheet = &workbook->book.sheets[SHEET_SLOTS];
    sheet_reserve(&workbook->book, SHEET_SLOTS, report->slot_count);
    for (size_t i = 0; i < report->slot_count; i++) {
        const struct hour *slot = &report->slots[i];
        struct verdict_sum *sum = &workbook->sums[slot->outcome];
        sheet_row_write(sheet, &(struct shown_row){.of = {report, slot}});
        sum->count++;
        sum->offered_minutes += MINUTES_PER_HOUR;
        sum->paid_minutes += slot->paid_minutes.minutes;
        sum->penalty_minutes += slot->penalty_minutes.minutes;
    }
}

static void adhoc_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    struct sheet *sheet = &workbook->book.sheets[SHEET_ADHOC];
    sheet_reserve(&workbook->book, SHEET_ADHOC, report->adhoc_count);
    for (size_t i = 0; i < report->adhoc_count; i++) {
        const struct booking *booking = &report->adhoc[i];
        struct verdict_sum *sum = &workbook->sums[booking->outcome];
        sheet_row_write(sheet, &(struct shown_row){.of = {report, booking}});
        sum->count++;
        sum->offered_minutes += booking->duration_minutes;
        sum->paid_minutes += booking->paid_minutes.minutes;
    }
}

void not_paid_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    static const char *const kinds[] = {[OUTCOME_OF_SLOT] = "slot",
                                        [OUTCOME_OF_ADHOC] = "adhoc",
                                        [OUTCOME_OF_UNSCHEDULED] = "open"};
    struct sheet *sheet = &workbook->book.sheets[SHEET_NOT_PAID];
    for (size_t i = 0; i < report->not_paid_count; i++) {
        const struct not_paid_row *row = &report->not_paid[i];
        const char *sentence = rule_sentence(row->rule);
        const struct not_paid_words words = {kinds[outcome_judges(row->outcome)],
                                             sentence[0] != '\0' ? sentence
                                                                 : "(silent: see Rules)"};
        const bool taken_back =
            row->rule == RULE_C1 && outcome_judges(row->outcome) == OUTCOME_OF_SLOT;
        sheet_row_write(sheet, &(struct shown_row){.of = {report, row, &words}});
        workbook->sums[row->outcome].unpaid_minutes += taken_back ? 0 : row->minutes.minutes;
    }
}

void hours_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    slots_append(workbook, report);
    adhoc_append(workbook, report);
}
