#ifndef ENGINE_STORE_COLUMNS_H
#define ENGINE_STORE_COLUMNS_H

#include <stddef.h>

#include "engine/core/money.h"
#include "engine/core/month.h"
#include "engine/store/db.h"

/* A table as data, as core/policy.c has the settings: name, kind, place in its struct and words of
 * each column, once. What binds a row, reads it and writes SQL about it comes from here, for any
 * table; tables.h has those of the store. */

/* How a field is kept. A column that is not required may be NULL where the field is blank. */
enum column_kind {
    COLUMN_TEXT,       /* const char *, never NULL; "" is NULL, but "" where it is required */
    COLUMN_NUMBER,     /* int32_t and its struct pay_minutes; uint32_t; 0 is NULL if not required */
    COLUMN_MINUTE,     /* int32_t: a time of day, in minutes */
    COLUMN_LONG,       /* int64_t and its struct instant */
    COLUMN_MONEY,      /* money, up to MONEY_MAX_CENTS either way */
    COLUMN_HOURLY,     /* hourly_rate */
    COLUMN_YES_NO,     /* bool: 1 and 0, or the second and the first of its words */
    COLUMN_PERIOD,     /* struct period: "2026-09"; NULL is PERIOD_NONE */
    COLUMN_DAY_FROM,   /* day; NULL is DAY_UNBOUNDED_FROM */
    COLUMN_DAY_TO,     /* … DAY_UNBOUNDED_TO */
    COLUMN_STAMP_FROM, /* stamp; NULL is STAMP_START_OF_TIME */
    COLUMN_STAMP_TO,   /* … STAMP_NEVER */
    COLUMN_RATE,       /* struct rate_in_effect; NULL is none */
    COLUMN_WORD,       /* an enum, as its word; the database knows the words too */
    COLUMN_CODE /* … but the database takes any, for a later release may have more; NULL is the
                        * word "" where it is not required */
};

struct column {
    const char *name; /* as in SQL, a keyword in quotes; that of the CSV files and of the struct */
    enum column_kind kind;
    bool key;                 /* part of what tells one row from another */
    bool required;            /* never NULL */
    size_t offset;            /* in the struct of the table */
    const char *const *words; /* by value, ended by NULL; of WORD and CODE, perhaps of YES_NO */
    const char *constraint;   /* SQL after its definition: "REFERENCES batches"; or NULL */
};

/* The kind that a field's type has; a day or a stamp is what a blank one of it counts as. */
#define COLUMN_KIND_OF(type, field, day_kind, stamp_kind)                                          \
    _Generic(((type *)0)->field, const char *                                                      \
             : COLUMN_TEXT, int32_t                                                                \
             : COLUMN_NUMBER, uint32_t                                                             \
             : COLUMN_NUMBER, pay_minutes                                                          \
             : COLUMN_NUMBER, int64_t                                                              \
             : COLUMN_LONG, money                                                                  \
             : COLUMN_MONEY, hourly_rate                                                           \
             : COLUMN_HOURLY, instant                                                              \
             : COLUMN_LONG, bool                                                                   \
             : COLUMN_YES_NO, day                                                                  \
             : (day_kind), stamp                                                                   \
             : (stamp_kind), struct period                                                         \
             : COLUMN_PERIOD, struct rate_in_effect                                                \
             : COLUMN_RATE)
#define COLUMN_OF_SQL(name, type, field, key, required, from_or_to, sql)                           \
    {                                                                                              \
        name, COLUMN_KIND_OF(type, field, COLUMN_DAY_##from_or_to, COLUMN_STAMP_##from_or_to),     \
            key, required, offsetof(type, field), NULL, sql                                        \
    }
#define COLUMN_OF(name, type, field, key, required, from_or_to)                                    \
    COLUMN_OF_SQL(name, type, field, key, required, from_or_to, NULL)
/* KEY: part of the key. BLANK: may be blank, a day or stamp then counting as the start of time, or with
 * TO as the end of it. AS: the field has another name. WORDS and CODES: the field is an enum. TIME: a
 * COLUMN_MINUTE. SQL: with a constraint, required or not. */
#define COLUMN(type, name) COLUMN_OF(#name, type, name, false, true, FROM)
#define COLUMN_AS(type, name, field) COLUMN_OF(name, type, field, false, true, FROM)
#define COLUMN_BLANK(type, name) COLUMN_OF(#name, type, name, false, false, FROM)
#define COLUMN_BLANK_TO(type, name) COLUMN_OF(#name, type, name, false, false, TO)
#define COLUMN_BLANK_AS(type, name, field) COLUMN_OF(name, type, field, false, false, FROM)
#define COLUMN_BLANK_TO_AS(type, name, field) COLUMN_OF(name, type, field, false, false, TO)
#define COLUMN_KEY(type, name) COLUMN_OF(#name, type, name, true, true, FROM)
#define COLUMN_KEY_AS(type, name, field) COLUMN_OF(name, type, field, true, true, FROM)
#define COLUMN_KEY_BLANK_AS(type, name, field) COLUMN_OF(name, type, field, true, false, FROM)
#define COLUMN_ENUM_AS(type, name, field, kind, key, words)                                        \
    {                                                                                              \
        name, kind, key, true, offsetof(type, field), words, NULL                                  \
    }
#define COLUMN_ENUM(type, name, kind, key, words)                                                  \
    COLUMN_ENUM_AS(type, #name, name, kind, key, words)
#define COLUMN_WORDS(type, name, words) COLUMN_ENUM(type, name, COLUMN_WORD, false, words)
#define COLUMN_KEY_WORDS(type, name, words) COLUMN_ENUM(type, name, COLUMN_WORD, true, words)
#define COLUMN_BLANK_CODES(type, name, words)                                                      \
    {                                                                                              \
#name, COLUMN_CODE, false, false, offsetof(type, name), words, NULL                        \
    }
#define COLUMN_CODES(type, name, words) COLUMN_ENUM(type, name, COLUMN_CODE, false, words)
#define COLUMN_TIME_AS(type, name, field)                                                          \
    COLUMN_ENUM_AS(type, name, field, COLUMN_MINUTE, false, NULL)
#define COLUMN_KEY_TIME_AS(type, name, field)                                                      \
    COLUMN_ENUM_AS(type, name, field, COLUMN_MINUTE, true, NULL)
#define COLUMN_SQL(type, name, required, sql) COLUMN_SQL_AS(type, #name, name, required, sql)
#define COLUMN_SQL_AS(type, name, field, required, sql)                                            \
    COLUMN_OF_SQL(name, type, field, false, required, FROM, sql)
#define COLUMN_WORDS_AS(type, name, field, kind, words)                                            \
    COLUMN_ENUM_AS(type, name, field, kind, false, words)

struct table {
    const char *name;
    const struct column *columns; /* in the order of the schema */
    size_t column_count;
    /* Of them, those at the end that a later version of the store added. None is required; without a
     * value they count for nothing in a hash, so that what was sealed before stays as it was. */
    size_t later_count;
};

enum column_set { COLUMNS_ALL, COLUMNS_KEY, COLUMNS_DATA /* all but the key */ };

/* NULL where the table has none of that name. */
const struct column *column_find(const struct table *table, const char *name);
/* Appends "a, b, c", each with the prefix ("s."); with "?" as parameters: "?, ?, ?". */
void columns_append(GString *sql, const struct table *table, enum column_set set,
                    const char *prefix);
/* Appends "a TEXT NOT NULL, b INTEGER, …" as CREATE TABLE has them, each followed by a comma, but for
 * those that a later version added. */
void columns_define(GString *sql, const struct table *table);
/* "ALTER TABLE t ADD COLUMN a TEXT;" for each of those. */
void columns_add(GString *sql, const struct table *table);
/* Binds a row's columns in the order of columns_append; gives the parameter after them. Text must
 * stay as it is until the statement is reset. */
int columns_bind(sqlite3_stmt *statement, int parameter, const struct table *table,
                 enum column_set set, const void *row);
/* Reads all columns, from `first` on, into the fields of *ret_row; nothing else of it is touched.
 * Text is put into `strings`. STORE_ERROR_DAMAGED where a word is none that the table knows. */
bool columns_read(store *store, sqlite3_stmt *statement, int first, const struct table *table,
                  void *ret_row, GStringChunk *strings, GError **error);

/* What a field of text, or with words, says; NULL for the others. */
const char *column_text(const struct column *column, const void *row);
/* Whether a field of two rows is the same; and all fields of the set. */
bool column_same(const struct column *column, const void *a, const void *b);
bool columns_same(const struct table *table, enum column_set set, const void *a, const void *b);
/* Appends bytes that compare as SQL compares the column's values. */
void column_bytes_append(GString *bytes, const struct column *column, const void *row);

#endif
