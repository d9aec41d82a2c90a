#ifndef ENGINE_CORE_OUTCOME_H
#define ENGINE_CORE_OUTCOME_H

#include <stdint.h>

/* Every rule, verdict and reason in one table each, with the text that people read. The codes
 * are written to CSV, XLSX, PDF and the terminal exactly as they stand here. */

/* rule id, the sentence that it follows, how it is read. */
#define RULE_TABLE(X)                                                                              \
    X(S1, "each block = 1hr",                                                                      \
      "Each schedule row in effect gives its 1-hour slots on each date of its weekday, or every "  \
      "so many weeks.")                                                                            \
    X(S2, "you have provided an agreed schedule of hours per week",                                \
      "A row counts from effective_from to effective_to, while the partner is active.")            \
    X(S3, "each individual appointment slot (each block = 1hr)",                                   \
      "No hour is offered twice: rows in effect on one date may not overlap.")                     \
    X(S4, "",                                                                                      \
      "A slot whose start the clock skips is no slot; one that happens twice counts once.")        \
    X(P1,                                                                                          \
      "Public Holidays (national and local, state, territory and regional) are automatically "     \
      "blocked",                                                                                   \
      "A slot that overlaps a public holiday of the partner's areas is not paid.")                 \
    X(P2, "you are not remunerated for the total amount of slots that are blocked for each day",   \
      "A slot that overlaps one of the partner's blocks is not paid.")                             \
    X(P3, "you are not compensated twice for any overlapping hours",                               \
      "Minutes that other-stream work covers are paid there, not here.")                           \
    X(P4, "if a customer cancels and appointment you are still remunerated for that 1 x 1hr slot", \
      "A slot whose appointment was cancelled is paid.")                                           \
    X(P5, "you are not compensated twice if another customer books into that slot",                \
      "A booked slot is paid once, however many appointments it holds.")                           \
    X(P6, "remunerated regardless if an appointment is scheduled or not",                          \
      "A slot that was offered and not used is paid.")                                             \
    X(C1,                                                                                          \
      "If you have a scheduled appointment and do not mark it as completed within 7 days of "      \
      "it occurring you will not be remunerated for that hour slot",                               \
      "A slot with an appointment that was not marked in time is taken back.")                     \
    X(C2, "within 7 days of it occurring",                                                         \
      "Marked on or before the 7th day after the appointment's date (or after it was added).")     \
    X(C3, "", "Until its deadline an appointment that is not marked is pending.")                  \
    X(C4, "", "A completion stamped before the start is accepted and reviewed.")                   \
    X(C5, "", "A cancellation or move at or after the start is none: the appointment counts.")     \
    X(H1, "", "A cancelled ad hoc booking is not paid, unless late and the setting pays it.")      \
    X(H2, "", "An ad hoc no-show is not paid, unless the setting pays it.")                        \
    X(H3, "you are not compensated twice for any overlapping hours",                               \
      "Ad hoc minutes that overlap hours that count elsewhere are not paid again.")                \
    X(H4,                                                                                          \
      "Ad hoc scheduled bookings are calculated separately to your Consultant Partner "            \
      "schedule hours end of month calculation",                                                   \
      "An authorised ad hoc booking is paid for its duration at the ad hoc rate of its date.")     \
    X(A0, "", "A booking outside the partner's active dates is not authorised.")                   \
    X(A1, "Customer Service (CS) team or Consultant Sourcing team only",                           \
      "Booked by Customer Service or Consultant Sourcing: authorised.")                            \
    X(A2, "The online booking portal is unable to search your “Ad hoc” schedule",                  \
      "A client cannot book ad hoc through the portal.")                                           \
    X(A3, "unless pre-approved by the User Support team",                                          \
      "Pre-approval settles who booked it, not the client's sessions.")                            \
    X(A4, "You cannot move a customer from Open schedule booking to an ad hoc schedule booking",   \
      "A booking moved from the open calendar is not authorised.")                                 \
    X(A5, "You cannot self refer into your ad hoc schedule",                                       \
      "A consultant may rebook only clients first booked by CS or Consultant Sourcing.")           \
    X(A6, "Additional, unauthorised appointments",                                                 \
      "Sessions beyond the case's allocation are not authorised.")                                 \
    X(A7, "If you request more than four at once, it will be automatically rejected",              \
      "Extra sessions count from the date on which they were approved.")                           \
    X(A8, "Additional, unauthorised appointments",                                                 \
      "An open appointment outside every paid slot pays nothing.")                                 \
    X(G1, "Public Holidays (national and local, state, territory and regional)",                   \
      "A partner has the holidays of each area that they are based in and of those above it.")     \
    X(G2, "", "A local day may take the place of a state's day, in its area only.")                \
    X(G3, "", "A part-day holiday blocks the slots that overlap its hours.")                       \
    X(G4, "", "Holidays are published facts; past their horizon nothing is guessed.")              \
    X(M1, "The ad hoc schedule may attract a different rate to your Partner schedule.",            \
      "Minutes by kind and rate make a line: rate x minutes / 60, half a cent up.")                \
    X(M2, "", "GST is 10 % of what is dated while the partner is registered.")                     \
    X(M3, "an invoice (RCTI) generated on your behalf",                                            \
      "A taxable line makes a Recipient Created Tax Invoice, none a Recipient Created Invoice.")   \
    X(M4, "", "A held partner gets no document and stops nobody else.")                            \
    X(R1, "", "An issued month is worked out again by later runs, and the difference is billed.")  \
    X(R2, "", "A difference on what was issued is an adjustment; what never was is a late one.")   \
    X(R5, "", "What is paid is the document and the adjustments; below zero is carried forward.")  \
    X(R6, "", "A voided document is replaced or, where nothing is due in its place, taken back.")  \
    X(D1, "", "An hour or an appointment that was waived is not taken back.")                      \
    X(D2, "", "A booking that was authorised by decision is paid as one that was authorised.")     \
    X(D3, "", "What was decided to be paid beside the hours is part of the month.")

#define RULE_ENUM(code, policy, reading) RULE_##code,
enum rule { RULE_TABLE(RULE_ENUM) RULE_COUNT };

/* What an outcome is the verdict of. */
enum outcome_of { OUTCOME_OF_SLOT, OUTCOME_OF_ADHOC, OUTCOME_OF_UNSCHEDULED };

/* code, what it judges, its rule, what happened, what would have made it payable ("" if paid). */
#define OUTCOME_TABLE(X)                                                                           \
    X(DST_GAP, SLOT, S4, "The clock skipped this hour", "nothing: this hour did not exist")        \
    X(HOLIDAY, SLOT, P1, "Public holiday", "nothing: public holidays are blocked automatically")   \
    X(BLOCKED, SLOT, P2, "Blocked", "not blocking this hour")                                      \
    X(OTHER_STREAM, SLOT, P3, "Other stream work, paid elsewhere",                                 \
      "nothing: these minutes are paid with the other stream")                                     \
    X(BOOKED, SLOT, P5, "Booked", "")                                                              \
    X(CANCELLED, SLOT, P4, "Cancelled, still paid", "")                                            \
    X(AVAILABLE, SLOT, P6, "Available, not used", "")                                              \
    X(ADHOC_CANCELLED, ADHOC, H1, "Ad hoc booking cancelled", "holding the session")               \
    X(ADHOC_UNAUTHORISED, ADHOC, A5, "Ad hoc booking not authorised", "an authorised booking")     \
    X(ADHOC_NO_SHOW, ADHOC, H2, "Client did not attend", "holding the session")                    \
    X(ADHOC_NOT_COMPLETED, ADHOC, C1, "Not marked as completed in time",                           \
      "marking it as completed in time")                                                           \
    X(ADHOC_PENDING, ADHOC, C3, "Not marked as completed yet",                                     \
      "mark it as completed by its deadline: it is then paid in a later run")                      \
    X(ADHOC_OVERLAP, ADHOC, H3, "Some of it overlaps hours paid elsewhere",                        \
      "nothing: the overlapping minutes are paid elsewhere")                                       \
    X(ADHOC_PAID, ADHOC, H4, "Ad hoc session", "")                                                 \
    X(UNSCHEDULED, UNSCHEDULED, A8, "Appointment outside the paid schedule",                       \
      "an appointment in an hour of the Partner schedule")

/* Of an hour that is CANCELLED, but that the setting consultant_cancellation does not pay. */
#define CANCELLED_UNPAID_TEXT "Cancelled by the consultant"

#define OUTCOME_ENUM(code, of, rule, text, mend) OUTCOME_##code,
enum outcome { OUTCOME_TABLE(OUTCOME_ENUM) OUTCOME_COUNT };

/* Why an ad hoc booking is not authorised, or by which decisions it is judged as it is: code, its rule, in
 * words, what would have made it payable. */
#define REASON_TABLE(X)                                                                            \
    X(NOT_ACTIVE, A0, "outside the dates on which the partner is active",                          \
      "a booking within the active dates")                                                         \
    X(PORTAL_BOOKING, A2, "booked by the client through the portal",                               \
      "a booking by Customer Service or Consultant Sourcing, or pre-approval by User Support")     \
    X(MOVED_FROM_OPEN, A4, "moved from the open schedule",                                         \
      "leaving it on the open schedule, or pre-approval by User Support")                          \
    X(SELF_REFERRAL, A5, "self-referred",                                                          \
      "a first booking by Customer Service or Consultant Sourcing, or pre-approval by User "       \
      "Support")                                                                                   \
    X(OVER_ALLOCATION, A6, "beyond the sessions of the case",                                      \
      "approved extra sessions on or before its date")                                             \
    X(CASE_UNKNOWN, A6, "its case is blank or unknown", "a known case with sessions left")         \
    X(WAIVED, D1, "not marked, and waived by decision", "")                                        \
    X(AUTHORISED, D2, "authorised by decision", "")                                                \
    X(AUTHORISED_AND_WAIVED, D2, "authorised and waived by decision", "")

#define REASON_ENUM(code, rule, text, mend) REASON_##code,
enum reason { REASON_TABLE(REASON_ENUM) REASON_COUNT, REASON_NONE = REASON_COUNT };

/* Notes on a slot, as bits. */
enum { NOTE_REBOOKED = 1, NOTE_PENDING_COMPLETION = 2, NOTE_WAIVED = 4 };

/* The codes by value, ended by NULL; "" is that of REASON_NONE. */
extern const char *const rule_words[RULE_COUNT + 1];
extern const char *const outcome_words[OUTCOME_COUNT + 1];
extern const char *const reason_words[REASON_COUNT + 2];

struct rule_says {
    const char *sentence; /* the policy's, "" where the policy is silent */
    const char *reading;
};
extern const struct rule_says rule_says[RULE_COUNT];

struct verdict_says {
    enum outcome_of judges;
    enum rule rule; /* that gives it; of ADHOC_UNAUTHORISED the reason's counts instead */
    const char *text;
    const char *mend;
};
extern const struct verdict_says outcome_says[OUTCOME_COUNT];
extern const struct verdict_says reason_says[REASON_COUNT];

/* ---- exceptions ---------------------------------------------------------------------------- */

/* rules.md section 9. held stops the partner, review asks a person to look before issuing, info
 * is for the record. Code, severity, what the exceptions list says and what to do about it. */
#define EXCEPTION_TABLE(X)                                                                         \
    X(NO_RATE, HELD, "an hour that pays has no rate in effect on its date: add it to rates.csv")   \
    X(NO_HOLIDAY_DATA, HELD,                                                                       \
      "the holidays of an area of the partner are not known for the whole period: add them to "    \
      "holidays/ and to its complete spans in areas.csv")                                          \
    X(BAD_ABN, HELD, "the ABN fails its checksum: correct abn in partners.csv")                    \
    X(NO_ABN, HELD,                                                                                \
      "there is no ABN: get one before paying, else 47 % of the whole payment is to be withheld, " \
      "which is not done here; enter abn in partners.csv")                                         \
    X(NO_AGREEMENT, HELD,                                                                          \
      "no RCTI agreement is in force on the issue date: look at agreement_from and agreement_to")  \
    X(NOT_REGISTERED, HELD,                                                                        \
      "hours were taxable but the partner is not registered for GST on the issue date: the "       \
      "partner must invoice them")                                                                 \
    X(BAD_INPUT, HELD, "a row of the input was rejected: correct it and import again")             \
    X(NO_GLYPH, HELD, "the document's font lacks a character of a text that it shows")             \
    X(TAXABILITY_CHANGED, HELD,                                                                    \
      "what was issued is now taxable, or is not any more: void that document, and the next "      \
      "run issues it anew")                                                                        \
    X(NOTE_UNREGISTERED, HELD,                                                                     \
      "an adjustment note upwards has GST, and the supplier is not registered for it any more: "   \
      "only the supplier can invoice that; settle it outside")                                     \
    X(BELOW_ZERO, HELD,                                                                            \
      "decisions take off more than the month comes to: revoke one of them, or enter less")        \
    X(HELD_BY_DECISION, HELD, "held by a decision until another one releases it")                  \
    X(DECISION_REFUSED, REVIEW,                                                                    \
      "a row of decisions.csv that was not entered: correct it and import that file again")        \
    X(DOUBLE_BOOKED, REVIEW, "two live appointments in one hour; the hour is paid once")           \
    X(CANCELLED_BY_CONSULTANT, REVIEW,                                                             \
      "the consultant cancelled without blocking the time; the hour is paid")                      \
    X(CANCELLED_AFTER_START, REVIEW,                                                               \
      "cancelled at or after its start: counts as booked and not completed")                       \
    X(MOVED_AFTER_START, REVIEW,                                                                   \
      "moved at or after its start: counts as booked and not completed")                           \
    X(COMPLETED_BEFORE_START, REVIEW, "marked as completed before it started")                     \
    X(UNSCHEDULED_BOOKINGS, REVIEW, "open bookings that start in no hour of the Partner schedule") \
    X(BESIDE_AN_HOUR, REVIEW,                                                                      \
      "a booking that starts in no hour, lies over one for half an hour or more and was not "      \
      "marked in time: had it started in the hour, the hour would be taken back")                  \
    X(SAME_RECORD_TWICE, REVIEW,                                                                   \
      "one booking under two ids, one of them with three letters behind it: leave one of them "    \
      "out "                                                                                       \
      "of the export")                                                                             \
    X(PAY_UNUSUAL, REVIEW,                                                                         \
      "pay with blocked and holiday hours is over half more or less than the last issued month's") \
    X(PENALTY_UNDONE, REVIEW,                                                                      \
      "an hour that was taken back comes back although nobody marked it as completed: ask why "    \
      "its booking changed")                                                                       \
    X(TAKEN_BACK, REVIEW, "taken back of issued months: read why in adjustments.csv")              \
    X(SESSIONS_COUNTED_TWICE, REVIEW,                                                              \
      "sessions_used grew by the sessions that are counted from the appointments already: it is "  \
      "for those before the data begins and for consultants outside it")                           \
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
    X(CANNOT_BE_ISSUED, REVIEW, "the issue of this draft would be refused as it is")               \
    X(LARGE_ADJUSTMENT, REVIEW,                                                                    \
      "adjustments of earlier periods above the setting adjustment_review: read why in "           \
      "adjustments.csv")                                                                           \
    X(BEYOND_RETRO, REVIEW,                                                                        \
      "a late fact of an issued period that is too old to be worked out again: raise "             \
      "retro_months in policy.ini, or settle it outside")                                          \
    X(SETTLED_DIFFERS, REVIEW,                                                                     \
      "settled outside, and not what the month now comes to: settle the difference there too, "    \
      "and decide it anew with what was settled in all")                                           \
    X(ADJUSTMENT_WAITS, REVIEW,                                                                    \
      "the document to adjust is dated after this run's issue date: the adjustment waits for a "   \
      "run of a later --issue-date; where that document's date is wrong, void it")                 \
    X(NO_BANK_DETAILS, REVIEW, "no account to pay to: left out of the payment file")               \
    X(BANK_DETAILS_CHANGED, REVIEW,                                                                \
      "paid to another account than the last time: ask the partner by a known telephone number")   \
    X(IDENTITY_CHANGED, REVIEW,                                                                    \
      "the legal name or the ABN is not that of the last document: another ABN is another "        \
      "supplier, who needs an agreement of its own")                                               \
    X(NOTE_WITHOUT_AGREEMENT, REVIEW,                                                              \
      "an adjustment note to a supplier without registration or agreement on the day of issue: "   \
      "ask the adviser")                                                                           \
    X(NOTE_AFTER_28_DAYS, REVIEW,                                                                  \
      "an adjustment note more than 28 days after its difference was known")                       \
    X(SHARED_ACCOUNT, REVIEW, "another partner is paid to the same account")                       \
    X(NOT_IN_EXPORT, REVIEW,                                                                       \
      "what began before the month is not in the file and still counts; where it no longer "       \
      "holds, send the row shortened or with status cancelled")                                    \
    X(FEW_BLOCKS, REVIEW,                                                                          \
      "far less leave or other work than in the month before, or none from one partner on: was "   \
      "the file cut off, or of another month? Compare its last rows with the source")              \
    X(FEW_BOOKINGS, REVIEW,                                                                        \
      "bookings stop early, or are none, though hours go on: was appointments.csv cut off? "       \
      "Compare its last rows with the source")                                                     \
    X(PARTNER_GONE, REVIEW,                                                                        \
      "paid in the last issued month and not in this one's partners.csv: add the partner, or, if " \
      "they left, the row with its active_to")                                                     \
    X(CONTRADICTS_ISSUED, REVIEW,                                                                  \
      "this month's files say otherwise than an issued month was paid by, and change nothing of "  \
      "it by themselves")                                                                          \
    X(COMPANY_ACCOUNT, REVIEW, "paid to the account that the company pays from")                   \
    X(DUPLICATE_ABN, REVIEW, "another partner has the same ABN: is one person there twice?")       \
    X(DUPLICATE_EMAIL, REVIEW,                                                                     \
      "the e-mail address is another's too, who then gets what is sent to this partner")           \
    X(NO_EINVOICE, REVIEW, "no e-invoice is made of a document; the PDF is")                       \
    X(UNSENT, REVIEW, "documents that were not delivered, and the last day is near or past")       \
    X(NO_EMAIL, REVIEW, "no e-mail address: the document cannot be sent")                          \
    X(SUPER_UNDECIDED, REVIEW,                                                                     \
      "an individual, and nobody said whether super is paid: fill the column super of "            \
      "partners.csv with yes or no")                                                               \
    X(ZONE_UNLIKELY, REVIEW,                                                                       \
      "the time zone is not one of the partner's state or area: hours and holidays would be "      \
      "those "                                                                                     \
      "of elsewhere")                                                                              \
    X(POSTCODE_UNLIKELY, REVIEW, "the postcode is not one of the partner's state or area")         \
    X(RATE_UNUSUAL, REVIEW,                                                                        \
      "a rate unlike the partner's last one, or unlike the others' of its kind: a typing error?")  \
    X(NO_SETOFF_CLAUSE, REVIEW,                                                                    \
      "what is owed comes off a payment: does the agreement allow that? Say so in "                \
      "agreement_setoff of partners.csv")                                                          \
    X(TOLD_BEFORE, REVIEW,                                                                         \
      "standing data as it was when a draft that told of it was issued; exceptions.csv of that "   \
      "issue has each")                                                                            \
    X(ENDS_SOON, INFO, "ends before the next issue")                                               \
    X(OWES_UNDER_ANOTHER_ID, REVIEW,                                                               \
      "another id with the same ABN or account owes: ask whether it is one supplier before "       \
      "paying")                                                                                    \
    X(EVERY_REANCHORED, REVIEW,                                                                    \
      "the weeks of a row of the schedule are counted from another effective_from than in the "    \
      "month before, and nothing else of it changed: is it just the month's first day? Then "      \
      "write the one of before")                                                                   \
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

/* Why there is no document, for the partner: code and words; of a code that is not here: */
#define HELD_OTHERWISE_TEXT "something of the month has to be looked at first"
#define HELD_FOR_PARTNER_TABLE(X)                                                                  \
    X(NO_RATE, "no rate is known for some of its hours yet")                                       \
    X(HELD_BY_DECISION, "it was decided to hold it until it is released")                          \
    X(NO_HOLIDAY_DATA, "the public holidays of the area are not known for the whole month yet")    \
    X(BAD_ABN, "the ABN that is on file is not a valid one: please tell the right one")            \
    X(NO_ABN, "there is no ABN on file: please tell it")                                           \
    X(NO_AGREEMENT, "no agreement that tax invoices may be made on your behalf is in force")       \
    X(NOT_REGISTERED,                                                                              \
      "there is GST on its hours, and you are not registered for GST: only you can invoice them")  \
    X(BAD_INPUT, "some of its records have to be corrected first")                                 \
    X(NO_GLYPH, "a character of a name or an address cannot be printed yet")                       \
    X(TAXABILITY_CHANGED,                                                                          \
      "whether there is GST on it has changed: the document that was made has to be replaced "     \
      "first")                                                                                     \
    X(NOTE_UNREGISTERED, "a correction has GST, and you are not registered for GST any more: "     \
                         "only you can invoice it")
/* By code. */
const char *held_for_partner(enum exception_code code);

/* ---- gates --------------------------------------------------------------------------------- */

/* safeguards.md section 1: what stops an import or an issue until a person confirms it. Code, and what
 * to do where it is not meant to be so. */
#define GATE_TABLE(X)                                                                              \
    X(MASS_RETIREMENT, "check that the export was not cut off")                                    \
    X(RETIRES_ISSUED,                                                                              \
      "was it meant that these rows are gone? A file replaces all rows of its kind: add those "    \
      "that still hold")                                                                           \
    X(SETTINGS_CHANGED,                                                                            \
      "an issued month keeps the settings of its first issue: leave policy.ini out, or, for "      \
      "later "                                                                                     \
      "months, put the setting into theirs; confirmed, the next run bills the difference")         \
    X(THIN_EXPORT, "check that the export is whole and of this month")                             \
    X(WRONG_PERIOD, "export this month, or name the month that it is of")                          \
    X(UNREAD_FILE, "rcti sources DIR shows how exports are read as they are; or take the right "   \
                   "one, save it as "                                                              \
                   "CSV UTF-8 under the name of the input file, and take the "                     \
                   "others out of the directory")                                                  \
    X(UNUSED_COLUMNS,                                                                              \
      "rename the column to what it is, or name it in sources.ini (under ignore, where nobody "    \
      "needs it); a cell that moved is put back")                                                  \
    X(PAYMENT_DATE,                                                                                \
      "name a bank business day within 60 days of the issue date: --payment-date DATE")            \
    X(LATE_RCTI,                                                                                   \
      "release the partner in writing to invoice themselves, or confirm that the adviser accepts " \
      "it")                                                                                        \
    X(SKIPPED_MONTH, "run and issue that month first, or its partners stay unpaid")                \
    X(SEAL_KEY,                                                                                    \
      "name the file of the key so far with --seal-key; confirmed, what is sealed from here on "   \
      "has the other")

#define GATE_ENUM(code, mend) GATE_##code,
enum gate_code { GATE_TABLE(GATE_ENUM) GATE_CODE_COUNT };
#undef GATE_ENUM

/* By value: THIN_EXPORT …; what to do. */
extern const char *const gate_words[GATE_CODE_COUNT + 1];
extern const char *const gate_mends[GATE_CODE_COUNT];

/* Likewise by value: BAD_ABN …; held, review, info. */
extern const char *const exception_words[EXCEPTION_CODE_COUNT + 1];
extern const char *const severity_words[SEVERITY_INFO + 2];

struct exception_says {
    enum severity severity;
    const char *text;
};
extern const struct exception_says exception_says[EXCEPTION_CODE_COUNT];

#endif
