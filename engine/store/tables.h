#ifndef ENGINE_STORE_TABLES_H
#define ENGINE_STORE_TABLES_H

#include "engine/store/columns.h"
#include "engine/store/rows.h"

/* The tables of the store as data: schema, staging, merging, reading and hashing are the same for each
 * of them, and their SQL is put together from these rows. */

/* ---- facts -------------------------------------------------------------------------------------- */

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
    /* In which new rows are written, for neighbours are read together. NULL: by the key. The hash
     * of the facts goes by it. */
    const char *order;
    const char *indexes; /* SQL of those beside the one of what is known by its key */
    /* SQL: whether a known row (t) is spared because rows of the file were set aside: what cannot be read
     * does not say that what is known of it is gone. NULL: none is. */
    const char *spared;
    bool straight; /* large: a first import writes its rows straight into it (facts/stage.c) */
    bool kept;     /* its rows are never retired: the merge leaves them alone (facts/decisions.h) */
    int version; /* of the store, that added it: of a batch without rows of it there is no hash; 0: all */
};

extern const struct fact_table fact_tables[FACT_TABLE_COUNT];

/* Makes in a store of a version before, 0 being a new one, the tables, columns, indexes and triggers
 * that it lacks: version 1 has the facts, 2 what was issued, 3 what has `later` or a 3 beside it here,
 * 4 payments by ABN, and the payment date of a draft, 5 what sources.ini said, 6 decisions, 7 what a true-up
 * left, 8 keyed seals, 9 deliveries, 10 who imported. */
enum { STORE_VERSION = 10 };
bool tables_make(store *store, int64_t version, GError **error);

/* SQL about a table of facts (t) and its staged rows (s), from a text with words in braces; ?1 is the
 * period. The string is interned. The words:
 * {table} {file}     the table's name and the file's
 * {early} {, later}   the data but for what a later version added; that, each column after a comma
 * {all} {key} {data} its columns (enum column_set), "a, b"; {t.all} "t.a, t.b"; {?all} "?, ?"
 * {period} {?period} "period, " and "?1, " with SCOPE_PERIOD, else nothing
 * {unique} {order}   the columns of struct fact_table, unique perhaps as an expression
 * {same} {staged}    s has the key of t; a staged row has it
 * {known}            t is known now, with SCOPE_PERIOD of the period; not what the import under way wrote straight
 * {before it}        the last row that the table had before the import, where that writes straight
 * {spared} {gone}    as in struct fact_table; may be retired, is asked for, neither staged nor spared
 * {may} {asked}      its absence may retire it: not where the period lacks the partner whom an earlier one
 *                    had, nor what began before it (formats.md section 3) unless {overlapping}: the file
 *                    has all that reaches into it; of a partner whom the import is
 *                    about (staging.asked; none: of all). With the words of the next line
 * {now} {before} {old} FROM and WHERE: t is known, and in the scope of that role (staging.scopes as x).
 *                    Not for SCOPE_NONE */
const char *fact_sql(enum input_file file, const char *text);

/* ---- what was issued, and drafts ---------------------------------------------------------------- */

/* issues/tables.c has them. In the order in which a manifest has their hashes; then those of drafts. */
enum issue_table_id {
    FROZEN_ISSUES,        /* struct issue_head */
    FROZEN_HOLIDAYS,      /* struct issue_file: path and sha256 */
    FROZEN_MONTHS,        /* struct issued_month, and its lines, slots and adhoc: */
    FROZEN_LINES,         /* struct line */
    FROZEN_SLOTS,         /* struct hour */
    FROZEN_ADHOC,         /* struct booking */
    FROZEN_DOCUMENTS,     /* struct issued_document */
    FROZEN_ADJUSTMENTS,   /* struct adjustment_line */
    FROZEN_PAYMENTS,      /* struct issued_payment */
    FROZEN_CONFIRMATIONS, /* struct confirmation */
    FROZEN_TOLD,          /* struct issued_told */
    FROZEN_REPAYMENTS,    /* struct issued_repayment */
    FROZEN_DEBTS,         /* struct issued_debt */
    FROZEN_TRUE_UPS,      /* struct issued_true_up */
    FROZEN_TABLE_COUNT,
    DRAFTS = FROZEN_TABLE_COUNT, /* struct store_draft */
    DRAFT_PARTNERS,              /* struct store_draft_partner */
    ISSUE_TABLE_COUNT
};

/* What a row belongs to and its struct does not say: first in its table. */
struct issued_row_key {
    int64_t seq;
    struct period period;
    const char *partner_id;
    const char *text; /* a document's number, a draft's digest */
};

struct issue_table {
    struct table key; /* columns of struct issued_row_key; perhaps none */
    struct table table;
    size_t size;             /* of its struct */
    const char *constraints; /* SQL, or NULL */
    bool has_rowid;
    int version;      /* that brought it: without rows there is no hash of it; 0: the first */
    const char *rows; /* FROM …: those that issue ?1 froze (as t), in the order of their hash */
};
extern const struct issue_table issue_tables[ISSUE_TABLE_COUNT];

/* That of payment `t`: an older release did not keep it. */
#define PAYMENT_ABN                                                                                \
    "ifnull(t.abn, ifnull((SELECT d.abn FROM documents AS d WHERE d.partner_id = t.partner_id"     \
    " AND d.seq <= t.seq ORDER BY d.seq DESC, d.period DESC LIMIT 1), ''))"

/* The parts of tables_make: these tables and what schema_issues.sql has, and what version 3 adds. */
bool tables_create_issues(store *store, GError **error);
bool tables_create_later(store *store, GError **error);
/* And versions 6 to 8, and 10. */
bool tables_create_decided(store *store, GError **error);
bool tables_create_true_ups(store *store, GError **error);
bool tables_create_keyed(store *store, GError **error);
bool tables_create_logins(store *store, GError **error);
/* What version 4 adds to them; of an older store that has payments, these are made anew. */
bool tables_widen_issues(store *store, bool has_payments, GError **error);
/* What version 6 does with the lines of an older store that has them: they may be of decisions. */
bool tables_widen_lines(store *store, GError **error);

/* Adds rows, an array of the table's struct. The key may be NULL where the table has none. */
bool issue_rows_insert(store *store, enum issue_table_id id, const struct issued_row_key *key,
                       const void *rows, size_t count, const char *doing, GError **error);
/* A SELECT of a table's own columns (as t), then of `more` (", v.reason" or ""), from `rest` on:
 * "WHERE …". Text is put together and kept by the store. */
statement_lease *issue_rows_borrow(store *store, enum issue_table_id id, const char *more,
                                   const char *rest, const char *doing, GError **error);
/* Appends all of its rows to an array of the table's struct; other fields are zero. */
bool issue_rows_read(store *store, enum issue_table_id id, statement_lease *list, GArray *rows,
                     GStringChunk *strings, const char *doing, GError **error);

#endif
