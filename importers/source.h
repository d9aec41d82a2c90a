#ifndef IMPORTERS_SOURCE_H
#define IMPORTERS_SOURCE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/store/rows.h"
#include "importers/text/csv_format.h"
#include "importers/text/date_order.h"
#include "importers/text/ini.h"

/* sources.ini as a value: how the exports of other systems are written (exports.md section 1).
 * translate.h reads rows by it. */

/* A heading, or a text of its own in quotation marks. */
struct source_piece {
    const char *text;
    bool constant;
};

/* OURS = THEIRS, THEIRS being headings and constants joined by &. */
struct source_column {
    int column;       /* of the file's table; with `is_end` that of duration_minutes */
    bool is_end;      /* the end of an appointment, from which its duration comes */
    const char *text; /* as it is written */
    GArray *pieces;   /* of struct source_piece */
    uint32_t line;    /* of sources.ini */
};

enum source_word_kind { SOURCE_WORD_TEXT, SOURCE_WORD_BLANK, SOURCE_WORD_OWN_NAME };

/* One of theirs that means ours, in one column. */
struct source_word {
    int column;
    const char *ours;   /* "" where they mean a blank */
    const char *theirs; /* folded; "" but for a text */
    const char *shown;  /* as it is written */
    enum source_word_kind kind;
    uint32_t line;
};

struct source_zone {
    int column; /* NO_COLUMN: every value without an offset that has none of its own */
    const char *timezone;
    uint32_t line;
};

/* One reading of one export, or of several that are joined. */
struct source_pass {
    enum input_file file;
    const char *name; /* of its section: "rates.csv 2" */
    uint32_t line;    /* where that begins */
    bool own;     /* it names no columns: the headings are ours, and those that are not are left */
    bool several; /* the file has further passes */
    const char *glob;     /* of names in the directory */
    bool join;            /* several files may match */
    const char *encoding; /* as GLib takes it; NULL: UTF-8 */
    char delimiter;
    uint32_t headings_line;         /* 0: to be found */
    GArray *skip_without;           /* of int, columns: a row without one of them is none */
    GPtrArray *skip_without_theirs; /* of const char *: likewise, headings */

    enum date_order date_order;                   /* of columns that have none of their own: */
    enum date_order date_orders[CSV_COLUMNS_MAX]; /* by our column */
    GArray *zones;                                /* of struct source_zone */
    bool decimal_comma;                           /* of amounts: 1.234,50 */
    bool all_day_end_exclusive;
    bool lists_overlapping; /* absence retires what began before the period too */
    bool weekdays[SUN + 1]; /* days that are columns, by weekday: any, or none */
    GPtrArray *ignored;     /* of const char *: headings that nobody needs */
    GArray *columns;        /* of struct source_column, by the line */
    GArray *words;          /* of struct source_word; a column that has any takes no others */
};

struct source {
    GPtrArray *passes; /* of struct source_pass *, by file, each file's in their order */
    GStringChunk *strings;
};
void source_free(struct source *source);
typedef struct source source;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(source, source_free)

/* The section of what all exports have in common: it stands for each section that names columns and does
 * not say the same itself. */
#define SOURCE_ALL "all exports"

/* Reads and checks what the entries say; whatever is wrong becomes an issue of the ini file. Never NULL;
 * with issues it is not to be used. Strings are its own. What stands in [all exports] is added to the
 * entries of each section for which it stands. */
struct source *source_read(struct ini *ini);

/* The next pass of a file after `last` (NULL: the first); NULL where there is none. `source` may be
 * NULL. */
const struct source_pass *source_pass_next(const struct source *source, enum input_file file,
                                           const struct source_pass *last);

/* The pass's column of that place in its table; NULL: it does not name it. */
const struct source_column *source_column_find(const struct source_pass *pass, int column);
/* In which zone the column's local values are; NULL: the partner's. */
const char *source_zone_of(const struct source_pass *pass, int column);
/* In which order the column's dates are written; DATE_ORDER_UNKNOWN: nobody says. */
enum date_order source_date_order_of(const struct source_pass *pass, int column);
/* Whether the pass says which words the column has. */
bool source_has_words(const struct source_pass *pass, int column);

/* Whether days are columns. */
bool source_has_weekdays(const struct source_pass *pass);

/* What ends a line that was proposed and that nobody has looked at yet. */
#define SOURCE_CONFIRM "# confirm"

/* How people shorten the English name of each weekday; each list is ended by NULL. */
extern const char *const source_weekday_spellings[SUN + 1][4];
/* The weekday of a short or full English name, whatever its capitals; -1: it is none. */
int source_weekday_find(const char *text);
/* Whether a heading begins with the name of a weekday, however it is shortened: "Weds", "Thurs PM". */
bool source_heading_is_weekday(const char *heading);

#endif
