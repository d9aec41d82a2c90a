#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/store/store_private.h"

/* A copy of the store that is whole or absent. */

static bool failed(const char *path, const char *what, GError **error)
{
    g_set_error(error, STORE_ERROR, STORE_ERROR_DATABASE,
                "%s: copying the store failed: %s; what was issued is in the store all the same: "
                "make room, then copy the store itself",
                path, what);
    return false;
}

/* Bank details are in it from its first page on: the mode comes first. */
static bool file_create(const char *path, GError **error)
{
    unlink(path); /* of a copy that was cut off */
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        return failed(path, g_strerror(errno), error);
    }
    bool done = fchmod(file, 0600) == 0;
    int cause = errno;
    close(file);
    return done || failed(path, g_strerror(cause), error);
}

static bool pages_copy(store *store, sqlite3 *copy, GError **error)
{
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", store->db, "main");
    int code = backup != NULL ? sqlite3_backup_step(backup, -1) : sqlite3_errcode(copy);
    if (backup != NULL) {
        sqlite3_backup_finish(backup);
    }
    return code == SQLITE_DONE || failed(store->path, sqlite3_errstr(code), error);
}

static bool file_fill(store *store, const char *path, GError **error)
{
    sqlite3 *copy = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    bool done = sqlite3_open_v2(path, &copy, flags, NULL) == SQLITE_OK
                    ? pages_copy(store, copy, error)
                    : failed(path, sqlite3_errmsg(copy), error);
    sqlite3_close(copy);
    return done;
}

static bool path_sync(const char *path, int flags, GError **error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | flags);
    bool done = file >= 0 && fsync(file) == 0;
    int cause = errno;
    if (file >= 0) {
        close(file);
    }
    return done || failed(path, g_strerror(cause), error);
}

/* A link, not a new name: that would take the place of a file that came meanwhile. */
static bool file_name(const char *partial, const char *path, GError **error)
{
    bool done = link(partial, path) == 0 || errno == EEXIST;
    int cause = errno;
    if (!done && (cause == EPERM || cause == ENOTSUP || cause == ENOSYS)) {
        /* A disk without links. */
        done = rename(partial, path) == 0;
        cause = errno;
    }
    if (!done) {
        return failed(path, g_strerror(cause), error);
    }
    g_autofree char *directory = g_path_get_dirname(path);
    return path_sync(directory, O_DIRECTORY, error);
}

bool store_backup(store *store, const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        return true;
    }
    g_autofree char *partial = g_strconcat(path, ".partial", NULL);
    bool done = file_create(partial, error) && file_fill(store, partial, error) &&
                path_sync(partial, 0, error) && file_name(partial, path, error);
    unlink(partial);
    return done;
}
