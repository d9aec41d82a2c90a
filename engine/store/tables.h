#ifndef ENGINE_STORE_TABLES_H
#define ENGINE_STORE_TABLES_H

#include "engine/store/columns.h"
#include "engine/store/rows.h"

/* The tables of the store as data: schema, staging, merging, reading and hashing are the same for each
 * of them, and their SQL is put together from these rows. */

/* Which known rows a file replaces (formats.md section 3). */
enum fact_scope {
    SCOPE_PERIOD,  /* those of the period (column period) */
    SCOPE_START,   /* those that start in the period, in the partner's zone */
    SCOPE_OVERLAP, /* those that overlap it */
    SCOPE_NONE     /* none: rows are added or updated by key */
};

/* A table of facts: row, with SCOPE_PERIOD a period, what the file says, the line on which it says so,
 * and from which batch until which it is known. */
struct fact_table {
    struct table table;
    enum fact_scope scope;
    size_t size;   /* of its struct */
    size_t source; /* offset there of its struct fact_source */
    /* As an index: what no two known rows share. NULL: the key; a part that may be NULL needs a value. */
    const char *unique;
    /* In which new rows are written, for neighbours are read together. NULL: by the key. */
    const char *order;
    const char *indexes; /* SQL of those beside the one of what is known by its key */
};

extern const struct fact_table fact_tables[FACT_TABLE_COUNT];

/* Makes the tables, indexes and triggers of the facts in a new store: version 1; then what version 2
 * adds to it, schema_issues.sql. */
bool tables_create_facts(store *store, GError **error);
bool tables_create_issues(store *store, GError **error);

/* Appends the columns, perhaps as an expression, that no two known rows of a period share. */
void fact_unique_append(GString *sql, const struct fact_table *table);
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
