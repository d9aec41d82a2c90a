#ifndef ENGINE_STORE_DB_H
#define ENGINE_STORE_DB_H

#include <glib.h>
#include <sqlite3.h>

#include "engine/core/clock.h"
#include "engine/store/rows.h"
#include "engine/store/store.h"

/* The connection: statements with the project's types and errors, transactions. */

enum { PERIOD_TEXT_SIZE = 8 };

/* Which batch's file of each kind was in force for a period at a batch, as asked for last. */
struct store_in_force {
    char period[PERIOD_TEXT_SIZE]; /* "" for none */
    int64_t batch;
    int64_t batches[FACT_TABLE_COUNT];
};

struct store {
    sqlite3 *db;
    char *path;
    GHashTable *statements;       /* address of its text -> sqlite3_stmt: prepared once */
    GHashTable *session_findings; /* facts/sessions.c; NULL until it looked */
    GHashTable *exports;          /* facts/place.c: by batch and file; NULL until it looked */
    struct store_in_force in_force;
    bool import;   /* one is under way */
    store **issue; /* where the issue under way has this store, or NULL */
};

/* Without a connection yet; store_close frees it. SQLite gives names that start with a colon a meaning of
 * their own: such a path is put below ".". */
store *store_new(const char *path);

/* A new file, mode 0600: SQLite would give it what the umask leaves; bank details are in it, and the journal
 * takes the mode of the file. The cause where it fails (EEXIST: there is one), else 0. */
int store_file_create(const char *path);

/* Of what else may be in a file nothing runs, until its tables are known to be this program's. */
void connection_guard(store *store, bool runs_triggers);

/* "2026-09", as the store keeps it. */
void store_period_text(struct period period, char text[PERIOD_TEXT_SIZE]);

/* The way back; false where it is no period. */
bool store_period_parse(const char *text, struct period *ret_period);

/* ---- statements --------------------------------------------------------------------------------- */

/* SQLite with the project's types and errors. Parameters count from 1, columns from 0. Where a statement
 * could not be made (NULL, and the error is set), binding does nothing and its step fails. */

/* A statement of its own, finalized at the end of the scope. */
typedef struct sqlite3_stmt statement;
void statement_finalize(statement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(statement, statement_finalize)

/* One that the store keeps prepared, reset at the end of the scope. */
typedef struct sqlite3_stmt statement_lease;
void statement_release(statement_lease *lease);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(statement_lease, statement_release)

/* Sets STORE_ERROR_DATABASE (or _DAMAGED) from what SQLite says and how to mend it; returns false. doing: what
 * failed, as in "reading the partners". */
bool statement_error(store *store, const char *doing, GError **error);

/* STORE_ERROR_DAMAGED for a row that this program cannot have written. */
bool statement_damaged(store *store, const char *table, GError **error);

/* STORE_ERROR_DATABASE for a zone of the store that this machine does not know. */
bool statement_zone_unknown(store *store, const char *timezone, GError **error);

/* Runs SQL that has no parameters and gives no rows; several statements are allowed. */
bool statement_run(store *store, const char *sql, const char *doing, GError **error);
statement *statement_prepare(store *store, const char *sql, const char *doing, GError **error);
/* What the store keeps under a key, which is an address; NULL where there is nothing yet. */
statement_lease *statement_kept(store *store, const void *key);
statement_lease *statement_keep(store *store, const void *key, const char *sql, const char *doing,
                                GError **error);
/* Both in one, where the key is sql itself, a literal. */
statement_lease *statement_borrow(store *store, const char *sql, const char *doing, GError **error);

enum statement_step { STEP_ROW, STEP_DONE, STEP_FAILED };
enum statement_step statement_next(store *store, sqlite3_stmt *statement, const char *doing,
                                   GError **error);
/* The first column of the first row, which there is. */
bool statement_number(store *store, sqlite3_stmt *statement, const char *doing, int64_t *ret_number,
                      GError **error);
/* Steps one that gives no rows, and resets it. */
bool statement_execute(store *store, sqlite3_stmt *statement, const char *doing, GError **error);

/* Appends a copy of each row's first column (g_free). */
bool statement_texts(store *store, sqlite3_stmt *statement, GPtrArray *texts, const char *doing,
                     GError **error);

/* The text (or the bytes) must stay as it is until the statement is reset. bind_text takes blank for NULL,
 * bind_kept keeps it. */
void statement_bind_text(sqlite3_stmt *statement, int parameter, const char *text);
void statement_bind_kept(sqlite3_stmt *statement, int parameter, const char *text);
void statement_bind_integer(sqlite3_stmt *statement, int parameter, int64_t value);
void statement_bind_bytes(sqlite3_stmt *statement, int parameter, GBytes *bytes);
/* "2026-09" */
void statement_bind_period(sqlite3_stmt *statement, int parameter, struct period period);

/* A copy, which the caller unrefs. */
GBytes *statement_bytes(sqlite3_stmt *statement, int column);
/* NULL is "". The text lives until the next step. */
const char *statement_text(sqlite3_stmt *statement, int column);
/* The same, in the chunk. */
const char *statement_string(sqlite3_stmt *statement, int column, GStringChunk *strings);
int32_t statement_int32(sqlite3_stmt *statement, int column);
uint32_t statement_line(sqlite3_stmt *statement, int column);
day statement_day(sqlite3_stmt *statement, int column, day blank);

/* ---- transactions ------------------------------------------------------------------------------- */

/* Where several statements read one thing: taking the lock anew for each costs as much as reading,
 * and nothing may change between them. *ret_own is false within a transaction that is under way
 * (an import, an issue), which then does. */
bool transaction_read_begin(store *store, bool *ret_own, const char *doing, GError **error);
bool transaction_read_end(store *store, bool own, const char *doing, GError **error);

/* One writer: takes the write lock at once, or fails after a few seconds of waiting. */
bool transaction_write_begin(store *store, const char *doing, GError **error);
/* Commits where all of it is done; else, or where that fails, rolls it back. Whether it is committed. */
bool transaction_end(store *store, bool done, const char *doing, GError **error);
/* The last step of what is done: from then on nobody is heard who asks to stop (stop.h). */
bool transaction_commit(store *store, const char *doing, GError **error);
/* All is as it was. Harmless where no transaction is under way. */
void transaction_rollback(store *store);

#endif
