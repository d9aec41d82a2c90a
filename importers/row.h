#ifndef IMPORTERS_ROW_H
#define IMPORTERS_ROW_H

#include "engine/store/facts/import.h"
#include "importers/exchanged.h"
#include "importers/partner_book.h"
#include "importers/table.h"
#include "importers/text/csv.h"
#include "importers/text/instant.h"
#include "importers/translate.h"

/* A CSV file as rows of typed values, by its table (table.h). What is wrong with a row becomes issues, or
 * under hold_bad the first of it holds its partner; a row with nothing wrong is staged. */

/* What sources.ini has for a file and nothing in the directory fits. */
struct unfitted {
    const struct source_pass *pass; /* NULL: something does, or it has none */
    const char *mend;
};

/* An export that has been read for a file. */
struct export_read {
    enum input_file file;
    const char *name;
    uint32_t base; /* its lines count on from here in the store */
    uint32_t lines;
    const char *starts[SUN + 1]; /* by weekday: the heading under which hours begin; NULL: ours */
    const char *moved;           /* of cells that seem to have moved to the side; NULL: none */
};

/* What the readers of the input files share. Of the shipped holidays only `issues` and what holidays
 * and areas are kept in count; the rest is NULL then. */
struct reading {
    struct period period;
    bool hold_bad;
    char *const *asked; /* whose rows are read, ended by NULL; NULL: everybody's */
    store_import *import;
    struct issues *issues;
    struct partner_book *partners;
    const char *company_abn; /* without spaces; "" where none is known yet */
    GPtrArray *area_names;   /* of const char * */
    GArray *areas;           /* of struct area_row: those of areas.csv are added */
    GArray *holidays;        /* of struct holiday: those of holidays.csv are added */
    GStringChunk *strings;   /* owns what both point to */
    bool *present;           /* by file: it is there */
    uint32_t *row_counts;    /* by file: its records, bad ones included */
    uint32_t *elsewhere;     /* by file: rows in no day of the period */
    uint32_t held_rows;
    uint32_t misnamed;   /* a bit for each file that is there under a wrong name (MISNAMED_FILE) */
    const char **likely; /* by file: those in the directory that may be meant for it; NULL: none */
    struct unfitted *unfitted; /* by file */
    GArray *exports_read;      /* of struct export_read */
    struct exchanged *exchanged;
    GHashTable *months; /* by year * 12 + month: the appointments that start in it, as numbers */
};

/* Reads a file, one of enum input_file or, as INPUT_FILE_COUNT and further, a shipped one; `name` is for
 * issues. ret_summary: csv.h. */
bool table_read(struct reading *reading, const struct input_table *table, const char *path,
                const char *name, uint32_t file, struct csv_summary *ret_summary,
                struct record_counts *ret_counts, GError **error);

/* Reads a file of another system. base: how many lines the exports of that input file have before it; rows
 * of the store count on. */
bool table_translate(struct reading *reading, struct translation *translation, const char *path,
                     uint32_t base, struct csv_summary *ret_summary,
                     struct record_counts *ret_counts, GError **error);

/* Makes an issue, for the list or, where partner_id is not NULL, to hold that partner for it, in the file
 * that is the place's order. key: store_import_hold. */
bool reading_issue(struct reading *reading, const char *partner_id, const char *key,
                   const struct issue_place *place, enum issue_code code, const char *found,
                   const char *expected, const char *mend, GError **error);

/* ---- a row, for the files' own functions ---------------------------------------------------------- */

struct row {
    const struct input_table *table;
    const struct csv_format *format;
    struct reading *reading;
    const struct csv_record *record;
    const struct translated_row
        *translated;             /* from which the record came; NULL: it is the file's */
    uint32_t base;               /* table_translate */
    const char *const *headings; /* by column, where the file's are others than ours; or NULL */

    const char *held_partner; /* who is held for what is wrong with it, under hold_bad; or NULL */
    GStringChunk *texts;      /* that live as long as the row: issue_print */
    uint32_t issue_count;     /* not 0: not to be staged */
    const struct partner_entry *partner;
    struct interval span;   /* of a row that is placed, for the file to set */
    bool unplaced;          /* the partner's zone is not known to the store: it cannot be staged */
    bool ambiguous;         /* one of its local times happens twice */
    GHashTable *odd_values; /* of odd_values.h */
    bool staged;
    bool elsewhere;                 /* … and not in the period */
    bool unasked;                   /* it is of a partner whom --partner does not name */
    struct date_evidence *evidence; /* by column */
    uint32_t *wrong_words;          /* by column: BAD_CHOICE */
    enum date_order *date_orders;   /* by column: as sources.ini says */
    GError *failure;                /* the machine failed: nothing else counts */
};

const char *row_value(const struct row *row, int column);
/* The same as the file has it. */
const char *row_found(const struct row *row, int column);
/* Nothing but white space, which quotation marks keep, is blank too. */
bool row_is_blank(const struct row *row, int column);
/* expected and mend: NULL takes the texts of the code. */
void row_issue(struct row *row, int column, enum issue_code code, const char *expected,
               const char *mend);
void row_problem(struct row *row, int column, const struct text_problem *problem);
/* The days of two columns, the second not before the first. */
struct day_range row_days_read(struct row *row, int from_column, int to_column);
/* hh:mm, up to 24:00 with `end`. */
int32_t row_minute_read(struct row *row, int column, const char *value, bool end, int32_t blank);
/* Dollars, below zero with `sign`, as cents. False: refused. */
bool row_cents_read(struct row *row, int column, bool sign, int64_t *ret_cents);
/* Whether there is such a zone; if not, an issue. */
bool row_timezone_check(struct row *row, int column, const char *timezone);
/* A check of columns: a name is none that a spreadsheet takes for a formula. */
void row_name_check(struct row *row, int column, void *field);
bool text_is_no_formula(const char *text);
/* A start or an end: whole minutes, in the partner's zone, or in `timezone` where that is not NULL.
 * False: blank or refused. */
bool row_instant_read(struct row *row, int column, const char *value,
                      const struct partner_entry *partner, const char *timezone, instant *ret_at);
/* row.span from two of them: both must be there, and the end after the start, by no more than
 * days_max days (0: no bound). */
void row_span_read(struct row *row, int start_column, int end_column, int32_t days_max);
/* The partner's zone for a date; false: the machine failed. */
bool row_zone(struct row *row, day date, struct partner_zone *ret_zone);

/* ---- what partners.csv and company.ini both say of whom to pay and reach -------------------------- */

/* NNN-NNN or six digits. */
bool payee_bsb_is_formed(const char *text);
/* What it may have been: NULL, static or in `texts`. */
const char *payee_bsb_mend(GStringChunk *texts, const char *text);
/* At most nine digits and hyphens, at least one of them a digit. */
bool payee_account_is_formed(const char *text);
/* One plain address: a name of ASCII letters, digits and . _ - + ' (at most 64) and a domain of labels
 * joined by points; nothing that a spreadsheet takes for a formula, or a header or a link for more. */
bool payee_email_is_formed(const char *text);
/* smtp://host:port or smtps://host:port, without a user. */
bool mail_server_is_formed(const char *text);
/* The states and territories, ended by NULL. */
extern const char *const payee_states[];
#define PAYEE_STATES_TEXT "ACT, NSW, NT, QLD, SA, TAS, VIC or WA"

/* ---- the other readers ---------------------------------------------------------------------------- */

/* company.ini or policy.ini. */
bool ini_file_read(struct reading *reading, enum input_file file, const char *path, GError **error);

/* S3, when partners.csv and schedules.csv are staged: no two rows of the schedules as the import
 * would leave them offer one hour twice. */
bool schedules_check(struct reading *reading, GError **error);

#endif
