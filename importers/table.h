#ifndef IMPORTERS_TABLE_H
#define IMPORTERS_TABLE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/store/rows.h"
#include "importers/text/issue_codes.h"

/* Each input file is a table (files/): its columns, how each is read and into which field of the row's
 * struct, and one function for what is the file's own. */

enum { NO_COLUMN = -1 };

enum column_need {
    OPTIONAL,
    HEADING, /* the heading must be there; its values may be blank */
    FILLED   /* a blank value is an issue */
};

/* How a value becomes its field. A bad value is an issue, and the field then as if it were blank. */
enum value_kind {
    VALUE_NONE,           /* nothing reads it: no value of it enters the program */
    VALUE_OWN,            /* `check`, or the file's own function, reads it */
    VALUE_TEXT,           /* const char *: at most `most` characters; 0: no bound */
    VALUE_ID,             /* const char *: 1..32 of A-Z a-z 0-9 . _ - */
    VALUE_PARTNER_ID,     /* const char *: 1..14 of A-Z 0-9 -, the form only */
    VALUE_PARTNER,        /* const char *: a known partner, of any period; row.partner is it */
    VALUE_PERIOD_PARTNER, /* const char *: a partner of the period; likewise */
    VALUE_DAY_FROM,       /* day; blank: DAY_UNBOUNDED_FROM */
    VALUE_DAY_TO,         /* day; blank: DAY_UNBOUNDED_TO */
    VALUE_LAST_DAY,       /* the same, not before the day of the column before it */
    VALUE_MINUTE,         /* int32_t: hh:mm; blank: `blank` */
    VALUE_END_MINUTE,     /* the same, up to 24:00 */
    VALUE_NUMBER,         /* int32_t: a whole number from `least` to `most`; blank: `blank` */
    VALUE_WORD,           /* an enum: the place of one of `words`; blank: `blank` */
    VALUE_STAMP_FROM,     /* stamp, local to the partner's zone; blank: STAMP_START_OF_TIME */
    VALUE_STAMP_TO        /* the same; blank: STAMP_NEVER */
};

struct row;
struct input_column {
    const char *name;
    enum column_need need;
    enum value_kind kind;
    size_t offset;
    int32_t least;
    int32_t most;
    int32_t blank;
    const char *const *words; /* ended by NULL */
    /* What else a text must be, and the code where it is not; may be NULL. */
    bool (*formed)(const char *text);
    enum issue_code code;
    bool of_list;   /* a text that is one of a list: nobody's own words */
    bool of_person; /* of who did it: what stands there instead of a word may be anybody's name */
    /* Of a day without which less is paid or nobody is: what a blank says, lest a mend says less; or NULL. */
    const char *blank_says;
    /* Of a value that is not blank, when it has been read: what else it must be; may be NULL. */
    void (*check)(struct row *row, int column, void *field);
};
/* What follows is the kind and what it takes: FIELD(struct block, reason, OPTIONAL, VALUE_TEXT, .most = 9) */
#define FIELD(type, field, need, ...) FIELD_AS(#field, type, field, need, __VA_ARGS__)
#define FIELD_AS(name, type, field, need, ...)                                                     \
    {                                                                                              \
        name, need, .offset = offsetof(type, field), .kind = __VA_ARGS__                           \
    }

struct input_table {
    const struct input_column *columns;
    size_t column_count;
    size_t row_size;      /* of the row's struct, at most ROW_SIZE_MAX */
    size_t source_offset; /* in it, of the struct fact_source */
    int partner_column;   /* or NO_COLUMN */
    int key_column;       /* of which a duplicate is told; NO_COLUMN: it is not */
    /* Its rows are placed in time: row.span; and replaced by the id in key_column, not a partner's as a
     * whole. */
    bool placed;
    void (*check)(struct row *row, void *fields); /* may be NULL */
};
#define TABLE(list, type)                                                                          \
    .columns = (list), .column_count = G_N_ELEMENTS(list), .row_size = sizeof(type),               \
    .source_offset = offsetof(type, source)
enum { ROW_SIZE_MAX = 512 };
extern const struct input_table partners_table, rates_table, schedules_table, blocks_table,
    cases_table, extra_sessions_table, appointments_table, other_work_table, holidays_table,
    areas_table, decisions_table;

/* That of an input file; NULL: it is an ini file. */
const struct input_table *input_table_of(enum input_file file);
/* The place of a column; NO_COLUMN where the table has none of that name. */
int input_column_find(const struct input_table *table, const char *name);

#endif
