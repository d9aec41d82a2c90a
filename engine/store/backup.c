#include "engine/store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/core/money.h"
#include "engine/store/db.h"
#include "engine/store/guard.h"

enum {
    BACKUPS_ID = 0x52435442, /* "RCTB" */
    PAGE_SIZE_MAX = 65536,
    NUMBER_SIZE = 4, /* of a page in a list, high byte first */
    PACKING = 1 /* of zlib's levels: half of the pages, those of documents, get no smaller by any */
};

static const char MAKING[] = "making the backup";
static const char READING[] = "reading the backup";

/* A page of the file has room for several of the store's. */
static const char BACKUPS_SQL[] =
    "PRAGMA page_size = 65536;"
    "BEGIN IMMEDIATE;"
    "PRAGMA application_id = 1380144194;"
    "CREATE TABLE IF NOT EXISTS pages ("
    " page INTEGER PRIMARY KEY,"
    " sha256 TEXT NOT NULL UNIQUE,"
    " bytes BLOB NOT NULL"
    ") STRICT;"
    "CREATE TABLE IF NOT EXISTS backups ("
    " backup INTEGER PRIMARY KEY,"
    " period TEXT NOT NULL,"
    " issue INTEGER NOT NULL,"
    " seal TEXT NOT NULL UNIQUE,"
    " made_at TEXT NOT NULL,"
    " page_size INTEGER NOT NULL,"
    " pages BLOB NOT NULL," /* the number of each, in order */
    " sha256 TEXT NOT NULL" /* of the hashes of them, as text, in order */
    ") STRICT;"
    "COMMIT";

void store_backup_clear(store_backup *backup)
{
    g_free(backup->period);
    g_free(backup->seal);
    g_free(backup->made_at);
    *backup = (store_backup){.issue = 0};
}

char *store_backups_path(const char *store_path)
{
    return g_strconcat(store_path, ".backups", NULL);
}

/* ---- the file of backups ------------------------------------------------------------------------ */

static bool backups_damaged(const store *backups, const char *what, GError **error)
{
    g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED,
                "%s: %s: it was changed, or the disk lost a part of it; keep it, and move it away: "
                "the next start makes another",
                backups->path, what);
    return false;
}

/* One that is empty, or ours. */
static bool backups_check(store *backups, GError **error)
{
    static const char SQL[] = "SELECT (SELECT application_id FROM pragma_application_id),"
                              " (SELECT count(*) FROM sqlite_schema)";
    g_autoptr(statement) read = statement_prepare(backups, SQL, READING, error);
    if (statement_next(backups, read, READING, error) != STEP_ROW) {
        return false;
    }
    return sqlite3_column_int64(read, 0) == BACKUPS_ID || sqlite3_column_int64(read, 1) == 0 ||
           backups_damaged(backups, "no file of backups", error);
}

static store *backups_open(const char *path, GError **error)
{
    g_autoptr(store) backups = store_new(path);
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (!store_guard(backups->path, error)) {
        return NULL;
    }
    if (sqlite3_open_v2(backups->path, &backups->db, flags, NULL) != SQLITE_OK) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "%s: cannot open it: %s", backups->path,
                    sqlite3_errmsg(backups->db));
        return NULL;
    }
    connection_guard(backups, false);
    return backups_check(backups, error) ? g_steal_pointer(&backups) : NULL;
}

/* ---- making one --------------------------------------------------------------------------------- */

struct making {
    store *store;
    store *backups;
    int64_t page_size;
    int64_t page_count;
    GByteArray *numbers;
    sha256 *list;
    struct libdeflate_compressor *packer;
};

static bool newest_issue_read(store *store, struct store_backup *backup, GError **error)
{
    static const char SQL[] =
        "SELECT issues.period, issues.issue, links.seal FROM issues JOIN links USING (seq)"
        " ORDER BY seq DESC LIMIT 1";
    g_autoptr(statement) read = statement_prepare(store, SQL, MAKING, error);
    const enum statement_step step = statement_next(store, read, MAKING, error);
    if (step == STEP_ROW) {
        backup->period = g_strdup(statement_text(read, 0));
        backup->issue = statement_int32(read, 1);
        backup->seal = g_strdup(statement_text(read, 2));
    }
    return step != STEP_FAILED;
}

static bool backup_is_there(store *backups, const char *seal, bool *ret_there, GError **error)
{
    static const char TABLES[] = "SELECT count(*) FROM sqlite_schema WHERE name = 'backups'";
    static const char SQL[] = "SELECT count(*) FROM backups WHERE seal = ?1";
    int64_t count = 0;
    g_autoptr(statement) tables = statement_prepare(backups, TABLES, MAKING, error);
    if (!statement_number(backups, tables, MAKING, &count, error)) {
        return false;
    }
    if (count > 0) {
        g_autoptr(statement) ask = statement_prepare(backups, SQL, MAKING, error);
        statement_bind_kept(ask, 1, seal);
        if (!statement_number(backups, ask, MAKING, &count, error)) {
            return false;
        }
    }
    *ret_there = count > 0;
    return true;
}

static bool pragma_number(store *store, const char *sql, int64_t *ret_number, GError **error)
{
    g_autoptr(statement) ask = statement_prepare(store, sql, MAKING, error);
    return statement_number(store, ask, MAKING, ret_number, error);
}

/* As SQLite itself reads it: a descriptor of our own would take the locks away when it is closed. */
static bool page_read(const struct making *making, int64_t page, unsigned char *bytes,
                      GError **error)
{
    sqlite3_file *file = NULL;
    sqlite3_file_control(making->store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    CHECK(file && file->pMethods);
    const int code =
        file->pMethods->xRead(file, bytes, (int)making->page_size, page * making->page_size);
    if (code != SQLITE_OK) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_DATABASE, "%s: %s failed: %s",
                    making->store->path, MAKING, sqlite3_errstr(code));
    }
    return code == SQLITE_OK;
}

/* The number that the page has; it gets one where it is new. */
static bool page_keep(const struct making *making, const unsigned char *bytes, GError **error)
{
    static const char FIND[] = "SELECT page FROM pages WHERE sha256 = ?1";
    static const char ADD[] = "INSERT INTO pages (sha256, bytes) VALUES (?1, ?2)";
    store *backups = making->backups;
    char hash[SHA256_TEXT_SIZE];
    int64_t number = 0;
    sha256_of(bytes, (size_t)making->page_size, hash);
    sha256_add(making->list, hash, SHA256_TEXT_SIZE - 1);
    g_autoptr(statement_lease) find = statement_borrow(backups, FIND, MAKING, error);
    statement_bind_kept(find, 1, hash);
    const enum statement_step step = statement_next(backups, find, MAKING, error);
    if (step == STEP_ROW) {
        number = sqlite3_column_int64(find, 0);
    } else if (step == STEP_DONE) {
        unsigned char packed[PAGE_SIZE_MAX];
        const size_t size =
            libdeflate_zlib_compress(making->packer, bytes, (size_t)making->page_size, packed,
                                     (size_t)making->page_size - 1);
        g_autoptr(GBytes) kept = g_bytes_new_static(size > 0 ? packed : bytes,
                                                    size > 0 ? size : (size_t)making->page_size);
        g_autoptr(statement_lease) add = statement_borrow(backups, ADD, MAKING, error);
        statement_bind_kept(add, 1, hash);
        statement_bind_bytes(add, 2, kept);
        if (!add || !statement_execute(backups, add, MAKING, error)) {
            return false;
        }
        number = sqlite3_last_insert_rowid(backups->db);
    } else {
        return false;
    }
    const guint8 text[NUMBER_SIZE] = {(guint8)(number >> 24), (guint8)(number >> 16),
                                      (guint8)(number >> 8), (guint8)number};
    g_byte_array_append(making->numbers, text, NUMBER_SIZE);
    return true;
}

static bool backup_insert(struct making *making, const struct store_backup *backup, GError **error)
{
    static const char SQL[] = "INSERT INTO backups (period, issue, seal, made_at, page_size, pages,"
                              " sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    char list[SHA256_TEXT_SIZE];
    sha256_finish(making->list, list);
    g_autoptr(GBytes) numbers = g_bytes_new_static(making->numbers->data, making->numbers->len);
    g_autoptr(statement) insert = statement_prepare(making->backups, SQL, MAKING, error);
    statement_bind_kept(insert, 1, backup->period);
    statement_bind_integer(insert, 2, backup->issue);
    statement_bind_kept(insert, 3, backup->seal);
    statement_bind_kept(insert, 4, backup->made_at);
    statement_bind_integer(insert, 5, making->page_size);
    statement_bind_bytes(insert, 6, numbers);
    statement_bind_kept(insert, 7, list);
    return insert && statement_execute(making->backups, insert, MAKING, error);
}

/* Both files stay as they are while it is made. */
static bool pages_keep(struct making *making, struct store_backup *backup, GError **error)
{
    unsigned char bytes[PAGE_SIZE_MAX];
    bool done = pragma_number(making->store, "PRAGMA page_size", &making->page_size, error) &&
                pragma_number(making->store, "PRAGMA page_count", &making->page_count, error);
    for (int64_t page = 0; done && page < making->page_count; page++) {
        done = page_read(making, page, bytes, error) && page_keep(making, bytes, error);
    }
    if (!done) {
        return false;
    }
    g_autoptr(GDateTime) clock = g_date_time_new_now_utc();
    backup->made_at = g_date_time_format(clock, "%Y-%m-%dT%H:%M:%SZ");
    backup->size = making->page_count * making->page_size;
    return backup_insert(making, backup, error);
}

/* No commit of the command (transaction_commit): what asks it to stop is heard afterwards too. */
static bool backup_add(struct making *making, struct store_backup *backup, GError **error)
{
    store *backups = making->backups;
    const bool done = statement_run(backups, BACKUPS_SQL, MAKING, error) &&
                      transaction_write_begin(backups, MAKING, error) &&
                      pages_keep(making, backup, error) &&
                      statement_run(backups, "COMMIT", MAKING, error);
    if (!done) {
        transaction_rollback(backups);
    }
    return done;
}

static bool backup_of(struct making *making, bool *ret_made, struct store_backup *backup,
                      GError **error)
{
    bool there = false;
    g_autofree char *path = store_backups_path(making->store->path);
    if (!newest_issue_read(making->store, backup, error)) {
        return false;
    }
    if (!backup->seal) {
        return true;
    }
    const int cause = store_file_create(path);
    if (cause != 0 && cause != EEXIST) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "%s: %s failed: %s", path, MAKING,
                    g_strerror(cause));
        return false;
    }
    making->backups = backups_open(path, error);
    if (!making->backups || !backup_is_there(making->backups, backup->seal, &there, error)) {
        return false;
    }
    *ret_made = !there;
    return there || backup_add(making, backup, error);
}

bool store_backup_make(store *store, bool *ret_made, struct store_backup *ret_backup,
                       GError **error)
{
    bool own = false;
    bool made = false;
    g_auto(store_backup) backup = {.issue = 0};
    struct making making = {.store = store,
                            .numbers = g_byte_array_new(),
                            .list = sha256_new(),
                            .packer = libdeflate_alloc_compressor(PACKING)};
    CHECK(making.packer);
    bool done = transaction_read_begin(store, &own, MAKING, error);
    if (done) {
        CHECK(own);
        done = backup_of(&making, &made, &backup, error);
        done = transaction_read_end(store, own, MAKING, done ? error : NULL) && done;
    }
    store_close(making.backups);
    libdeflate_free_compressor(making.packer);
    sha256_free(making.list);
    g_byte_array_unref(making.numbers);
    if (done) {
        *ret_made = made;
        *ret_backup = backup;
        backup = (struct store_backup){.issue = 0};
    }
    return done;
}

/* ---- writing one out ---------------------------------------------------------------------------- */

/* What is written has no name until it is whole, where the disk can do that, else PATH.partial. */
struct target {
    const char *path;
    char *partial; /* NULL: it has no name */
    int file;
};

static bool target_failed(const char *path, int cause, GError **error)
{
    g_set_error(error, STORE_ERROR, STORE_ERROR_DATABASE, "%s: cannot write: %s", path,
                g_strerror(cause));
    return false;
}

static bool target_open(struct target *target, GError **error)
{
    g_autofree char *directory = g_path_get_dirname(target->path);
    target->file = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (target->file < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
        target->partial = g_strconcat(target->path, ".partial", NULL);
        unlink(target->partial); /* of one that was cut off */
        target->file = open(target->partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    }
    return target->file >= 0 || target_failed(target->path, errno, error);
}

static bool target_write(const struct target *target, const unsigned char *bytes, size_t size,
                         GError **error)
{
    for (size_t done = 0; done < size;) {
        const ssize_t written = write(target->file, bytes + done, size - done);
        if (written < 0 && errno != EINTR) {
            return target_failed(target->path, errno, error);
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* A link, which takes the place of nothing. */
static bool target_name(const struct target *target, GError **error)
{
    char own[64];
    snprintf(own, sizeof own, "/proc/self/fd/%d", target->file);
    if (fsync(target->file) != 0 ||
        linkat(AT_FDCWD, target->partial ? target->partial : own, AT_FDCWD, target->path,
               target->partial ? 0 : AT_SYMLINK_FOLLOW) != 0) {
        return target_failed(target->path, errno, error);
    }
    g_autofree char *directory = g_path_get_dirname(target->path);
    const int place = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool done = place >= 0 && fsync(place) == 0;
    const int cause = errno;
    if (place >= 0) {
        close(place);
    }
    if (!done) {
        unlink(target->path);
        return target_failed(target->path, cause, error);
    }
    return true;
}

static void target_close(struct target *target)
{
    if (target->file >= 0) {
        close(target->file);
    }
    if (target->partial) {
        unlink(target->partial);
        g_free(target->partial);
    }
}

/* Which there are, for who asks for another. */
static bool backup_missing(store *backups, const char *period, int32_t issue, GError **error)
{
    static const char SQL[] = "SELECT 'issue ' || issue || ' of ' || period FROM backups"
                              " ORDER BY period, issue";
    g_autoptr(GPtrArray) names = g_ptr_array_new_null_terminated(1, g_free, TRUE);
    g_autoptr(statement) list = statement_prepare(backups, SQL, READING, error);
    if (!list || !statement_texts(backups, list, names, READING, error)) {
        return false;
    }
    g_autofree char *joined = g_strjoinv(", ", (char **)names->pdata);
    g_autofree char *which = issue > 0 ? g_strdup_printf("issue %d of ", issue) : g_strdup("");
    g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED, "%s: there is no backup of %s%s; of %s",
                backups->path, which, period, names->len > 0 ? joined : "nothing yet");
    return false;
}

struct writing {
    store *backups;
    struct target target;
    int64_t page_size;
    GBytes *numbers;
    char list[SHA256_TEXT_SIZE]; /* as it was kept */
    sha256 *found;               /* as it is */
    sha256 *file;
    struct libdeflate_decompressor *unpacker;
};

static bool backup_find(struct writing *writing, const char *period, int32_t issue,
                        struct store_backup *backup, GError **error)
{
    static const char SQL[] =
        "SELECT period, issue, seal, made_at, page_size, pages, sha256 FROM backups"
        " WHERE period = ?1 AND (?2 = 0 OR issue = ?2) ORDER BY issue DESC, backup DESC LIMIT 1";
    store *backups = writing->backups;
    g_autoptr(statement) find = statement_prepare(backups, SQL, READING, error);
    if (!find) {
        return false;
    }
    statement_bind_kept(find, 1, period);
    statement_bind_integer(find, 2, issue);
    const enum statement_step step = statement_next(backups, find, READING, error);
    if (step != STEP_ROW) {
        return step == STEP_DONE && backup_missing(backups, period, issue, error);
    }
    backup->period = g_strdup(statement_text(find, 0));
    backup->issue = statement_int32(find, 1);
    backup->seal = g_strdup(statement_text(find, 2));
    backup->made_at = g_strdup(statement_text(find, 3));
    writing->page_size = sqlite3_column_int64(find, 4);
    writing->numbers = statement_bytes(find, 5);
    g_strlcpy(writing->list, statement_text(find, 6), sizeof writing->list);
    const gsize size = g_bytes_get_size(writing->numbers);
    backup->size = (int64_t)(size / NUMBER_SIZE) * writing->page_size;
    return (writing->page_size >= 512 && writing->page_size <= PAGE_SIZE_MAX && size > 0 &&
            size % NUMBER_SIZE == 0) ||
           backups_damaged(backups, "its list of pages is none", error);
}

static bool page_write(struct writing *writing, int64_t number, GError **error)
{
    static const char SQL[] = "SELECT sha256, bytes FROM pages WHERE page = ?1";
    unsigned char page[PAGE_SIZE_MAX];
    char hash[SHA256_TEXT_SIZE] = "";
    store *backups = writing->backups;
    const size_t page_size = (size_t)writing->page_size;
    g_autoptr(statement_lease) read = statement_borrow(backups, SQL, READING, error);
    statement_bind_integer(read, 1, number);
    const enum statement_step step = statement_next(backups, read, READING, error);
    if (step == STEP_FAILED) {
        return false;
    }
    const void *bytes = step == STEP_ROW ? sqlite3_column_blob(read, 1) : NULL;
    const size_t size = bytes ? (size_t)sqlite3_column_bytes(read, 1) : 0;
    bool good = bytes && size == page_size;
    if (good) {
        memcpy(page, bytes, page_size);
    } else if (bytes) {
        good = libdeflate_zlib_decompress(writing->unpacker, bytes, size, page, page_size, NULL) ==
               LIBDEFLATE_SUCCESS;
    }
    if (good) {
        sha256_of(page, page_size, hash);
    }
    if (!good || strcmp(hash, statement_text(read, 0)) != 0) {
        return backups_damaged(backups, "a page of the backup is not what its hash says", error);
    }
    sha256_add(writing->found, hash, SHA256_TEXT_SIZE - 1);
    sha256_add(writing->file, page, page_size);
    return target_write(&writing->target, page, page_size, error);
}

static bool backup_write(struct writing *writing, struct store_backup *backup, GError **error)
{
    gsize size = 0;
    const unsigned char *number = g_bytes_get_data(writing->numbers, &size);
    if (!target_open(&writing->target, error)) {
        return false;
    }
    for (gsize at = 0; at < size; at += NUMBER_SIZE) {
        const int64_t page =
            (int64_t)number[at] << 24 | number[at + 1] << 16 | number[at + 2] << 8 | number[at + 3];
        if (!page_write(writing, page, error)) {
            return false;
        }
    }
    char found[SHA256_TEXT_SIZE];
    sha256_finish(writing->found, found);
    sha256_finish(writing->file, backup->sha256);
    if (strcmp(found, writing->list) != 0) {
        return backups_damaged(writing->backups, "the backup's pages are not those that it had",
                               error);
    }
    return target_name(&writing->target, error);
}

bool store_backup_write(const char *store_path, struct period period, int32_t issue, const char *to,
                        struct store_backup *ret_backup, GError **error)
{
    g_autofree char *path = store_backups_path(store_path);
    struct stat about;
    char period_text[PERIOD_TEXT_SIZE];
    store_period_text(period, period_text);
    if (lstat(path, &about) != 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED,
                    "there are no backups %s: the first issue makes it", path);
        return false;
    }
    if (lstat(to, &about) == 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED,
                    "%s is there already, and nothing takes its place: name another file", to);
        return false;
    }
    struct writing writing = {.backups = backups_open(path, error),
                              .target = {.path = to, .file = -1},
                              .found = sha256_new(),
                              .file = sha256_new(),
                              .unpacker = libdeflate_alloc_decompressor()};
    CHECK(writing.unpacker);
    const bool done = writing.backups &&
                      backup_find(&writing, period_text, issue, ret_backup, error) &&
                      backup_write(&writing, ret_backup, error);
    target_close(&writing.target);
    libdeflate_free_decompressor(writing.unpacker);
    sha256_free(writing.found);
    sha256_free(writing.file);
    g_clear_pointer(&writing.numbers, g_bytes_unref);
    store_close(writing.backups);
    return done;
}

/* ---- what is there ------------------------------------------------------------------------------ */

void store_backups_mark(const char *store_path, GArray *marks, GStringChunk *strings)
{
    static const char SQL[] =
        "SELECT seal, format('issue %d of %s', issue, period) FROM backups ORDER BY backup";
    g_autofree char *path = store_backups_path(store_path);
    g_autoptr(store) backups = store_new(path);
    const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(backups->path, &backups->db, flags, NULL) != SQLITE_OK) {
        return;
    }
    connection_guard(backups, false);
    g_autoptr(statement) list =
        backups_check(backups, NULL) ? statement_prepare(backups, SQL, READING, NULL) : NULL;
    while (list && statement_next(backups, list, READING, NULL) == STEP_ROW) {
        const struct store_mark mark = {.kind = MARK_SEAL,
                                        .hash = statement_string(list, 0, strings),
                                        .name = statement_string(list, 1, strings)};
        g_array_append_val(marks, mark);
    }
}
