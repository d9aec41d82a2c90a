#ifndef ENGINE_CORE_EXCEPTION_H
#define ENGINE_CORE_EXCEPTION_H

#include <stdint.h>

/* rules.md section 9. held stops the partner, review asks a person to look before issuing, info
 * is for the record. Code, severity, what the exceptions list says and what to do about it. */
#define EXCEPTION_TABLE(X)                                                                         \
    X(NO_RATE, HELD, "an hour that pays has no rate in effect on its date: add it to rates.csv")   \
    X(NO_HOLIDAY_DATA, HELD,                                                                       \
      "the holidays of an area of the partner are not known for the whole period: add them to "    \
      "holidays/ and to its complete spans in areas.csv")                                          \
    X(BAD_ABN, HELD, "the ABN fails its checksum: correct abn in partners.csv")                    \
    X(NO_AGREEMENT, HELD,                                                                          \
      "no RCTI agreement is in force on the issue date: sign one and enter agreement_from")        \
    X(NOT_REGISTERED, HELD,                                                                        \
      "hours were taxable but the partner is not registered for GST on the issue date: the "       \
      "partner must invoice them")                                                                 \
    X(BAD_INPUT, HELD, "a row of the input was rejected: correct it and import again")             \
    X(NO_GLYPH, HELD, "the document's font lacks a character of a text that it shows")             \
    X(TAXABILITY_CHANGED, HELD,                                                                    \
      "hours that were issued are now taxable, or no longer: void that document, and the next "    \
      "run issues it anew")                                                                        \
    X(DOUBLE_BOOKED, REVIEW, "two live appointments in one hour; the hour is paid once")           \
    X(CANCELLED_BY_CONSULTANT, REVIEW,                                                             \
      "the consultant cancelled without blocking the time; the hour is paid")                      \
    X(CANCELLED_AFTER_START, REVIEW,                                                               \
      "cancelled at or after its start: counts as booked and not completed")                       \
    X(COMPLETED_BEFORE_START, REVIEW, "marked as completed before it started")                     \
    X(ADHOC_LATE_CANCELLATION, REVIEW, "an ad hoc booking was cancelled late by the client")       \
    X(ADHOC_NO_SHOW, REVIEW, "the client of an ad hoc booking did not attend")                     \
    X(OVER_ALLOCATION, REVIEW, "beyond the sessions of its case")                                  \
    X(CASE_UNKNOWN, REVIEW, "the case is blank or unknown, its sessions cannot be checked")        \
    X(PROVISIONAL_HOLIDAY, REVIEW, "a holiday that is not confirmed yet took hours")               \
    X(NO_LOCAL_AREA, REVIEW,                                                                       \
      "based in a state only, where local areas have a holiday this month: is a local area "       \
      "missing?")                                                                                  \
    X(AMBIGUOUS_LOCAL_TIME, REVIEW,                                                                \
      "a local time that happens twice was taken as the first: write it with its offset")          \
    X(EXTRA_SESSIONS_REJECTED, REVIEW, "approved for more sessions than one request may ask for")  \
    X(ISSUED_AFTER_28_DAYS, REVIEW, "issued more than 28 days after the period's end")             \
    X(LARGE_ADJUSTMENT, REVIEW,                                                                    \
      "adjustments of earlier periods above the setting adjustment_review: read why in "           \
      "adjustments.csv")                                                                           \
    X(BEYOND_RETRO, REVIEW,                                                                        \
      "a late fact of an issued period that is too old to be worked out again: raise "             \
      "retro_months in policy.ini, or settle it outside")                                          \
    X(ADJUSTMENT_WAITS, REVIEW,                                                                    \
      "the document to adjust is dated after this run's issue date: the adjustment waits for a "   \
      "run of a later --issue-date; where that document's date is wrong, void it")                 \
    X(NO_BANK_DETAILS, REVIEW, "no account to pay to: left out of the payment file")               \
    X(BANK_DETAILS_CHANGED, REVIEW,                                                                \
      "paid to another account than the last time: ask the partner by a known telephone number")   \
    X(SHARED_ACCOUNT, REVIEW, "another partner is paid to the same account")                       \
    X(ADHOC_ON_HOLIDAY, INFO, "an ad hoc booking on a public holiday, paid")                       \
    X(ADHOC_IN_BLOCK, INFO, "an ad hoc booking in a block, paid")                                  \
    X(RETROSPECTIVE_BOOKING, INFO, "booked after its start: its days count from then")             \
    X(CASE_OLDER_THAN_12_MONTHS, INFO, "a session 12 months or more after the case's first")       \
    X(BOOKED_BEFORE_OUTCOME, INFO, "booked before the extra sessions that it needs were approved") \
    X(CARRIED_FORWARD, INFO,                                                                       \
      "more was taken back than is paid: it is settled with later payments")                       \
    X(UNUSED_COLUMNS, INFO, "columns that the program does not know were not read")

#define EXCEPTION_ENUM(code, severity, text) EXCEPTION_##code,
enum exception_code { EXCEPTION_TABLE(EXCEPTION_ENUM) EXCEPTION_CODE_COUNT };
#undef EXCEPTION_ENUM

enum severity { SEVERITY_HELD, SEVERITY_REVIEW, SEVERITY_INFO };

/* What an exception of one partner is about: an index into the facts or the result. */
enum exception_subject {
    SUBJECT_PARTNER,     /* the partner; index unused */
    SUBJECT_SLOT,        /* month_result.slots */
    SUBJECT_APPOINTMENT, /* partner_facts.appointments */
    SUBJECT_HOLIDAY,     /* partner_facts.holidays */
    SUBJECT_BLOCK,       /* partner_facts.blocks */
    SUBJECT_WORK         /* partner_facts.works */
};

struct exception {
    enum exception_code code;
    enum exception_subject subject;
    uint32_t index;
};

const char *exception_code_name(enum exception_code code);
enum severity exception_severity(enum exception_code code);
const char *severity_name(enum severity severity); /* held, review, info */
const char *exception_text(enum exception_code code);

#endif
