/* Sheets Slots, Ad hoc and Not paid: every hour with its verdict. */
#include "reports/workbook/audit_tables.h"

/* Columns A to K, as slots.csv, and taxable. */
static const struct audit_column slot_columns[] = {
    {"partner_id", 15, AUDIT_TEXT},
    {"date", 13, AUDIT_DATE},
    {"start", 9, AUDIT_TIME},
    {"outcome", 17, AUDIT_TEXT},
    {"rule", 8, AUDIT_TEXT},
    {"paid_minutes", 14, AUDIT_COUNT},
    {"penalty_minutes", 17, AUDIT_COUNT},
    {"hourly_rate", 13, AUDIT_MONEY},
    {"evidence", 34, AUDIT_WRAP},
    {"notes", 34, AUDIT_WRAP},
    {"taxable", 11, AUDIT_TEXT},
};

/* Columns A to L, as adhoc.csv, taxable and the duration. */
static const struct audit_column adhoc_columns[] = {
    {"partner_id", 15, AUDIT_TEXT},    {"appointment_id", 36, AUDIT_TEXT},
    {"date", 13, AUDIT_DATE},          {"start", 9, AUDIT_TIME},
    {"outcome", 25, AUDIT_TEXT},       {"rule", 8, AUDIT_TEXT},
    {"paid_minutes", 14, AUDIT_COUNT}, {"hourly_rate", 13, AUDIT_MONEY},
    {"evidence", 28, AUDIT_WRAP},      {"notes", 24, AUDIT_WRAP},
    {"taxable", 11, AUDIT_TEXT},       {"duration_minutes", 18, AUDIT_COUNT},
};

/* Columns A to M. kind is slot, adhoc or open. */
static const struct audit_column not_paid_columns[] = {
    {"partner_id", 15, AUDIT_TEXT},
    {"date", 13, AUDIT_DATE},
    {"start", 9, AUDIT_TIME},
    {"kind", 9, AUDIT_TEXT},
    {"appointment_id", 36, AUDIT_TEXT},
    {"outcome", 25, AUDIT_TEXT},
    {"rule", 8, AUDIT_TEXT},
    {"minutes not paid", 11, AUDIT_COUNT},
    {"why", 40, AUDIT_WRAP},
    {"what would have made it payable", 34, AUDIT_WRAP},
    {"sentence of the policy", 44, AUDIT_WRAP},
    {"evidence", 22, AUDIT_WRAP},
    {"source", 24, AUDIT_WRAP},
};

void audit_hours_open(struct audit_workbook *workbook)
{
    audit_sheet_open(&workbook->book, &workbook->slots, "Slots", slot_columns,
                     G_N_ELEMENTS(slot_columns), false);
    audit_sheet_open(&workbook->book, &workbook->adhoc, "Ad hoc", adhoc_columns,
                     G_N_ELEMENTS(adhoc_columns), false);
}

void audit_not_paid_open(struct audit_workbook *workbook)
{
    audit_sheet_open(&workbook->book, &workbook->not_paid, "Not paid", not_paid_columns,
                     G_N_ELEMENTS(not_paid_columns), false);
}

static void slot_write(struct audit_sheet *sheet, const char *partner_id, const struct hour *slot)
{
    audit_sheet_next_row(sheet);
    audit_cell_text(sheet, 0, partner_id);
    audit_cell_date(sheet, 1, slot->date);
    audit_cell_time(sheet, 2, slot->start_minute);
    audit_cell_text(sheet, 3, outcome_code(slot->outcome));
    audit_cell_text(sheet, 4, rule_code(slot->rule));
    audit_cell_number(sheet, 5, slot->paid_minutes.minutes);
    audit_cell_number(sheet, 6, slot->penalty_minutes.minutes);
    audit_cell_rate(sheet, 7, slot->hourly_rate.found, slot->hourly_rate.rate);
    audit_cell_text(sheet, 8, slot->evidence);
    audit_cell_text(sheet, 9, hour_notes(slot));
    audit_cell_text(sheet, 10, slot->taxable ? "yes" : "no");
}

struct audit_rows audit_slots_append(struct audit_workbook *workbook,
                                     const struct partner_report *report)
{
    struct audit_rows rows = audit_sheet_reserve(&workbook->slots, report->slot_count);
    for (size_t i = 0; i < report->slot_count; i++) {
        const struct hour *slot = &report->slots[i];
        struct audit_verdict_sum *sum = &workbook->sums[slot->outcome];
        slot_write(&workbook->slots, report->supplier.partner_id, slot);
        sum->count++;
        sum->offered_minutes += MINUTES_PER_HOUR;
        sum->paid_minutes += slot->paid_minutes.minutes;
        sum->penalty_minutes += slot->penalty_minutes.minutes;
    }
    return rows;
}

static void booking_write(struct audit_sheet *sheet, const char *partner_id,
                          const struct booking *booking)
{
    audit_sheet_next_row(sheet);
    audit_cell_text(sheet, 0, partner_id);
    audit_cell_text(sheet, 1, booking->appointment_id);
    audit_cell_date(sheet, 2, booking->date);
    audit_cell_time(sheet, 3, booking->start_minute);
    audit_cell_text(sheet, 4, outcome_code(booking->outcome));
    audit_cell_text(sheet, 5, rule_code(booking->rule));
    audit_cell_number(sheet, 6, booking->paid_minutes.minutes);
    audit_cell_rate(sheet, 7, booking->hourly_rate.found, booking->hourly_rate.rate);
    audit_cell_text(sheet, 8, booking->evidence);
    audit_cell_text(sheet, 9, booking_notes(booking));
    audit_cell_text(sheet, 10, booking->taxable ? "yes" : "no");
    audit_cell_number(sheet, 11, booking->duration_minutes);
}

struct audit_rows audit_adhoc_append(struct audit_workbook *workbook,
                                     const struct partner_report *report)
{
    struct audit_rows rows = audit_sheet_reserve(&workbook->adhoc, report->adhoc_count);
    for (size_t i = 0; i < report->adhoc_count; i++) {
        const struct booking *booking = &report->adhoc[i];
        struct audit_verdict_sum *sum = &workbook->sums[booking->outcome];
        booking_write(&workbook->adhoc, report->supplier.partner_id, booking);
        sum->count++;
        sum->offered_minutes += booking->duration_minutes;
        sum->paid_minutes += booking->paid_minutes.minutes;
    }
    return rows;
}

static void not_paid_write(struct audit_sheet *sheet, const char *partner_id,
                           const struct not_paid_row *row)
{
    static const char *const kinds[] = {[OUTCOME_OF_SLOT] = "slot",
                                        [OUTCOME_OF_ADHOC] = "adhoc",
                                        [OUTCOME_OF_UNSCHEDULED] = "open"};
    const char *sentence = rule_sentence(row->rule);
    audit_sheet_next_row(sheet);
    audit_cell_text(sheet, 0, partner_id);
    audit_cell_date(sheet, 1, row->date);
    audit_cell_time(sheet, 2, row->start_minute);
    audit_cell_text(sheet, 3, kinds[outcome_judges(row->outcome)]);
    audit_cell_text(sheet, 4, row->appointment_id);
    audit_cell_text(sheet, 5, outcome_code(row->outcome));
    audit_cell_text(sheet, 6, rule_code(row->rule));
    audit_cell_number(sheet, 7, row->minutes.minutes);
    audit_cell_text(sheet, 8, row->why);
    audit_cell_text(sheet, 9, row->mend);
    audit_cell_text(sheet, 10, sentence[0] != '\0' ? sentence : "(silent: see Rules)");
    audit_cell_text(sheet, 11, row->evidence);
    audit_cell_text(sheet, 12, row->source);
}

void audit_not_paid_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    for (size_t i = 0; i < report->not_paid_count; i++) {
        const struct not_paid_row *row = &report->not_paid[i];
        not_paid_write(&workbook->not_paid, report->supplier.partner_id, row);
        bool taken_back = row->rule == RULE_C1 && outcome_judges(row->outcome) == OUTCOME_OF_SLOT;
        workbook->sums[row->outcome].unpaid_minutes += taken_back ? 0 : row->minutes.minutes;
    }
}
