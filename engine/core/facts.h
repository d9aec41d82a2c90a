#ifndef ENGINE_CORE_FACTS_H
#define ENGINE_CORE_FACTS_H

#include "engine/core/clock.h"
#include "engine/core/money.h"
#include "engine/core/policy.h"

/* What is known about one partner for one period: the core's only input beside the policy. A row of
 * an input file is one struct from the importers through the store to the rules; its fields are named
 * as the CSV columns are (formats.md section 2). Strings are NUL-terminated UTF-8 and never NULL ("" is
 * blank); the caller owns all of it. */

/* ---- a partner ----------------------------------------------------------------------------- */

/* The line that a fact came from, for the exceptions list and the audit. */
struct fact_source {
    const char *file; /* "appointments.csv" */
    uint32_t line;    /* counted from 1 */
    /* The batch of that file, where it is not the one that is in force for the period; else 0. */
    int64_t earlier_batch;
};

/* A row of schedules.csv (S1, S2). */
struct schedule_row {
    const char *partner_id;
    weekday weekday;
    int32_t start_minute; /* of the day, 0..1439 */
    int32_t end_minute;   /* start + a whole number of hours; up to 1499 where end is blank */
    struct day_range effective;
    int32_t every; /* weeks, counted from effective.from; 0: each week (S1) */
    struct fact_source source;
};

/* What has a rate; and lines without one: what was decided to be paid (D3), for services or for none. */
enum rate_kind {
    RATE_PARTNER,
    RATE_ADHOC,
    RATE_KIND_COUNT,
    LINE_DECISION = RATE_KIND_COUNT,
    LINE_NO_SUPPLY,
    LINE_KIND_COUNT
};

/* A row of rates.csv; the latest on or before a date counts. */
struct rate_row {
    const char *partner_id;
    enum rate_kind kind;
    day effective_from;
    hourly_rate hourly_rate;
    struct fact_source source;
};

/* Of a block or of other work: a row with "cancelled" takes nothing. */
enum taken_status { TAKEN_STANDS, TAKEN_CANCELLED, TAKEN_STATUS_COUNT };

struct block {
    const char *block_id;
    const char *partner_id;
    struct interval span;
    const char *reason; /* health data: stores of old have it, it is never read any more; "" */
    bool ambiguous_local_time;
    enum taken_status status;
    struct fact_source source;
};

enum stream { STREAM_RAPID_RESPONSE, STREAM_ONSITE, STREAM_OTHER, STREAM_COUNT };

struct other_work {
    const char *work_id;
    const char *partner_id;
    enum stream stream;
    struct interval span;
    bool ambiguous_local_time;
    enum taken_status status;
    struct fact_source source;
};

/* How a holiday is known. A provisional one counts, but is looked at (G4). */
enum holiday_effect { EFFECT_DECLARE, EFFECT_SUBSTITUTE, EFFECT_CANCEL, EFFECT_COUNT };
enum holiday_status { HOLIDAY_GAZETTED, HOLIDAY_RULE, HOLIDAY_PROVISIONAL, HOLIDAY_STATUS_COUNT };

/* A row of holidays.csv; the partner's, after G1 and G2, are those that give it a day. */
struct holiday {
    day date;
    const char *area;
    const char *name;
    int32_t from_minute; /* of the day; 0 and 1440: the whole day (G3) */
    int32_t to_minute;
    enum holiday_effect effect;
    day target_date;         /* with effect substitute or cancel; else DAY_UNBOUNDED_FROM */
    const char *target_name; /* … else "" */
    enum holiday_status status;
    const char *source_text; /* column source */
    struct fact_source source;
};

enum calendar { CALENDAR_OPEN, CALENDAR_ADHOC, CALENDAR_COUNT };
enum appointment_status {
    STATUS_BOOKED,
    STATUS_COMPLETED,
    STATUS_NO_SHOW,
    STATUS_CANCELLED,
    STATUS_MOVED,
    STATUS_COUNT
};
enum booked_by {
    BOOKED_BY_CLIENT,
    BOOKED_BY_CS,
    BOOKED_BY_CONSULTANT_SOURCING,
    BOOKED_BY_CONSULTANT,
    BOOKED_BY_USER_SUPPORT,
    BOOKED_BY_COUNT
};
enum cancelled_by {
    CANCELLED_BY_CLIENT, /* also where the column is blank (P4, H1) */
    CANCELLED_BY_CONSULTANT,
    CANCELLED_BY_COMPANY,
    CANCELLED_BY_COUNT
};

/* What A6 found of an appointment, from the pass over all partners (case_judge). */
enum session_verdict {
    SESSION_WITHIN,      /* within the allocation of its case */
    SESSION_OVER,        /* beyond it */
    SESSION_CASE_UNKNOWN /* no such case: cannot be checked */
};

struct session_finding {
    enum session_verdict verdict : 8;
    bool booked_before_outcome; /* of the extra sessions that it needs */
    bool case_older_than_12_months;
    bool may_change; /* something of its case happens after the as-at */
    /* How many sessions it is beyond the allocation; of one that uses none, how many it would be. */
    uint16_t lacking;
};

struct appointment {
    const char *appointment_id;
    const char *partner_id;
    const char *case_id;
    uint32_t customer; /* index into customers; CUSTOMER_NONE where case_id is blank */
    enum calendar calendar;
    instant start;
    int32_t duration_minutes; /* 15..240 */
    enum appointment_status status;
    stamp booked_at; /* STAMP_START_OF_TIME where blank */
    enum booked_by booked_by;
    stamp completed_at; /* STAMP_NEVER unless completed or no_show */
    stamp cancelled_at; /* STAMP_NEVER unless cancelled */
    stamp moved_at;     /* STAMP_NEVER unless moved, and where it is not known */
    enum cancelled_by cancelled_by;
    const char *approval_ref;
    const char *moved_from;
    const char *modality;            /* stores of old have it, it is never read any more; "" */
    stamp moved_from_open_booked_at; /* when the open-calendar appointment that moved_from names
                                      * (of whomever) was booked; STAMP_NEVER if it names none */
    struct session_finding session;  /* of those that use a session (A6) */
    bool ambiguous_local_time;
    struct fact_source source;
};

#define CUSTOMER_NONE UINT32_MAX

/* The cases that one client_key joins, or one case without a key (A4, A5). */
struct customer {
    bool adhoc_referral; /* one of its cases names this partner */
};

/* What people decide beside the rules (decisions.md). */
enum decision_kind {
    DECISION_WAIVE,
    DECISION_AUTHORISE,
    DECISION_PAY,
    DECISION_HOLD,
    DECISION_RELEASE,
    DECISION_SETTLED,
    DECISION_RETURNED,
    DECISION_PAID,
    DECISION_WRITE_OFF,
    DECISION_INSTALMENTS,
    DECISION_REVOKE, /* ends another */
    DECISION_KIND_COUNT
};
enum decision_nature { NATURE_SERVICES, NATURE_NO_SUPPLY, NATURE_COUNT };

enum { NO_MINUTE = -1 }; /* of a time of day: none is named */

/* A row of decisions.csv, or what `rcti decide` entered. Whom it is about is filled in where it names just
 * an appointment, a document or a decision. */
struct decision {
    const char *decision_id;
    enum decision_kind kind;
    const char *partner_id;
    struct period period; /* PERIOD_NONE where its subject has none */
    day date;             /* DAY_UNBOUNDED_FROM where blank */
    int32_t start_minute; /* of an hour; NO_MINUTE where blank */
    const char *appointment_id;
    const char *number; /* of a document; of what is written off, one of the supplier who owes it */
    money amount;       /* 0 where blank: */
    bool amount_given;
    enum decision_nature nature;
    const char *ticket;
    const char *reason;
    const char *entered_by; /* the login */
    const char *approved_by;
    const char *revokes; /* the decision that a revocation ends; in a file it stands in `number` */
    stamp entered_at;
    struct fact_source source;
    /* Computed: from which batch it is known, and which later decision ended it or, by contradicting it,
     * counts in its place; "" where none did. */
    int64_t batch;
    const char *revoked_by;
    const char *superseded_by;
};

/* Of decisions in the order in which they were entered: which of them later ones ended or superseded. */
void decisions_mark(struct decision *decisions, size_t count);
/* The same, where only the last of them is new. */
void decisions_mark_last(struct decision *decisions, size_t count);
/* Neither ended nor superseded; a revocation is never in force itself. */
bool decision_in_force(const struct decision *decision);
/* D3: whether it pays for the period, in force or not; and the day whose registration says whether that is
 * taxable: its date, else the last of its period. */
bool decision_pays(const struct decision *decision, struct period period);
day decision_tax_date(const struct decision *decision);

/* What a hold of rules.md M3 and M4 depends on and is found outside the core. Each is NULL where it
 * does not apply, else the particulars for the exceptions list ("the area AU-VIC", "U+4E2D"). */
struct hold_facts {
    const char *bad_input;       /* --hold-bad set a row of the partner aside */
    const char *no_glyph;        /* the font lacks a character of what the document shows */
    const char *no_holiday_data; /* G4: areas whose data does not cover the period, and
                                  * what it covers */
    const char *no_local_area;   /* G4: based in states only, whose local areas have a holiday */
};

struct partner_facts {
    const char *partner_id;
    const char *abn;            /* digits, spaces taken out */
    struct day_range gst;       /* from is DAY_UNBOUNDED_TO where never registered */
    struct day_range agreement; /* from is DAY_UNBOUNDED_TO where there is none */
    struct day_range active;
    bool bank_details; /* bsb and account_number are there */
    struct clock clock;
    const char
        *timezone; /* of the clock: "Australia/Sydney"; for words, nothing is decided by it */
    const struct schedule_row *schedules;
    size_t schedule_count;
    const struct rate_row *rates;
    size_t rate_count;
    /* Blocks and works by start, then id; holidays by date. These cover at least the day before the period to the day after it, by overlap. */
    const struct block *blocks;
    size_t block_count;
    const struct other_work *works;
    size_t work_count;
    const struct holiday *holidays;
    size_t holiday_count;
    /* In order of start, then appointment_id as bytes: what starts from two days before the
     * period to two days after it, and the history with this partner (of any date) of the
     * customers of its ad hoc bookings that a consultant booked. */
    const struct appointment *appointments;
    size_t appointment_count;
    const struct customer *customers;
    size_t customer_count;
    bool case_data; /* cases.csv has rows at all; without, CASE_UNKNOWN is one for the run */
    /* The cases of ad hoc bookings that are over their allocation: for their explanation. */
    const struct partner_case *cases;
    size_t case_count;
    /* The partner's that are in force, in the order in which they were entered. */
    const struct decision *decisions;
    size_t decision_count;
    struct hold_facts hold;
    struct fact_source source; /* of the partner's row */
};

/* ---- a case -------------------------------------------------------------------------------- */

/* A6 and A7 span partners, so they are worked out one case at a time, in a pass of their own
 * before the months of the partners. */

enum request_outcome { REQUEST_PENDING, REQUEST_APPROVED, REQUEST_DECLINED, REQUEST_OUTCOME_COUNT };
enum clinical_review {
    REVIEW_NOT_REQUIRED, /* also where blank */
    REVIEW_PENDING,
    REVIEW_APPROVED,
    REVIEW_DECLINED,
    CLINICAL_REVIEW_COUNT
};

/* A row of extra_sessions.csv. */
struct extra_request {
    const char *request_id;
    const char *case_id;
    day requested_on;
    int32_t sessions;
    enum request_outcome outcome;
    day outcome_on; /* DAY_UNBOUNDED_TO where blank */
    enum clinical_review clinical_review;
    bool counts; /* A7; computed */
    struct fact_source source;
};

/* An appointment of the case, with any partner, on either calendar: its id, status, start, booked_at
 * and what it has of a cancellation. */
struct case_appointment {
    struct appointment appointment;
    day local_date;  /* of start, in its partner's zone */
    day booked_date; /* of booked_at there; DAY_UNBOUNDED_FROM where blank */
};

struct case_facts {
    bool known; /* false: cases.csv has no such case */
    int32_t entitled_sessions;
    int32_t sessions_used;
    struct extra_request *requests; /* by outcome_on, then request_id as bytes */
    size_t request_count;
    const struct case_appointment *appointments; /* by start, then appointment_id as bytes */
    size_t appointment_count;
};

/* A case that a partner's bookings are of. */
struct partner_case {
    const char *case_id;
    struct case_facts facts;
};

/* A6: whether an appointment of a case uses one of its sessions. */
bool appointment_uses_session(const struct appointment *appointment, const struct policy *policy,
                              stamp as_at);

/* A7: whether each request counts; an approved one for more than extra_sessions_max does not
 * (EXTRA_SESSIONS_REJECTED). A6: a finding for each appointment of the case (appointment_count
 * places); one that uses no session is SESSION_WITHIN. */
void case_judge(const struct case_facts *facts, const struct policy *policy, stamp as_at,
                struct session_finding *ret_findings);

/* Whether case_judge gives the same by both policies, whatever the case. */
bool case_judged_alike(const struct policy *a, const struct policy *b);

/* ---- holidays as they are published -------------------------------------------------------- */

/* Rows of areas.csv and holidays.csv (formats.md section 2), which the importers read, the store
 * keeps and holidays/calendar.h turns into what applies to a partner (G1 to G4). */

/* gazetted, rule, provisional; ended by NULL. */
extern const char *const holiday_status_words[HOLIDAY_STATUS_COUNT + 1];

struct area_row {
    const char *area;
    const char *parent; /* "" for the root */
    const char *name;
    const char *definition;
    const struct day_range *complete; /* spans of dates for which its data is complete (G4) */
    size_t complete_count;            /* 0: takes its parent's */
    const char *complete_text;        /* them as they are written */
    const char *zones; /* the time zones that its clocks have, joined by ';'; "": its parent's */
    struct fact_source source;
};

#endif
