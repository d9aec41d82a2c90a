#ifndef ENGINE_STORE_ROWS_H
#define ENGINE_STORE_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/core/facts.h"
#include "engine/core/month.h"

/* One struct an input file (formats.md section 2): those of core/facts.h, and here
 * the others. Text is UTF-8 in NFC, never NULL ("" is blank), and owned by whoever fills the
 * struct. source.line is the line of the file on which the record starts; staging needs no more of a
 * source. Blank dates are DAY_UNBOUNDED_FROM or DAY_UNBOUNDED_TO by the end of the range that they are;
 * a blank gst.from or agreement.from is DAY_UNBOUNDED_TO: a range that no date is in. */

/* The kinds of input file. The order is that in which they are read and in which errors are
 * listed. */
enum input_file {
    INPUT_COMPANY,
    INPUT_POLICY,
    INPUT_AREAS,
    INPUT_PARTNERS,
    INPUT_RATES,
    INPUT_SCHEDULES,
    INPUT_BLOCKS,
    INPUT_CASES,
    INPUT_EXTRA_SESSIONS,
    INPUT_APPOINTMENTS,
    INPUT_OTHER_WORK,
    INPUT_HOLIDAYS,
    INPUT_DECISIONS,
    INPUT_FILE_COUNT,
    /* No file: the rows set aside by --hold-bad, in force until their file is imported again for the
     * period. */
    FACT_HELD_ROWS = INPUT_FILE_COUNT,
    /* No file: the blocks and works that began before a period and reach into it, and that the period's
     * file does not have; in force like those. */
    FACT_ABSENT_ROWS,
    /* No file: what sources.ini said of a file, and what was read by it. */
    FACT_SOURCES,
    FACT_TABLE_COUNT
};

enum answer { ANSWER_BLANK, ANSWER_YES, ANSWER_NO, ANSWER_COUNT };
enum entity_type {
    ENTITY_BLANK,
    ENTITY_INDIVIDUAL,
    ENTITY_COMPANY,
    ENTITY_TRUST,
    ENTITY_PARTNERSHIP,
    ENTITY_TYPE_COUNT
};

struct partner_row {
    struct supplier supplier; /* abn: spaces taken out; bsb: digits and hyphen as given */
    struct day_range gst;
    struct day_range agreement;
    struct day_range active;
    const char *timezone;
    const char *areas;            /* ids joined by ';', as bytes in order, each once */
    day agreement_covers_from;    /* what the agreement covers; blank: from agreement.from on */
    enum answer agreement_setoff; /* whether what is owed may come off a payment */
    enum entity_type entity_type;
    enum answer super;    /* whether super is paid */
    enum answer einvoice; /* whether an e-invoice is wanted */
    struct fact_source source;
};

struct case_row {
    const char *case_id;
    int32_t entitled_sessions;
    day opened_on; /* DAY_UNBOUNDED_FROM where blank */
    int32_t sessions_used;
    const char *adhoc_referral;
    const char *client_key;
    struct fact_source source;
};

/* company.ini and policy.ini: one entry a key; a section without keys (which stands for every
 * setting at its default) is one with a blank key and value. */
/* The key, which no file can have, of the bytes of company.ini's logo as base64. */
#define COMPANY_LOGO_KEY "logo_png"
struct ini_row {
    const char *section; /* "company"; "policy" or "policy from 2026-09-01" */
    const char *key;
    const char *value;
    struct fact_source source;
};

/* A row set aside by --hold-bad. */
struct held_row {
    enum input_file file;
    const char *partner_id;
    const char *error_line; /* the whole line of the error, its line number included */
    struct fact_source source;
};

/* A block or work that still counts although a file does not have it (NOT_IN_EXPORT). */
struct absent_row {
    enum input_file file;
    const char *partner_id;
    const char *id; /* block_id or work_id */
    struct fact_source source;
};

/* A line of sources.ini, or of the account of what was read by it (exports.md section 4): section "read "
 * and then the pass and the export, key what and value as what. */
#define SOURCE_READ "read "
/* The key that each account has; its row's line is how many lines the exports of the file have before
 * this one, on which the lines of its rows count on. */
#define SOURCE_LINES "lines"
struct source_row {
    enum input_file file; /* that it is about */
    const char *section;
    const char *key;
    const char *value;
    int64_t count; /* of an account */
    struct fact_source source;
};

/* The source of a decision that was entered by command. */
#define SOURCE_DECIDE "rcti decide"

/* The words of the enums: as the CSV files have them, so that a stored word means the same whatever
 * becomes of an enum's numbers. Each list is ended by NULL. */
extern const char *const words_rate_kind[RATE_KIND_COUNT + 1];
extern const char *const words_line_kind[LINE_KIND_COUNT + 1];
extern const char *const words_weekday[SUN + 2];
extern const char *const words_calendar[CALENDAR_COUNT + 1];
extern const char *const words_status[STATUS_COUNT + 1];
extern const char *const words_booked_by[BOOKED_BY_COUNT + 1];
extern const char *const words_cancelled_by[CANCELLED_BY_COUNT + 1];
extern const char *const words_stream[STREAM_COUNT + 1];
extern const char *const words_taken_status[TAKEN_STATUS_COUNT + 1]; /* "" first, as in: */
extern const char *const words_answer[ANSWER_COUNT + 1];
extern const char *const words_entity_type[ENTITY_TYPE_COUNT + 1];
extern const char *const words_outcome[REQUEST_OUTCOME_COUNT + 1];
extern const char *const words_clinical_review[CLINICAL_REVIEW_COUNT + 1];
extern const char *const words_effect[EFFECT_COUNT + 1];
extern const char *const words_decision_kind[DECISION_KIND_COUNT + 1];
extern const char *const words_nature[NATURE_COUNT + 1];
extern const char *const words_input_file[INPUT_FILE_COUNT + 1];

/* The place of a word; -1 where it is none of them. */
int words_find(const char *const *words, const char *word);

#endif
