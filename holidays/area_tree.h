#ifndef HOLIDAYS_AREA_TREE_H
#define HOLIDAYS_AREA_TREE_H

#include <glib.h>

#include "engine/core/facts.h"

/* The areas as a tree (G1), each with the dates for which its data is complete (G4), and what is
 * wrong with a row of areas.csv or holidays.csv. */
struct area {
    const struct area_row *row;
    struct area *parent; /* NULL: the root, or an area whose parent has a problem */
    bool parent_unknown; /* its parent has a problem */
    size_t walk;         /* for the search of rings: the number of the walk that came here */
    GArray *spans; /* of struct day_range, by date, apart from one another; empty where no year is
                    * known; NULL where the area says nothing */
    /* Worked out once, by calendar_new: 10,000 partners share a few hundred areas. */
    GPtrArray *rows;    /* its own without a problem, of struct holiday; only meanwhile */
    GArray *holidays;   /* G1 and G2 applied: struct holiday by date, from_minute, name */
    GArray *days_below; /* the dates (day) of the holidays of the areas below it */
};

typedef struct area_tree {
    struct area *areas; /* in the order of the rows */
    size_t area_count;
    GHashTable *by_id; /* row->area -> struct area */
} area_tree;

/* An area with a bad parent stays, as a top of its own, so that one mistake is reported once and
 * not again by everything that names the area. A second row of an area is dropped. The rows must
 * outlive the tree. */
area_tree *area_tree_new(const struct area_row *rows, size_t row_count, GPtrArray *problems);
void area_tree_free(area_tree *tree);

/* NULL: no such area. */
const struct area *area_tree_find(const area_tree *tree, const char *area_id);
/* The area whose id is most like this one; NULL where none is. */
const char *area_tree_nearest(const area_tree *tree, const char *area_id);

/* Whether it is that area or below it, at any distance. */
bool area_within(const struct area *area, const struct area *within);
/* Whether the union of the area's spans, its own or its parent's, has every date of the range. */
bool area_complete(const struct area *area, struct day_range dates);
/* The time zones of the area, its own or those of the nearest area above that has some, joined by
 * ';'; "" where none has. */
const char *area_zones(const struct area *area);
/* The area below the root that it is in: its state; NULL for the root. */
const struct area *area_state(const struct area *area);
/* Those spans as areas.csv writes them, "2024;2026..2027"; "" for none. The caller frees. */
char *area_complete_text(const struct area *area);

/* ---- what is wrong with a row --------------------------------------------------------------------- */

/* A row that cannot be: where, and what is the matter with it. */
struct calendar_problem {
    struct fact_source source; /* its file lives as long as the program */
    const char *column;        /* "target_date", static */
    const char *code;          /* "UNKNOWN_TARGET", static */
    char *found;               /* the value; owned by the problem */
    char *mend;                /* what is expected; how to mend it; owned by the problem */
};
void calendar_problem_free(struct calendar_problem *problem);
/* Appends a problem. column and code are static, found is copied; the rest says what is expected. */
void problem_add(GPtrArray *problems, struct fact_source source, const char *column,
                 const char *code, const char *found, const char *format, ...) G_GNUC_PRINTF(6, 7);
/* Whether what was meant is still guessed: each guess looks at all rows, and nobody reads a thousand. */
bool problems_guess(const GPtrArray *problems);

enum { PROBLEM_DATE_SIZE = 16 };
/* YYYY-MM-DD, or "" for an unbounded one; returns `text`. */
char *problem_date_write(day date, char text[PROBLEM_DATE_SIZE]);

/* Which of several known words someone meant, for the mend of an error. */
struct nearest {
    const char *word;
    const char *best;  /* NULL: none is near enough */
    size_t best_edits; /* of the best, where there is one */
};

/* True where the candidate is the best so far; the first of equals stays. It must outlive the
 * search. */
bool nearest_offer(struct nearest *nearest, const char *candidate);

/* ---- the holidays on it --------------------------------------------------------------------------- */

/* The rows of holidays.csv that have no problem, as pointers into `rows`, in their order; each
 * problem of the others is appended. The caller unrefs. */
GPtrArray *rows_check(const area_tree *tree, const struct holiday *rows, size_t row_count,
                      GPtrArray *problems);

#endif
