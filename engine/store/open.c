#include "engine/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/core/money.h"
#include "engine/store/db.h"
#include "engine/store/guard.h"
#include "engine/store/schema.h"
#include "engine/store/stop.h"
#include "engine/store/tables.h"

enum {
    APPLICATION_ID = 0x52435449, /* "RCTI"; schema.sql sets it */
    STEPS_UNHEARD = 100000,      /* of SQLite's machine, some milliseconds */
    BUSY_TIMEOUT_MS = 5000,
    STATEMENT_JOURNAL_BYTES = 1 << 18 /* in memory */
};

#define CONNECTION_SQL                                                                             \
    "PRAGMA temp_store = FILE;"   /* unlinked at once, and for its owner alone */                  \
    "PRAGMA cache_size = -32768;" /* KiB; taken as it is needed */
static const char WRITING_SQL[] =
    CONNECTION_SQL "PRAGMA foreign_keys = ON;"
                   "PRAGMA journal_mode = DELETE;" /* one file when closed, whole after a crash */
                   "PRAGMA synchronous = FULL;";
static const char LOOKING_SQL[] = CONNECTION_SQL "PRAGMA query_only = ON;";

G_DEFINE_QUARK(rcti - store - error, store_error)

static bool open_error(const char *path, enum store_error code, const char *what, GError **error)
{
    g_set_error(error, STORE_ERROR, (gint)code, "%s: cannot open the store: %s", path, what);
    return false;
}

int store_file_create(const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        return errno;
    }
    const int cause = fchmod(file, 0600) == 0 ? 0 : errno;
    close(file);
    if (cause != 0) {
        unlink(path);
    }
    return cause;
}

struct file_kind {
    int64_t application_id;
    int64_t user_version;
    bool empty;
    bool old; /* the tables of a version before are to be added to */
};

static bool file_kind_read(store *store, struct file_kind *ret_kind, GError **error)
{
    static const char SQL[] =
        "SELECT (SELECT application_id FROM pragma_application_id),"
        " (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)";
    g_autoptr(statement) read = statement_prepare(store, SQL, "opening", error);
    if (statement_next(store, read, "opening", error) != STEP_ROW) {
        return false;
    }
    ret_kind->application_id = sqlite3_column_int64(read, 0);
    ret_kind->user_version = sqlite3_column_int64(read, 1);
    ret_kind->empty = ret_kind->application_id == 0 && ret_kind->user_version == 0 &&
                      sqlite3_column_int64(read, 2) == 0;
    ret_kind->old = ret_kind->application_id == APPLICATION_ID && ret_kind->user_version > 0 &&
                    ret_kind->user_version < STORE_VERSION;
    return true;
}

static bool file_kind_check(store *store, const struct file_kind *kind, GError **error)
{
    if (kind->application_id != APPLICATION_ID) {
        return open_error(store->path, STORE_ERROR_FOREIGN,
                          "it is a database of another program; name another file with --store",
                          error);
    }
    if (kind->user_version > STORE_VERSION) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_VERSION,
                    "%s: the store was made by a newer rcti (its version is %d, this program "
                    "knows %d): use that program",
                    store->path, (int)kind->user_version, (int)STORE_VERSION);
        return false;
    }
    if (kind->user_version != STORE_VERSION) {
        return open_error(store->path, STORE_ERROR_FOREIGN,
                          "its version is none that rcti ever wrote", error);
    }
    return true;
}

void connection_guard(store *store, bool runs_triggers)
{
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, (int)runs_triggers, NULL);
}

/* At every opening: a trigger that somebody planted would change what is imported, issued or voided. */
static bool tables_check(store *store, GError **error)
{
    g_autoptr(GPtrArray) sentences = g_ptr_array_new_null_terminated(1, g_free, TRUE);
    if (!schema_differences(store, sentences, error)) {
        return false;
    }
    if (sentences->len == 0) {
        return true;
    }
    g_autofree char *joined = g_strjoinv("; ", (char **)sentences->pdata);
    g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED,
                "%s: somebody who knows SQL changed what the store is made of: %s; nothing of it "
                "was obeyed: restore the store from a copy, and find out who did that",
                store->path, joined);
    return false;
}

static bool tables_create(store *store, GError **error)
{
    static const char DOING[] = "making the tables";
    struct file_kind kind = {0};
    /* Of a new file only: an import writes it in half as many pieces. */
    if (!statement_run(store, "PRAGMA page_size = 8192", DOING, error) ||
        !transaction_write_begin(store, DOING, error)) {
        return false;
    }
    /* Looks again now that it has the lock: another program may have made them meanwhile. */
    const bool done =
        file_kind_read(store, &kind, error) &&
        ((!kind.empty && !kind.old) || tables_make(store, kind.user_version, error)) &&
        tables_check(store, error);
    const bool made = transaction_end(store, done, DOING, error);
    stop_hear(); /* tables are not yet what anybody asked for */
    return made;
}

/* Of a statement that takes long. */
static int statement_stops(G_GNUC_UNUSED void *unused)
{
    return stop_asked() != 0;
}

static bool connection_begin(store *store, int flags, struct file_kind *ret_kind, GError **error)
{
    flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* counting allocations takes a lock for each */
    /* A statement of many rows keeps the pages that it changes, in case that it fails: an import's some 80 kB each
     * time, which a file would take the longest for. */
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, STATEMENT_JOURNAL_BYTES);
    if (sqlite3_open_v2(store->path, &store->db, flags, NULL) != SQLITE_OK) {
        return open_error(store->path, STORE_ERROR_OPEN, sqlite3_errmsg(store->db), error);
    }
    sqlite3_busy_timeout(store->db, BUSY_TIMEOUT_MS);
    sqlite3_progress_handler(store->db, STEPS_UNHEARD, statement_stops, NULL);
    connection_guard(store, false);
    g_autoptr(GError) cause = NULL;
    if (!file_kind_read(store, ret_kind, &cause)) {
        if (sqlite3_errcode(store->db) % 256 == SQLITE_NOTADB) {
            return open_error(store->path, STORE_ERROR_FOREIGN,
                              "it is not a store (no SQLite database); name another file with "
                              "--store",
                              error);
        }
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    return true;
}

static bool connection_open(store *store, GError **error)
{
    struct file_kind kind = {0};
    if (!connection_begin(store, SQLITE_OPEN_READWRITE, &kind, error)) {
        return false;
    }
    /* A file that was there, empty, may have any mode. */
    if (kind.empty && chmod(store->path, 0600) != 0) {
        return open_error(store->path, STORE_ERROR_OPEN, g_strerror(errno), error);
    }
    if (kind.empty || kind.old
            ? !tables_create(store, error) || !file_kind_read(store, &kind, error) ||
                  !file_kind_check(store, &kind, error)
            : !file_kind_check(store, &kind, error) || !tables_check(store, error)) {
        return false;
    }
    connection_guard(store, true);
    return statement_run(store, WRITING_SQL, "opening", error);
}

store *store_new(const char *path)
{
    store *opened = g_new0(store, 1);
    opened->path = path[0] == ':' ? g_strconcat("./", path, NULL) : g_strdup(path);
    opened->statements = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL,
                                               (GDestroyNotify)statement_finalize);
    return opened;
}

/* One that was just made, and has nothing but its tables, if them: with the lock, so that nobody puts something
 * into it meanwhile. */
static void file_take_back(store *store)
{
    struct stat about;
    bool unused = false;
    stop_defer();
    if (store->db) {
        transaction_rollback(store);
        statement_run(store, "BEGIN EXCLUSIVE; SELECT 1 FROM sqlite_schema", "opening", NULL);
        store_is_unused(store, &unused, NULL);
    }
    if (unused || (stat(store->path, &about) == 0 && about.st_size == 0)) {
        unlink(store->path);
    }
    if (store->db) {
        transaction_rollback(store);
    }
    stop_hear();
}

store *store_open(const char *path, GError **error)
{
    g_autoptr(store) opened = store_new(path);
    if (!store_guard(opened->path, error)) {
        return NULL;
    }
    const int cause = store_file_create(opened->path);
    const bool done = cause == 0 || cause == EEXIST
                          ? connection_open(opened, error)
                          : open_error(opened->path, STORE_ERROR_OPEN, g_strerror(cause), error);
    if (!done && cause == 0) {
        file_take_back(opened);
    }
    return done ? g_steal_pointer(&opened) : NULL;
}

/* What SQLite would have to write before it could read: nothing is read then. */
static bool looks_finished(const char *path, GError **error)
{
    enum { HEADER_SIZE = 20, WRITE_FORMAT = 18, ROLLBACK_JOURNAL = 1 };
    unsigned char header[HEADER_SIZE];
    FILE *file = fopen(path, "rbe");
    const size_t got = file ? fread(header, 1, HEADER_SIZE, file) : 0;
    if (file) {
        fclose(file);
    }
    g_autofree char *log = g_strconcat(path, "-wal", NULL);
    const bool logs = got == HEADER_SIZE && header[WRITE_FORMAT] != ROLLBACK_JOURNAL;
    return (!logs && access(log, F_OK) != 0) ||
           open_error(path, STORE_ERROR_FOREIGN,
                      "another program has set it to write-ahead logging: close that; any other "
                      "command of rcti (rcti status) sets it back",
                      error);
}

/* Where SQLite may write, a file whose writer was cut off would be put right. */
static bool looks_whole(store *store, GError **error)
{
    struct file_kind kind = {0};
    g_autoptr(GError) cause = NULL;
    const char *why = NULL;
    if (!connection_begin(store, SQLITE_OPEN_READONLY, &kind, &cause)) {
        why = store->db && sqlite3_extended_errcode(store->db) == SQLITE_READONLY_ROLLBACK
                  ? "a command was cut off while it wrote to the store: any other command (rcti "
                    "status) takes back what it had begun"
                  : NULL;
    } else if (kind.old) {
        why = "an older rcti made the store: any other command (rcti status) gives it the tables "
              "that it lacks";
    }
    if (why) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_UNFINISHED, "%s: %s; then verify", store->path,
                    why);
    } else if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
    } else {
        return file_kind_check(store, &kind, error);
    }
    return false;
}

store *store_open_to_look(const char *path, GPtrArray *findings, GError **error)
{
    g_autoptr(store) first = store_new(path);
    g_autoptr(store) opened = store_new(path);
    struct file_kind kind = {0};
    /* SQLite holds rows against their constraints only where it might write them. */
    return store_guard(path, error) && looks_finished(path, error) && looks_whole(first, error) &&
                   connection_begin(opened, SQLITE_OPEN_READWRITE, &kind, error) &&
                   statement_run(opened, LOOKING_SQL, "opening", error) &&
                   schema_differences(opened, findings, error)
               ? g_steal_pointer(&opened)
               : NULL;
}

store *store_open_beside(const store *other, GError **error)
{
    g_autoptr(store) opened = store_new(other->path);
    struct file_kind kind = {0};
    if (!connection_begin(opened, SQLITE_OPEN_READONLY, &kind, error) ||
        !statement_run(opened, LOOKING_SQL, "opening", error)) {
        return NULL;
    }
    opened->session_findings =
        other->session_findings ? g_hash_table_ref(other->session_findings) : NULL;
    return g_steal_pointer(&opened);
}

void store_close(store *store)
{
    if (store == NULL) {
        return;
    }
    CHECK(!store->import);
    if (store->issue != NULL) {
        transaction_rollback(store);
        *store->issue = NULL;
    }
    g_hash_table_unref(store->statements);
    g_clear_pointer(&store->session_findings, g_hash_table_unref);
    g_clear_pointer(&store->exports, g_hash_table_unref);
    CHECK(sqlite3_close(store->db) == SQLITE_OK);
    g_free(store->path);
    g_free(store);
}

bool store_is_unused(store *store, bool *ret_unused, GError **error)
{
    static const char SQL[] = "SELECT NOT EXISTS (SELECT 1 FROM batches)";
    int64_t unused = 0;
    g_autoptr(statement) ask = statement_prepare(store, SQL, "opening", error);
    const bool done = statement_number(store, ask, "opening", &unused, error);
    *ret_unused = done && unused != 0;
    return done;
}

void store_close_unused(store *store)
{
    bool unused = false;
    stop_defer();
    /* What was cut short may be in the middle of a statement still. */
    for (sqlite3_stmt *left = sqlite3_next_stmt(store->db, NULL); left;
         left = sqlite3_next_stmt(store->db, left)) {
        sqlite3_reset(left);
    }
    transaction_rollback(store);
    /* With the lock: nobody puts something into it meanwhile. */
    if (statement_run(store, "BEGIN EXCLUSIVE", "opening", NULL) &&
        store_is_unused(store, &unused, NULL) && unused) {
        unlink(store->path);
    }
    transaction_rollback(store);
    store_close(store);
    stop_hear();
}
