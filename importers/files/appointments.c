#include "engine/store/rows.h"
#include "importers/row.h"
#include "importers/text/zone.h"

enum {
    APPOINTMENT_ID,
    PARTNER_ID,
    CASE_ID,
    CALENDAR,
    START,
    DURATION_MINUTES,
    TIMEZONE,
    STATUS,
    BOOKED_AT,
    BOOKED_BY,
    COMPLETED_AT,
    CANCELLED_AT,
    CANCELLED_BY,
    APPROVAL_REF,
    MOVED_FROM,
    MODALITY,
    COLUMN_COUNT
};

static const struct csv_column columns[COLUMN_COUNT] = {
    {"appointment_id", true}, {"partner_id", true},    {"case_id", false},
    {"calendar", true},       {"start", true},         {"duration_minutes", false},
    {"timezone", false},      {"status", true},        {"booked_at", false},
    {"booked_by", true},      {"completed_at", false}, {"cancelled_at", false},
    {"cancelled_by", false},  {"approval_ref", false}, {"moved_from", false},
    {"modality", false},
};

enum { DURATION_MIN = 15, DURATION_MAX = 240, DURATION_USUAL = 60, TEXT_CHARACTERS = 60 };

/* ---- instants ------------------------------------------------------------------------------------ */

/* The zone of `start`; NULL: the partner's. */
static const char *timezone_read(struct row *row)
{
    const char *timezone = row_value(row, TIMEZONE);
    if (*timezone == '\0') {
        return NULL;
    }
    if (!zone_clock(timezone)) {
        g_autofree char *mend = zone_mend(timezone);
        row_issue(row, TIMEZONE, ISSUE_UNKNOWN_ZONE, NULL, mend);
        return NULL;
    }
    return timezone;
}

static bool start_read(struct row *row, const struct partner_entry *partner,
                       struct appointment *appointment, bool *ret_staged, GError **error)
{
    struct row_instant start;
    uint32_t before = row->issue_count;
    const char *timezone = timezone_read(row);
    /* A zone that is wrong leaves the start open: nothing is placed in another zone instead. */
    const struct partner_entry *zoned = row->issue_count > before ? NULL : partner;
    if (row_is_blank(row, START)) {
        row_issue(row, START, ISSUE_BLANK_VALUE, NULL, NULL);
        return true;
    }
    if (!row_minute_instant_read(row, START, zoned, timezone, &appointment->ambiguous_local_time,
                                 &start, error)) {
        return false;
    }
    *ret_staged = *ret_staged && start.staged;
    appointment->start = stamp_minute(start.at);
    return true;
}

static bool stamp_read(struct row *row, int column, const struct partner_entry *partner,
                       struct appointment *appointment, stamp *ret_stamp, GError **error)
{
    struct row_instant read;
    if (!row_instant_read(row, column, partner, NULL, &appointment->ambiguous_local_time, &read,
                          error)) {
        return false;
    }
    if (read.read) {
        *ret_stamp = read.at;
    }
    return true;
}

static bool stamps_read(struct row *row, const struct partner_entry *partner,
                        struct appointment *appointment, GError **error)
{
    appointment->booked_at = STAMP_START_OF_TIME;
    appointment->completed_at = STAMP_NEVER;
    appointment->cancelled_at = STAMP_NEVER;
    return stamp_read(row, BOOKED_AT, partner, appointment, &appointment->booked_at, error) &&
           stamp_read(row, COMPLETED_AT, partner, appointment, &appointment->completed_at, error) &&
           stamp_read(row, CANCELLED_AT, partner, appointment, &appointment->cancelled_at, error);
}

/* ---- status and stamps --------------------------------------------------------------------------- */

static void stamp_wanted(struct row *row, int column, const char *expected)
{
    if (row_is_blank(row, column)) {
        row_issue(row, column, ISSUE_MISSING_STAMP, expected, NULL);
    }
}

static void stamp_unwanted(struct row *row, int column)
{
    if (!row_is_blank(row, column)) {
        g_autofree char *expected =
            g_strdup_printf("nothing here where status is %s", row_value(row, STATUS));
        row_issue(row, column, ISSUE_UNEXPECTED_STAMP, expected, NULL);
    }
}

/* A stamp that the status contradicts leaves open which of the two is true, and so what is paid.
 * A moved appointment pays nothing whatever its stamps. */
static void status_check(struct row *row, struct appointment *appointment)
{
    switch (appointment->status) {
    case STATUS_BOOKED:
        stamp_unwanted(row, COMPLETED_AT);
        stamp_unwanted(row, CANCELLED_AT);
        break;
    case STATUS_COMPLETED:
        stamp_wanted(row, COMPLETED_AT, "the instant at which it was marked as completed (C4)");
        stamp_unwanted(row, CANCELLED_AT);
        break;
    case STATUS_NO_SHOW:
        stamp_wanted(row, COMPLETED_AT, "the instant at which the no-show was recorded (C2, C4)");
        stamp_unwanted(row, CANCELLED_AT);
        break;
    case STATUS_CANCELLED:
        stamp_wanted(row, CANCELLED_AT, "the instant at which it was cancelled");
        stamp_unwanted(row, COMPLETED_AT);
        break;
    case STATUS_MOVED:
    case STATUS_COUNT:
        appointment->completed_at = STAMP_NEVER;
        appointment->cancelled_at = STAMP_NEVER;
        break;
    }
}

static void choices_read(struct row *row, struct appointment *appointment)
{
    uint32_t before = row->issue_count;
    appointment->calendar =
        (enum calendar)row_choice(row, CALENDAR, words_calendar, CALENDAR_COUNT, NO_COLUMN);
    if (row->issue_count == before && appointment->calendar == CALENDAR_ADHOC) {
        stamp_wanted(row, BOOKED_AT, "the instant at which an adhoc appointment was booked");
    }
    before = row->issue_count;
    appointment->status =
        (enum appointment_status)row_choice(row, STATUS, words_status, STATUS_COUNT, NO_COLUMN);
    if (row->issue_count == before) {
        status_check(row, appointment);
    }
    appointment->booked_by =
        (enum booked_by)row_choice(row, BOOKED_BY, words_booked_by, BOOKED_BY_COUNT, NO_COLUMN);
    appointment->cancelled_by = (enum cancelled_by)row_choice(
        row, CANCELLED_BY, words_cancelled_by, CANCELLED_BY_COUNT, CANCELLED_BY_CLIENT);
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static void texts_read(struct row *row, struct appointment *appointment)
{
    appointment->appointment_id = row_id(row, APPOINTMENT_ID, true);
    appointment->partner_id = row_value(row, PARTNER_ID);
    appointment->case_id = row_id(row, CASE_ID, false);
    appointment->duration_minutes =
        row_number(row, DURATION_MINUTES, DURATION_MIN, DURATION_MAX, DURATION_USUAL);
    appointment->approval_ref = row_text(row, APPROVAL_REF, TEXT_CHARACTERS);
    appointment->moved_from = row_id(row, MOVED_FROM, false);
    appointment->modality = row_text(row, MODALITY, TEXT_CHARACTERS);
}

static bool appointment_read(struct row *row, GError **error)
{
    const struct partner_entry *partner = NULL;
    bool staged = true;
    struct appointment appointment = {.source.line = row->line};
    if (!row_partner(row, &partner, error)) {
        return false;
    }
    texts_read(row, &appointment);
    if (!start_read(row, partner, &appointment, &staged, error) ||
        !stamps_read(row, partner, &appointment, error)) {
        return false;
    }
    choices_read(row, &appointment);
    struct interval span = {appointment.start, {appointment.start.utc_minutes + 1}};
    bool good = false;
    return row_placed(row, partner, span, staged, &good, error) &&
           (!good || row_stage(row, APPOINTMENT_ID, &appointment, error));
}

bool appointments_read(struct reading *reading, const char *path, GError **error)
{
    struct table table = {.reading = reading,
                          .file = INPUT_APPOINTMENTS,
                          .format = {.columns = columns, .column_count = COLUMN_COUNT},
                          .partner_column = PARTNER_ID,
                          .key_column = APPOINTMENT_ID,
                          .row_read = appointment_read};
    return table_input_read(&table, path, NULL, error);
}
