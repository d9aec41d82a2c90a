#ifndef IMPORTERS_ROW_H
#define IMPORTERS_ROW_H

#include "engine/core/interval.h"
#include "engine/core/money.h"
#include "importers/reading.h"
#include "importers/text/csv.h"
#include "importers/text/instant.h"

/* A CSV file as rows of typed values. What is wrong with a row is collected and, when the row has
 * been read, becomes issues, or under hold_bad holds its partner. */

enum { NO_COLUMN = -1 };

struct row;
struct table {
    struct reading *reading;
    enum input_file file; /* of staging; INPUT_FILE_COUNT for the shipped holidays */
    struct csv_format format;
    int partner_column; /* or NO_COLUMN */
    int key_column; /* of what the file replaces by id; NO_COLUMN: the partner's rows as a whole */
    bool (*row_read)(struct row *row, GError **error); /* false: the machine failed */
    void *user_data;

    GPtrArray *row_issues; /* private */
    uint32_t positions[CSV_COLUMNS_MAX];
};

struct row {
    struct table *table;
    const struct csv_record *record;
    uint32_t line;
    uint32_t issue_count; /* not 0: not to be staged */
};

/* Reads the file; `name` is for issues. */
bool table_read(struct table *table, const char *path, struct csv_summary *ret_summary,
                GError **error);
/* Reads one of enum input_file and tells the store that it is there. *ret_incomplete (may be
 * NULL): some of its records could not be read as CSV. */
bool table_input_read(struct table *table, const char *path, bool *ret_incomplete, GError **error);
/* Reads one of the shipped files: format.file and format.order are set. */
bool table_shipped_read(struct table *table, const char *path, struct holiday_target *target,
                        GError **error);

/* ---- values: each says what is wrong itself; what it returns then is harmless ------------------- */

const char *row_value(const struct row *row, int column);
bool row_is_blank(const struct row *row, int column);

/* expected and mend: NULL takes the texts of the code. column NO_COLUMN: the row as a whole. */
void row_issue(struct row *row, int column, enum issue_code code, const char *expected,
               const char *mend);
void row_problem(struct row *row, int column, const struct text_problem *problem);

/* Up to so many characters. */
const char *row_text(struct row *row, int column, long characters_max);
const char *row_text_required(struct row *row, int column, long characters_max);
bool row_id_is_formed(const char *text);
/* 1..32 of A-Z a-z 0-9 . _ -; blank is allowed unless required. */
const char *row_id(struct row *row, int column, bool required);
/* The form only: A-Z 0-9 -, beginning with a letter or digit, 1..14. Blank is allowed. */
const char *row_partner_id(struct row *row, int column);
/* A known partner, of partner_column; *ret_partner is NULL where it is not one. */
bool row_partner(struct row *row, const struct partner_entry **ret_partner, GError **error);
/* The same of a row that is the period's: only the period's partners count. */
bool row_period_partner(struct row *row, const struct partner_entry **ret_partner, GError **error);
day row_day(struct row *row, int column, day blank);
day row_day_required(struct row *row, int column);
/* from..to, both in the row; an issue where to is before from. */
struct day_range row_day_range(struct row *row, int from_column, int to_column, day blank_from);
/* The index of the value in `names`, or `blank` (NO_COLUMN: required). */
int row_choice(struct row *row, int column, const char *const *names, size_t name_count, int blank);
int32_t row_number(struct row *row, int column, int32_t least, int32_t most, int32_t blank);
/* In cents; blank is an issue. */
int64_t row_money_required(struct row *row, int column);

/* An instant in the partner's zone, or in `timezone` where that is not NULL. */
struct row_instant {
    bool read;   /* false: blank or refused */
    bool staged; /* false: the partner's zone is not known to the store: the row cannot be staged */
    stamp at;
    struct instant_text text;
};
bool row_instant_read(struct row *row, int column, const struct partner_entry *partner,
                      const char *timezone, bool *ret_ambiguous, struct row_instant *ret_instant,
                      GError **error);
/* The same, where seconds other than :00 are an issue. */
bool row_minute_instant_read(struct row *row, int column, const struct partner_entry *partner,
                             const char *timezone, bool *ret_ambiguous,
                             struct row_instant *ret_instant, GError **error);

struct span_columns {
    int start;
    int end;
    int32_t days_max; /* longer is an issue; 0: no bound */
};

/* Two instants of a row in the partner's zone, the end after the start. *ret_span is as it was
 * where the row is bad. *ret_staged becomes false where the store does not know the zone. */
bool span_instants_read(struct row *row, const struct span_columns *columns,
                        const struct partner_entry *partner, struct interval *ret_span,
                        bool *ret_ambiguous, bool *ret_staged, GError **error);

/* The last look at a row that was placed in time, from `span.start` to `span.end`. In the period it
 * needs a partner of the period; elsewhere any that is known. A good row whose partner's own row is
 * wrong cannot be placed in a zone that is not known: under hold_bad it is set aside with that row,
 * otherwise that row's error is enough if it is in this import. *ret_good: the row is to be
 * staged. */
bool row_placed(struct row *row, const struct partner_entry *partner, struct interval span,
                bool staged, bool *ret_good, GError **error);

/* ---- rows ---------------------------------------------------------------------------------------- */

/* Stages what the row says, of the struct that the file has. A duplicate is an issue that names the
 * other line, and under hold_bad holds the other row's partner as well. */
bool row_stage(struct row *row, int key_column, const void *fact, GError **error);
/* An issue for a line of the table. */
struct issue *table_issue_new(const struct table *table, uint32_t line, int column,
                              enum issue_code code, const char *found, const char *expected,
                              const char *mend);

bool partner_id_is_formed(const char *text);

#endif
