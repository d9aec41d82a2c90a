#ifndef ENGINE_STORE_FACT_TABLES_H
#define ENGINE_STORE_FACT_TABLES_H

#include <glib.h>

#include "engine/store/rows.h"

/* The tables of schema.sql as data: import, check and merge are the same for each of them, and
 * their SQL is put together from these rows. */

/* Which known rows a file replaces (formats.md section 3). */
enum fact_scope {
    SCOPE_PERIOD,  /* those of the period (column period) */
    SCOPE_START,   /* those that start in the period, in the partner's zone */
    SCOPE_OVERLAP, /* those that overlap it */
    SCOPE_NONE     /* none: rows are added or updated by key */
};

enum { FACT_COLUMNS_MAX = 24 };

struct fact_table {
    const char *name;
    enum fact_scope scope;
    size_t key_count; /* the first of the columns are the key */
    /* All that the file says; with SCOPE_PERIOD the table has a column period before them. Ends
     * with NULL. */
    const char *columns[FACT_COLUMNS_MAX];
    const char *unique; /* the key as an index: where a part of it may be NULL, that is a value */
    const char *order;  /* in which new rows are written: neighbours are read together */
};

extern const struct fact_table fact_tables[INPUT_FILE_COUNT];

/* Appends "a, b, c", each with the prefix ("s."). */
void fact_columns_append(GString *sql, const struct fact_table *table, const char *prefix);
/* Appends "t.a IS s.a AND t.b IS s.b" over the key. */
void fact_key_match_append(GString *sql, const struct fact_table *table);
/* Appends "(t.c, t.d) IS NOT (s.c, s.d)" over the other columns; what differs of two versions. */
void fact_data_differ_append(GString *sql, const struct fact_table *table);
/* Appends "t.known_until IS NULL" and, with SCOPE_PERIOD, "AND t.period = ?1": what is known now
 * of the import's period (or of all periods). */
void fact_known_append(GString *sql, const struct fact_table *table);
/* Appends whether a known row (t) is spared because rows of the file were set aside: what cannot be
 * read does not say that what is known of it is gone. */
void fact_spared_append(GString *sql, enum input_file file);
/* Appends FROM and WHERE over what is known now (as t) and in the scope `role` of the staging
 * table `scopes`; ?1 is the period. Not for SCOPE_NONE. */
void fact_scope_append(GString *sql, const struct fact_table *table, const char *role);

#endif
