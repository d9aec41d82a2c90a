#include <string.h>

#include "engine/store/issues/issue_private.h"

/* The files of an issue, kept whole. A large one is never in memory as a whole but where it is
 * asked for. */

static const char KEEPING[] = "keeping the issue's files";
static const char READING[] = "reading the issue's files";

enum { CHUNK_BYTES = 256 * 1024, FILE_BYTES_MAX = 999999000 /* what SQLite takes in a row */ };

bool issued_path_safe(const char *path)
{
    if (path[0] == '\0' || path[0] == '/') {
        return false;
    }
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    return !g_strv_contains((const char *const *)parts, "..");
}

/* ---- writing ------------------------------------------------------------------------------- */

struct kept_file {
    GMappedFile *map;
    const char *bytes;
    size_t size;
    char sha256[SHA256_TEXT_SIZE];
};

static void kept_file_clear(struct kept_file *file)
{
    if (file->map != NULL) {
        g_mapped_file_unref(file->map);
    }
}
typedef struct kept_file kept_file;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(kept_file, kept_file_clear)

static bool kept_file_open(struct kept_file *file, const char *directory, const char *path,
                           GError **error)
{
    g_autofree char *full = g_build_filename(directory, path, NULL);
    file->map = g_mapped_file_new(full, FALSE, error);
    if (file->map == NULL) {
        return false;
    }
    file->size = g_mapped_file_get_length(file->map);
    /* An empty file has no map. */
    file->bytes = file->size > 0 ? g_mapped_file_get_contents(file->map) : "";
    if (file->size > FILE_BYTES_MAX) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_DATABASE,
                    "%s: the file is larger than the store can keep (%d bytes)", full,
                    (int)FILE_BYTES_MAX);
        return false;
    }
    g_autofree char *sha256 =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)file->bytes, file->size);
    g_strlcpy(file->sha256, sha256, sizeof file->sha256);
    return true;
}

static bool blob_fill(store *store, int64_t row, const struct kept_file *file, GError **error)
{
    sqlite3_blob *blob = NULL;
    bool done =
        sqlite3_blob_open(store->db, "main", "issue_files", "bytes", row, 1, &blob) == SQLITE_OK;
    for (size_t at = 0; done && at < file->size; at += CHUNK_BYTES) {
        size_t part = MIN((size_t)CHUNK_BYTES, file->size - at);
        done = sqlite3_blob_write(blob, file->bytes + at, (int)part, (int)at) == SQLITE_OK;
    }
    if (!done) {
        statement_error(store, KEEPING, error);
    }
    sqlite3_blob_close(blob);
    return done;
}

bool store_issue_add_file(issue_write *write, const char *directory, const char *path,
                          GError **error)
{
    static const char SQL[] =
        "INSERT INTO issue_files (seq, path, sha256, bytes) VALUES (?1, ?2, ?3, zeroblob(?4))";
    g_auto(kept_file) file = {0};
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, KEEPING, error);
    if (insert == NULL || !kept_file_open(&file, directory, path, error)) {
        return false;
    }
    statement_bind_integer(insert, 1, write->seq);
    statement_bind_kept(insert, 2, path);
    statement_bind_kept(insert, 3, file.sha256);
    statement_bind_integer(insert, 4, (int64_t)file.size);
    return statement_execute(write->store, insert, KEEPING, error) &&
           blob_fill(write->store, sqlite3_last_insert_rowid(write->store->db), &file, error);
}

static bool kept_file_insert(issue_write *write, const struct kept_file *file, GError **error)
{
    static const char SQL[] = "INSERT INTO kept_files (sha256, bytes) SELECT ?1, ?2"
                              " WHERE NOT EXISTS (SELECT 1 FROM kept_files WHERE sha256 = ?1)";
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, KEEPING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_kept(insert, 1, file->sha256);
    statement_bind_blob(insert, 2, file->bytes, file->size);
    return statement_execute(write->store, insert, KEEPING, error);
}

bool store_issue_add_holidays(issue_write *write, const char *directory, const char *name,
                              GError **error)
{
    static const char SQL[] = "INSERT INTO issue_holidays (seq, name, sha256) VALUES (?1, ?2, ?3)";
    g_auto(kept_file) file = {0};
    if (!kept_file_open(&file, directory, name, error) || !kept_file_insert(write, &file, error)) {
        return false;
    }
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, KEEPING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_integer(insert, 1, write->seq);
    statement_bind_kept(insert, 2, name);
    statement_bind_kept(insert, 3, file.sha256);
    return statement_execute(write->store, insert, KEEPING, error);
}

/* ---- reading ------------------------------------------------------------------------------- */

bool store_issue_files_load(store *store, int64_t seq, GArray *files, GStringChunk *strings,
                            GError **error)
{
    static const char SQL[] =
        "SELECT row, path, sha256 FROM issue_files WHERE seq = ?1 ORDER BY path";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, READING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, seq);
    enum statement_step step;
    while ((step = statement_next(store, list, READING, error)) == STEP_ROW) {
        struct issue_file file = {
            .row = sqlite3_column_int64(list, 0),
            .path = statement_string(list, 1, strings),
            .sha256 = statement_string(list, 2, strings),
        };
        /* It is going to be written below some directory. */
        if (!issued_path_safe(file.path)) {
            return statement_damaged(store, "issue_files", error);
        }
        g_array_append_val(files, file);
    }
    return step == STEP_DONE;
}

GBytes *store_issue_file_bytes(store *store, int64_t row, GError **error)
{
    sqlite3_blob *blob = NULL;
    bool done =
        sqlite3_blob_open(store->db, "main", "issue_files", "bytes", row, 0, &blob) == SQLITE_OK;
    int size = done ? sqlite3_blob_bytes(blob) : 0;
    g_autofree guint8 *bytes = g_malloc((gsize)size + 1); /* not NULL where it is empty */
    done = done && (size == 0 || sqlite3_blob_read(blob, bytes, size, 0) == SQLITE_OK);
    if (!done) {
        statement_error(store, READING, error);
    }
    sqlite3_blob_close(blob);
    return done ? g_bytes_new_take(g_steal_pointer(&bytes), (gsize)size) : NULL;
}

bool store_issue_holidays_write(store *store, int64_t seq, const char *directory, GError **error)
{
    static const char SQL[] = "SELECT h.name, k.bytes FROM issue_holidays AS h"
                              " JOIN kept_files AS k USING (sha256) WHERE h.seq = ?1"
                              " ORDER BY h.name";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, READING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, seq);
    enum statement_step step;
    while ((step = statement_next(store, list, READING, error)) == STEP_ROW) {
        const char *name = statement_text(list, 0);
        if (!issued_path_safe(name) || strchr(name, '/') != NULL) {
            return statement_damaged(store, "issue_holidays", error);
        }
        g_autofree char *path = g_build_filename(directory, name, NULL);
        const char *bytes = sqlite3_column_blob(list, 1);
        int size = sqlite3_column_bytes(list, 1);
        if (!g_file_set_contents_full(path, bytes != NULL ? bytes : "", size,
                                      G_FILE_SET_CONTENTS_NONE, 0600, error)) {
            return false;
        }
    }
    return step == STEP_DONE;
}
