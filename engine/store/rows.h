#ifndef ENGINE_STORE_ROWS_H
#define ENGINE_STORE_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/core/cases.h"
#include "engine/core/day.h"
#include "engine/core/facts.h"
#include "engine/core/holiday.h"
#include "engine/core/interval.h"
#include "engine/core/money.h"

/* One struct an input file, in the terms of its columns (formats.md section 2). Text is UTF-8 in
 * NFC, never NULL ("" is blank), and owned by whoever fills the struct. `line` is the line of the
 * file on which the record starts. Blank dates are DAY_UNBOUNDED_FROM or DAY_UNBOUNDED_TO by the
 * end of the range that they are; a blank gst_from or agreement_from is DAY_UNBOUNDED_TO: a range
 * that no date is in. */

/* The kinds of input file. The order is that in which they are read and in which errors are
 * listed. */
enum input_file {
    INPUT_COMPANY,
    INPUT_POLICY,
    INPUT_PARTNERS,
    INPUT_RATES,
    INPUT_SCHEDULES,
    INPUT_BLOCKS,
    INPUT_CASES,
    INPUT_EXTRA_SESSIONS,
    INPUT_APPOINTMENTS,
    INPUT_OTHER_WORK,
    INPUT_HOLIDAYS,
    INPUT_FILE_COUNT
};

struct partner_row {
    const char *partner_id;
    const char *legal_name;
    const char *trading_name;
    const char *abn; /* spaces taken out */
    day gst_from;
    day gst_to;
    day agreement_from;
    day agreement_to;
    const char *agreement_ref;
    const char *email;
    const char *address_line_1;
    const char *address_line_2;
    const char *suburb;
    const char *state;
    const char *postcode;
    const char *timezone;
    const char *areas; /* ids joined by ';', as bytes in order, each once */
    const char *bsb;   /* digits and hyphen as given */
    const char *account_number;
    const char *account_name;
    day active_from;
    day active_to;
    uint32_t line;
};

struct partner_rate_row {
    const char *partner_id;
    enum rate_kind kind;
    day effective_from;
    hourly_rate hourly_rate;
    uint32_t line;
};

struct partner_schedule_row {
    const char *partner_id;
    weekday weekday;
    int32_t start_minute;
    int32_t end_minute;
    day effective_from;
    day effective_to;
    uint32_t line;
};

struct block_row {
    const char *block_id;
    const char *partner_id;
    struct interval span;
    const char *reason;
    bool ambiguous_local_time;
    uint32_t line;
};

struct appointment_row {
    const char *appointment_id;
    const char *partner_id;
    const char *case_id;
    enum calendar calendar;
    instant start;
    int32_t duration_minutes;
    enum appointment_status status;
    stamp booked_at;
    enum booked_by booked_by;
    stamp completed_at;
    stamp cancelled_at;
    enum cancelled_by cancelled_by;
    const char *approval_ref;
    const char *moved_from;
    const char *modality;
    bool ambiguous_local_time; /* of any of its instants */
    uint32_t line;
};

struct other_work_row {
    const char *work_id;
    const char *partner_id;
    enum stream stream;
    struct interval span;
    bool ambiguous_local_time;
    uint32_t line;
};

struct case_row {
    const char *case_id;
    int32_t entitled_sessions;
    day opened_on; /* DAY_UNBOUNDED_FROM where blank */
    int32_t sessions_used;
    const char *adhoc_referral;
    const char *client_key;
    uint32_t line;
};

struct extra_session_row {
    const char *request_id;
    const char *case_id;
    day requested_on;
    int32_t sessions;
    enum request_outcome outcome;
    day outcome_on; /* DAY_UNBOUNDED_TO where blank */
    enum clinical_review clinical_review;
    uint32_t line;
};

/* company.ini and policy.ini: one entry a key; a section without keys (which stands for every
 * setting at its default) is one with a blank key and value. */
struct ini_row {
    const char *section; /* "company"; "policy" or "policy from 2026-09-01" */
    const char *key;
    const char *value;
    uint32_t line;
};

/* A row set aside by --hold-bad. */
struct held_row {
    enum input_file file;
    const char *partner_id;
    const char *error_line; /* the whole line of the error, its line number included */
    uint32_t line;
};

/* The words of the enums: as the CSV files have them, so that a stored word means the same whatever
 * becomes of an enum's numbers. Each list is ended by NULL. */
extern const char *const words_rate_kind[RATE_KIND_COUNT + 1];
extern const char *const words_weekday[SUN + 2];
extern const char *const words_calendar[CALENDAR_COUNT + 1];
extern const char *const words_status[STATUS_COUNT + 1];
extern const char *const words_booked_by[BOOKED_BY_COUNT + 1];
extern const char *const words_cancelled_by[CANCELLED_BY_COUNT + 1];
extern const char *const words_stream[STREAM_COUNT + 1];
extern const char *const words_outcome[REQUEST_OUTCOME_COUNT + 1];
extern const char *const words_clinical_review[CLINICAL_REVIEW_COUNT + 1];
extern const char *const words_effect[EFFECT_COUNT + 1];
extern const char *const words_holiday_status[HOLIDAY_STATUS_COUNT + 1];
extern const char *const words_input_file[INPUT_FILE_COUNT + 1];

/* The place of a word; -1 where it is none of them. */
int words_find(const char *const *words, const char *word);

#endif
