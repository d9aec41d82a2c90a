#ifndef IMPORTERS_PROPOSAL_GUESS_H
#define IMPORTERS_PROPOSAL_GUESS_H

#include "engine/store/rows.h"
#include "importers/proposal/raw_export.h"
#include "importers/table.h"

/* Which input file an export is likely to be, and which of its headings which column. */

enum { GUESS_COLUMNS_MAX = 40, NO_HEADING = -1 };

/* An export, and the input file that it is likely to be. */
struct guess {
    const struct raw_export *export;
    enum input_file file;
    const struct input_table *table;
    guint heading_row;
    bool own; /* it is in our columns */
    int headings
        [GUESS_COLUMNS_MAX]; /* by column of the table: the place of its heading, or NO_HEADING */
    int end;                 /* likewise of an appointment's end */
    int date_of_start;       /* a heading with the day of a start that is a time alone */
    bool end_is_time;        /* … and so is the end */
    bool partner_by_name;    /* what tells its partners is their names */
    int rates
        [RATE_KIND_COUNT]; /* headings with a rate each, where kinds are columns; or NO_HEADING */
    int weekdays[SUN + 1]; /* the headings that are days; or NO_HEADING */
    GArray *
        rows; /* of const struct raw_row *: below the headings, those that count; NULL: not looked at */
    guint skipped;
    int skip_heading;  /* without which a row is none; NO_HEADING: nothing tells */
    bool skip_is_sure; /* all of them come last and are written like totals and footers */
};

/* What the exports of a directory tell of each other's values. */
struct known_partners {
    GHashTable *names; /* by partner_id: GStrv of names as text_name_fold has them */
    GHashTable *ids;   /* by such a name: the partner_id; "" where several have it */
};

/* False: it looks like no input file. Of its rows nothing is known yet. */
bool guess_make(const struct raw_export *export, struct guess *ret_guess);
/* How much the guess's row looks like headings of its file: 0 not at all. Places them as columns. */
int guess_by_headings(struct guess *guess);
/* Tells rows from totals and footers, and looks at what only rows tell. */
void guess_rows(struct guess *guess);
/* Who is in an export of partners, whose rows are told; `partners` may be NULL. */
struct known_partners known_partners_find(const struct guess *partners);
void known_partners_clear(struct known_partners *known);
/* The id of the one partner of that name; NULL. */
const char *known_partner_find(const struct known_partners *known, const char *name);
/* Columns that no heading told, by the values below it: a partner's id, words, a day. */
void guess_by_values(struct guess *guess, const struct known_partners *known);
/* Our word for a word of the column, where everybody knows it; NULL. */
const char *guess_word(const struct input_column *column, const char *theirs);

const struct raw_row *guess_row(const struct raw_export *export, guint row);
const char *guess_heading(const struct guess *guess, int heading);
int guess_heading_count(const struct guess *guess);
/* Of a row that counts. */
const char *guess_value(const struct guess *guess, guint row, int heading);
/* The heading of one of those keys (usual_key), with spaces between; NO_HEADING: there is none. */
int guess_heading_find(const struct guess *guess, const char *keys);
/* The heading of the column of that name, and of that place; a zone and an area may be the state's. */
int guess_named(const struct guess *guess, const char *name);
int guess_heading_of(const struct guess *guess, size_t column);
/* Whether it is some column's. */
bool guess_takes(const struct guess *guess, int heading);
bool guess_has_weekdays(const struct guess *guess);
/* Whether its rows have both rates beside each other. */
bool guess_has_rates(const struct guess *guess);

#endif
