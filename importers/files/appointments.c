#include "engine/store/rows.h"
#include "importers/row.h"
#include "importers/text/lines.h"

/* The columns that are asked for below. */
enum { APPOINTMENT_ID, PARTNER_ID, START = 4, DURATION_MINUTES, TIMEZONE, STATUS, BOOKED_AT };
enum { COMPLETED_AT = 10, CANCELLED_AT, APPROVAL_REF = 13 };

/* A status or calendar that cannot be read asks for no stamp. */
static const struct input_column columns[] = {
    [APPOINTMENT_ID] = FIELD(struct appointment, appointment_id, FILLED, VALUE_ID),
    [PARTNER_ID] = FIELD(struct appointment, partner_id, FILLED, VALUE_PARTNER),
    FIELD(struct appointment, case_id, OPTIONAL, VALUE_ID),
    FIELD(struct appointment, calendar, FILLED, VALUE_WORD, .words = words_calendar,
          .blank = CALENDAR_COUNT),
    [START] = FIELD(struct appointment, start, FILLED, VALUE_OWN),
    [DURATION_MINUTES] = FIELD(struct appointment, duration_minutes, OPTIONAL, VALUE_NUMBER,
                               .least = 15, .most = 240, .blank = 60),
    [TIMEZONE] = {"timezone", OPTIONAL, .kind = VALUE_OWN}, /* of start */
    [STATUS] = FIELD(struct appointment, status, FILLED, VALUE_WORD, .words = words_status,
                     .blank = STATUS_COUNT),
    [BOOKED_AT] = FIELD(struct appointment, booked_at, OPTIONAL, VALUE_STAMP_FROM),
    FIELD(struct appointment, booked_by, FILLED, VALUE_WORD, .words = words_booked_by,
          .of_person = true),
    [COMPLETED_AT] = FIELD(struct appointment, completed_at, OPTIONAL, VALUE_STAMP_TO),
    [CANCELLED_AT] = FIELD(struct appointment, cancelled_at, OPTIONAL, VALUE_STAMP_TO),
    FIELD(struct appointment, cancelled_by, OPTIONAL, VALUE_WORD, .words = words_cancelled_by,
          .blank = CANCELLED_BY_CLIENT, .of_person = true),
    [APPROVAL_REF] = FIELD(struct appointment, approval_ref, OPTIONAL, VALUE_TEXT, .most = 60),
    FIELD(struct appointment, moved_from, OPTIONAL, VALUE_ID),
    {"modality", OPTIONAL, .kind = VALUE_NONE}, /* it decides nothing */
    FIELD(struct appointment, moved_at, OPTIONAL, VALUE_STAMP_TO),
};

/* Where the clock changes between start and end the appointment is as long as the time that passes. */
static void end_read(struct row *row, const struct partner_entry *partner, const char *timezone,
                     struct appointment *appointment)
{
    const struct input_column *form = &columns[DURATION_MINUTES];
    instant end;
    if (!row->translated || !row->translated->end || row->ambiguous ||
        !row_instant_read(row, DURATION_MINUTES, row->translated->end, partner, timezone, &end) ||
        row->ambiguous) {
        return;
    }
    const int64_t minutes = interval_minutes((struct interval){appointment->start, end});
    if (minutes != appointment->duration_minutes && row->issue_count == 0) {
        if (minutes < form->least || minutes > form->most) {
            row_issue(row, DURATION_MINUTES, ISSUE_BAD_NUMBER,
                      issue_print(row->texts, "an end %d to %d minutes after the start",
                                  form->least, form->most),
                      "");
        } else {
            appointment->duration_minutes = (int32_t)minutes;
        }
    }
}

/* A zone that is wrong leaves the start open: nothing is placed in another zone instead. */
static void start_read(struct row *row, struct appointment *appointment)
{
    const char *timezone = row_value(row, TIMEZONE);
    const struct partner_entry *partner = row->partner;
    if (*timezone == '\0') {
        timezone = NULL; /* the partner's */
    } else if (!row_timezone_check(row, TIMEZONE, timezone)) {
        partner = NULL;
    }
    if (!row_is_blank(row, START) && row_instant_read(row, START, row_value(row, START), partner,
                                                      timezone, &appointment->start)) {
        end_read(row, partner, timezone, appointment);
    }
    row->span = (struct interval){appointment->start, instant_add(appointment->start, 1)};
}

static void stamp_wanted(struct row *row, int column, const char *expected)
{
    if (row_is_blank(row, column)) {
        const struct source_pass *pass = row->translated ? row->translated->pass : NULL;
        const bool unnamed = pass && !source_column_find(pass, column);
        row_issue(row, column, ISSUE_MISSING_STAMP, expected,
                  unnamed ? issue_print(row->texts,
                                        "sources.ini does not say which heading it is: add %s to "
                                        "[%s columns]",
                                        columns[column].name, pass->name)
                          : NULL);
    }
}

/* The stamp that goes with a status; none with the others. */
static const struct {
    int column;
    const char *expected;
} status_stamps[STATUS_COUNT] = {
    [STATUS_COMPLETED] = {COMPLETED_AT, "the instant at which it was marked as completed (C4)"},
    [STATUS_NO_SHOW] = {COMPLETED_AT, "the instant at which the no-show was recorded (C2, C4)"},
    [STATUS_CANCELLED] = {CANCELLED_AT, "the instant at which it was cancelled"},
};

/* A stamp that the status contradicts leaves open which of the two is true, and so what is paid.
 * A moved appointment was not held, whatever those stamps say. */
static void status_check(struct row *row, struct appointment *appointment)
{
    if (appointment->status != STATUS_MOVED) {
        appointment->moved_at = STAMP_NEVER; /* it may have been moved to where it is now */
    }
    if (appointment->status == STATUS_MOVED || appointment->status == STATUS_COUNT) {
        appointment->completed_at = STAMP_NEVER;
        appointment->cancelled_at = STAMP_NEVER;
        return;
    }
    int wanted = status_stamps[appointment->status].column;
    if (wanted) {
        stamp_wanted(row, wanted, status_stamps[appointment->status].expected);
    }
    for (int column = COMPLETED_AT; column <= CANCELLED_AT; column++) {
        if (column != wanted && !row_is_blank(row, column)) {
            row_issue(
                row, column, ISSUE_UNEXPECTED_STAMP,
                issue_print(row->texts, "nothing here where status is %s", row_value(row, STATUS)),
                NULL);
        }
    }
}

/* Whether a word of the text begins with one of these. */
static bool text_has_word(const char *text, const char *const *beginnings)
{
    g_autofree char *small = g_utf8_strdown(text, -1);
    g_auto(GStrv) words = g_strsplit_set(small, " .,;:/()-", -1);
    for (char **word = words; *word; word++) {
        for (const char *const *beginning = beginnings; *beginning; beginning++) {
            if (g_str_has_prefix(*word, *beginning)) {
                return true;
            }
        }
    }
    return false;
}

/* That there is one decides (A3), so the text has to say so: a reference, or a yes. What denies it is
 * none, and what does neither is asked for. Only a reference is kept: others may be a name, or tell of
 * health. */
static void approval_check(struct row *row, struct appointment *appointment)
{
    static const char *const denying[] = {
        "no",    "nil",    "na",   "false", "unapprov", "unauth", "declin", "reject",
        "refus", "denied", "pend", "await", "request",  "withdr", "cancel", NULL};
    static const char *const granting[] = {"yes",    "true",      "ok",      "okay",
                                           "approv", "preapprov", "author",  "grant",
                                           "agree",  "accept",    "confirm", NULL};
    static const char *const marks_no[] = {"n", "n/a", "-", "–", "0", NULL};
    static const char *const marks_yes[] = {"y", "1", NULL};
    const char *text = appointment->approval_ref;
    g_autofree char *small = g_utf8_strdown(text, -1);
    const bool number = text_has_digit(text);
    if (*small == '\0' || g_strv_contains(marks_no, small) || text_has_word(text, denying)) {
        appointment->approval_ref = "";
    } else if (g_strv_contains(marks_yes, small) || !(number && id_is_formed(text))) {
        appointment->approval_ref = "(no reference id)";
        if (!number && !g_strv_contains(marks_yes, small) && !text_has_word(text, granting) &&
            row->issue_count == 0) {
            row_issue(row, APPROVAL_REF, ISSUE_BAD_APPROVAL, NULL, NULL);
        }
    }
}

static void appointment_check(struct row *row, void *fields)
{
    struct appointment *appointment = fields;
    approval_check(row, appointment);
    start_read(row, appointment);
    if (appointment->calendar == CALENDAR_ADHOC) {
        stamp_wanted(row, BOOKED_AT, "the instant at which an adhoc appointment was booked");
    }
    status_check(row, appointment);
    appointment->modality = "";
    appointment->ambiguous_local_time = row->ambiguous;
}

const struct input_table appointments_table = {
    TABLE(columns, struct appointment), .partner_column = PARTNER_ID, .key_column = APPOINTMENT_ID,
    .placed = true, .check = appointment_check};
