#include "engine/store/db.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/core/money.h"
#include "engine/store/stop.h"

void store_period_text(struct period period, char text[PERIOD_TEXT_SIZE])
{
    struct civil first = day_to_civil(period.first);
    CHECK(first.year >= 1 && first.year <= 9999);
    snprintf(text, PERIOD_TEXT_SIZE, "%04u-%02u", (unsigned)first.year % 10000,
             (unsigned)first.month % 100);
}

bool store_period_parse(const char *text, struct period *ret_period)
{
    static const char FORM[] = "dddd-dd";
    for (size_t i = 0; i < sizeof FORM; i++) {
        bool digit = g_ascii_isdigit(text[i]) != 0;
        if (FORM[i] == 'd' ? !digit : text[i] != FORM[i]) {
            return false;
        }
    }
    int32_t year = (int32_t)strtol(text, NULL, 10);
    int32_t month = (int32_t)strtol(text + 5, NULL, 10);
    if (year < 1 || month < 1 || month > 12) {
        return false;
    }
    *ret_period = period_from_month(year, month);
    return true;
}

/* ---- statements --------------------------------------------------------------------------------- */

void statement_finalize(statement *statement)
{
    sqlite3_finalize(statement);
}

void statement_release(statement_lease *lease)
{
    sqlite3_reset(lease);
    sqlite3_clear_bindings(lease);
}

/* What to do about it. */
static const char *mend(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program is writing to it: wait until that has finished and try again";
    case SQLITE_FULL:
        return "make room on the disk and try again; the store is as it was";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return "check that you may write to the file and to its directory";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "the file is damaged: restore it from a copy";
    case SQLITE_ERROR: /* the program's statements are right for its own tables */
        return "its tables or rows are not as this program makes them: restore it from a copy";
    case SQLITE_IOERR:
        return "check the disk and try again; the store is as it was";
    default:
        return "the store is as it was";
    }
}

static bool stopped_error(store *store, const char *doing, GError **error)
{
    g_set_error(error, STORE_ERROR, STORE_ERROR_STOPPED, "%s: %s was stopped", store->path, doing);
    return false;
}

bool statement_error(store *store, const char *doing, GError **error)
{
    int code = sqlite3_extended_errcode(store->db);
    if ((code & 0xff) == SQLITE_INTERRUPT) {
        return stopped_error(store, doing, error);
    }
    bool damaged = (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB ||
                   (code & 0xff) == SQLITE_ERROR;
    g_set_error(error, STORE_ERROR, damaged ? STORE_ERROR_DAMAGED : STORE_ERROR_DATABASE,
                "%s: %s failed: %s; %s", store->path, doing, sqlite3_errmsg(store->db), mend(code));
    return false;
}

bool statement_damaged(store *store, const char *table, GError **error)
{
    g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED,
                "%s: a row of the table %s says what this program does not know: the file was "
                "changed by another program; restore it from a copy",
                store->path, table);
    return false;
}

bool statement_zone_unknown(store *store, const char *timezone, GError **error)
{
    g_set_error(error, STORE_ERROR, STORE_ERROR_DATABASE,
                "%s: this machine does not know the time zone %s: install its time zone data "
                "(package tzdata)",
                store->path, timezone);
    return false;
}

bool statement_run(store *store, const char *sql, const char *doing, GError **error)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return statement_error(store, doing, error);
    }
    return true;
}

static sqlite3_stmt *prepare(store *store, const char *sql, unsigned flags, const char *doing,
                             GError **error)
{
    sqlite3_stmt *prepared = NULL;
    if (sqlite3_prepare_v3(store->db, sql, -1, flags, &prepared, NULL) != SQLITE_OK) {
        statement_error(store, doing, error);
    }
    return prepared;
}

statement *statement_prepare(store *store, const char *sql, const char *doing, GError **error)
{
    return prepare(store, sql, 0, doing, error);
}

statement_lease *statement_kept(store *store, const void *key)
{
    sqlite3_stmt *kept = g_hash_table_lookup(store->statements, key);
    CHECK(!kept || !sqlite3_stmt_busy(kept));
    return kept;
}

statement_lease *statement_keep(store *store, const void *key, const char *sql, const char *doing,
                                GError **error)
{
    sqlite3_stmt *kept = prepare(store, sql, SQLITE_PREPARE_PERSISTENT, doing, error);
    if (kept) {
        g_hash_table_insert(store->statements, (gpointer)(uintptr_t)key, kept);
    }
    return kept;
}

statement_lease *statement_borrow(store *store, const char *sql, const char *doing, GError **error)
{
    statement_lease *kept = statement_kept(store, sql);
    return kept ? kept : statement_keep(store, sql, sql, doing, error);
}

enum statement_step statement_next(store *store, sqlite3_stmt *statement, const char *doing,
                                   GError **error)
{
    if (!statement) {
        return STEP_FAILED;
    }
    if (stop_asked()) {
        stopped_error(store, doing, error);
        return STEP_FAILED;
    }
    switch (sqlite3_step(statement)) {
    case SQLITE_ROW:
        return STEP_ROW;
    case SQLITE_DONE:
        return STEP_DONE;
    default:
        statement_error(store, doing, error);
        return STEP_FAILED;
    }
}

bool statement_number(store *store, sqlite3_stmt *statement, const char *doing, int64_t *ret_number,
                      GError **error)
{
    if (statement_next(store, statement, doing, error) != STEP_ROW) {
        return false;
    }
    *ret_number = sqlite3_column_int64(statement, 0);
    return true;
}

bool statement_execute(store *store, sqlite3_stmt *statement, const char *doing, GError **error)
{
    enum statement_step step = statement_next(store, statement, doing, error);
    CHECK(step != STEP_ROW);
    sqlite3_reset(statement);
    return step == STEP_DONE;
}

bool statement_texts(store *store, sqlite3_stmt *statement, GPtrArray *texts, const char *doing,
                     GError **error)
{
    enum statement_step step;
    while ((step = statement_next(store, statement, doing, error)) == STEP_ROW) {
        g_ptr_array_add(texts, g_strdup(statement_text(statement, 0)));
    }
    return step == STEP_DONE;
}

void statement_bind_kept(sqlite3_stmt *statement, int parameter, const char *text)
{
    CHECK(!statement ||
          sqlite3_bind_text(statement, parameter, text, -1, SQLITE_STATIC) == SQLITE_OK);
}

void statement_bind_text(sqlite3_stmt *statement, int parameter, const char *text)
{
    if (text[0] == '\0') {
        CHECK(!statement || sqlite3_bind_null(statement, parameter) == SQLITE_OK);
    } else {
        statement_bind_kept(statement, parameter, text);
    }
}

void statement_bind_integer(sqlite3_stmt *statement, int parameter, int64_t value)
{
    CHECK(!statement || sqlite3_bind_int64(statement, parameter, value) == SQLITE_OK);
}

void statement_bind_bytes(sqlite3_stmt *statement, int parameter, GBytes *bytes)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    /* NULL would be no bytes at all. */
    CHECK(!statement || sqlite3_bind_blob64(statement, parameter, data ? data : "", size,
                                            SQLITE_STATIC) == SQLITE_OK);
}

void statement_bind_period(sqlite3_stmt *statement, int parameter, struct period period)
{
    char text[PERIOD_TEXT_SIZE];
    store_period_text(period, text);
    CHECK(!statement ||
          sqlite3_bind_text(statement, parameter, text, -1, SQLITE_TRANSIENT) == SQLITE_OK);
}

GBytes *statement_bytes(sqlite3_stmt *statement, int column)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    return g_bytes_new(bytes, (gsize)sqlite3_column_bytes(statement, column));
}

const char *statement_text(sqlite3_stmt *statement, int column)
{
    const void *text = sqlite3_column_text(statement, column);
    return text != NULL ? text : "";
}

const char *statement_string(sqlite3_stmt *statement, int column, GStringChunk *strings)
{
    const char *text = statement_text(statement, column);
    return text[0] != '\0' ? g_string_chunk_insert(strings, text) : "";
}

int32_t statement_int32(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_int(statement, column);
}

uint32_t statement_line(sqlite3_stmt *statement, int column)
{
    return (uint32_t)sqlite3_column_int64(statement, column);
}

day statement_day(sqlite3_stmt *statement, int column, day blank)
{
    if (sqlite3_column_type(statement, column) == SQLITE_NULL) {
        return blank;
    }
    return (day){sqlite3_column_int(statement, column)};
}

/* ---- transactions ------------------------------------------------------------------------------- */

static bool lease_run(store *store, const char *sql, const char *doing, GError **error)
{
    g_autoptr(statement_lease) run = statement_borrow(store, sql, doing, error);
    return statement_execute(store, run, doing, error);
}

bool transaction_read_begin(store *store, bool *ret_own, const char *doing, GError **error)
{
    static const char BEGIN[] = "BEGIN";
    bool own = sqlite3_get_autocommit(store->db) != 0;
    if (own && !lease_run(store, BEGIN, doing, error)) {
        return false;
    }
    *ret_own = own;
    return true;
}

bool transaction_read_end(store *store, bool own, const char *doing, GError **error)
{
    static const char END[] = "END";
    const bool done = !own || lease_run(store, END, doing, error);
    if (!done) {
        transaction_rollback(
            store); /* who asks to stop asks here too; what comes next begins anew */
    }
    return done;
}

bool transaction_write_begin(store *store, const char *doing, GError **error)
{
    CHECK(sqlite3_get_autocommit(store->db) != 0);
    return statement_run(store, "BEGIN IMMEDIATE", doing, error);
}

bool transaction_end(store *store, bool done, const char *doing, GError **error)
{
    if (done && transaction_commit(store, doing, error)) {
        return true;
    }
    transaction_rollback(store);
    return false;
}

bool transaction_commit(store *store, const char *doing, GError **error)
{
    stop_defer();
    const bool done = statement_run(store, "COMMIT", doing, error);
    if (!done) {
        stop_hear();
    }
    return done;
}

void transaction_rollback(store *store)
{
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}
