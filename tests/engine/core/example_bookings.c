#include <string.h>

#include "tests/engine/core/example_world.h"

/* Appointments, cases and requests for extra sessions, and what A4 to A7 need of them. */

static const char *const calendar_words[] = {"open", "adhoc", NULL};
static const char *const booker_words[] = {"client",     "cs",           "consultant_sourcing",
                                           "consultant", "user_support", NULL};
static const char *const canceller_words[] = {"client", "consultant", "company", NULL};
static const char *const review_words[] = {"not_required", "pending", "approved", "declined", NULL};

enum { MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY };

/* [STAMP] [by WHOM] */
static bool booked_read(struct words *words, struct appointment *row)
{
    bool ambiguous = false;
    int booker = 0;
    if (words_take(words, "blank")) {
        row->booked_at = STAMP_START_OF_TIME;
    } else if (g_ascii_isdigit(words_peek(words)[0]) &&
               !words_stamp(words, &row->booked_at, &ambiguous)) {
        return false;
    }
    if (words_take(words, "by")) {
        if (!words_choice(words, booker_words, &booker)) {
            return false;
        }
        row->booked_by = (enum booked_by)booker;
    }
    return true;
}

static bool cancelled_read(struct words *words, struct appointment *row)
{
    bool ambiguous = false;
    int canceller = 0;
    row->status = STATUS_CANCELLED;
    if (!words_stamp(words, &row->cancelled_at, &ambiguous)) {
        return false;
    }
    if (words_take(words, "by")) {
        if (!words_choice(words, canceller_words, &canceller)) {
            return false;
        }
        row->cancelled_by = (enum cancelled_by)canceller;
    }
    return true;
}

static bool marked_read(struct words *words, struct appointment *row,
                        enum appointment_status status)
{
    bool ambiguous = false;
    row->status = status;
    return words_stamp(words, &row->completed_at, &ambiguous);
}

static bool clause_read(example_world *world, struct words *words, struct world_appointment *row)
{
    struct appointment *appointment = &row->appointment;
    if (words_take(words, "booked")) {
        return booked_read(words, appointment);
    }
    if (words_take(words, "cancelled")) {
        return cancelled_read(words, appointment);
    }
    if (words_take(words, "completed")) {
        return marked_read(words, appointment, STATUS_COMPLETED);
    }
    if (words_take(words, "no_show")) {
        return marked_read(words, appointment, STATUS_NO_SHOW);
    }
    if (words_take(words, "moved")) {
        bool ambiguous = false;
        appointment->status = STATUS_MOVED;
        return !g_ascii_isdigit(words_peek(words)[0]) ||
               words_stamp(words, &appointment->moved_at, &ambiguous);
    }
    if (words_take(words, "minutes")) {
        return words_number(words, &appointment->duration_minutes);
    }
    if (words_take(words, "case")) {
        appointment->case_id = world_string(world, words_next(words));
        return true;
    }
    if (words_take(words, "approval")) {
        appointment->approval_ref = world_string(world, words_next(words));
        return true;
    }
    if (words_take(words, "moved_from")) {
        appointment->moved_from = world_string(world, words_next(words));
        return true;
    }
    if (words_take(words, "elsewhere")) {
        row->elsewhere = true;
        return true;
    }
    return words_fail(words, "something that an appointment has");
}

/* DATE TIME [timezone ZONE] */
static bool start_read(struct words *words, struct appointment *appointment)
{
    const char *zone = words->zone;
    if (g_strv_length(words->list) > words->at + 2 &&
        strcmp(words->list[words->at + 2], "timezone") == 0 && words->list[words->at + 3]) {
        words->zone = words->list[words->at + 3];
    }
    bool read = words_instant(words, &appointment->start, &appointment->ambiguous_local_time);
    words->zone = zone;
    if (words_take(words, "timezone")) {
        words_next(words);
    }
    return read;
}

/* appointment A1 open 2026-09-04 09:00, case ASST-1, completed 2026-09-04 10:00 */
static bool appointment_read(example_world *world, struct words *words)
{
    struct world_appointment row = {0};
    struct appointment *appointment = &row.appointment;
    int calendar = 0;
    appointment->appointment_id = world_string(world, words_next(words));
    appointment->case_id = appointment->approval_ref = appointment->moved_from = "";
    appointment->customer = CUSTOMER_NONE;
    appointment->duration_minutes = MINUTES_PER_HOUR;
    appointment->completed_at = appointment->cancelled_at = appointment->moved_at = STAMP_NEVER;
    if (!words_choice(words, calendar_words, &calendar) || !start_read(words, appointment)) {
        return false;
    }
    appointment->calendar = (enum calendar)calendar;
    appointment->booked_by = calendar == CALENDAR_ADHOC ? BOOKED_BY_CS : BOOKED_BY_CLIENT;
    appointment->booked_at =
        stamp_from_instant(instant_add(appointment->start, -(int64_t)MINUTES_PER_WEEK));
    while (words_take(words, ",")) {
        if (!clause_read(world, words, &row)) {
            return false;
        }
    }
    g_array_append_val(world->appointments, row);
    return true;
}

/* case ASST-1 entitled 6, used 2, customer K1, referred */
static bool case_read(example_world *world, struct words *words)
{
    struct world_case row = {.case_id = world_string(world, words_next(words)), .client_key = ""};
    if (!(words_take(words, "entitled") || words_fail(words, "entitled")) ||
        !words_number(words, &row.entitled_sessions)) {
        return false;
    }
    while (words_take(words, ",")) {
        if (words_take(words, "used")) {
            if (!words_number(words, &row.sessions_used)) {
                return false;
            }
        } else if (words_take(words, "customer")) {
            row.client_key = world_string(world, words_next(words));
        } else if (words_take(words, "referred")) {
            row.adhoc_referral = true;
        } else {
            return words_fail(words, "something that a case has");
        }
    }
    g_array_append_val(world->cases, row);
    return true;
}

static bool outcome_read(struct words *words, struct extra_request *request)
{
    if (words_take(words, "approved")) {
        request->outcome = REQUEST_APPROVED;
        return words_day(words, &request->outcome_on);
    }
    if (words_take(words, "declined")) {
        request->outcome = REQUEST_DECLINED;
        return true;
    }
    request->outcome = REQUEST_PENDING;
    return words_take(words, "pending") || words_fail(words, "approved, declined or pending");
}

/* request R1 case ASST-1 sessions 2, approved 2026-09-01, clinical_review approved */
static bool request_read(example_world *world, struct words *words)
{
    struct world_request row = {.request.request_id = world_string(world, words_next(words))};
    if (!(words_take(words, "case") || words_fail(words, "case"))) {
        return false;
    }
    row.case_id = world_string(world, words_next(words));
    if (!(words_take(words, "sessions") || words_fail(words, "sessions")) ||
        !words_number(words, &row.request.sessions) ||
        !(words_take(words, ",") || words_fail(words, "a comma")) ||
        !outcome_read(words, &row.request)) {
        return false;
    }
    if (words_take(words, ",")) {
        int review = 0;
        if (!(words_take(words, "clinical_review") || words_fail(words, "clinical_review")) ||
            !words_choice(words, review_words, &review)) {
            return false;
        }
        row.request.clinical_review = (enum clinical_review)review;
    }
    g_array_append_val(world->requests, row);
    return true;
}

const struct world_word world_booking_words[] = {
    {"appointment", appointment_read},
    {"case", case_read},
    {"request", request_read},
    {NULL, NULL},
};
