#include "engine/run/results/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/output_file.h"
#include "reports/text.h"

/* ---- trees -------------------------------------------------------------------------------------- */

void tree_remove(const char *path)
{
    g_autoptr(GDir) directory =
        g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    if (!directory) {
        g_unlink(path);
        return;
    }
    for (const char *name = NULL; (name = g_dir_read_name(directory));) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        tree_remove(inner);
    }
    g_rmdir(path);
}

bool path_is_there(const char *path)
{
    GStatBuf about;
    return g_lstat(path, &about) == 0;
}

/* ---- the way to a file -------------------------------------------------------------------------- */

enum directory_way directory_way_find(const char *root, const char *below, char **ret_end)
{
    g_autoptr(GString) path = g_string_new(root);
    enum directory_way way = WAY_PLAIN;
    for (const char *at = below; at && way == WAY_PLAIN;) {
        GStatBuf found;
        way = g_lstat(path->str, &found) != 0 ? WAY_ABSENT
              : S_ISDIR(found.st_mode)        ? WAY_PLAIN
                                              : WAY_LINK;
        const char *slash = strchr(at, '/');
        if (slash && way == WAY_PLAIN) {
            g_string_append_printf(path, "/%.*s", (int)(slash - at), at);
        }
        at = slash ? slash + 1 : NULL;
    }
    if (ret_end) {
        *ret_end = g_strdup(way == WAY_PLAIN ? "" : path->str);
    }
    return way;
}

/* ---- a directory takes its place ---------------------------------------------------------------- */

static bool steps_exchange(const char *from, const char *to)
{
    /* Beside `from`, with its beginning: what a run that was killed here has left is known by it. */
    g_autofree char *aside = g_strconcat(from, ".last", NULL);
    if (rename(to, aside) != 0) {
        return false;
    }
    if (rename(from, to) != 0) {
        const int reason = errno;
        rename(aside, to);
        errno = reason;
        return false;
    }
    rename(aside, from); /* else it is a leftover, which the next run removes */
    return true;
}

bool directory_put_by_steps(const char *from, const char *to, bool exchanges)
{
    if (exchanges) {
        return steps_exchange(from, to);
    }
    /* Who writes here has the lock of the period's directory: nobody comes in between. */
    if (access(to, F_OK) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(from, to) == 0;
}

bool directory_put(const char *from, const char *to, bool exchanges)
{
    const unsigned how = exchanges ? RENAME_EXCHANGE : RENAME_NOREPLACE;
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, how) == 0) {
        return true;
    }
    const bool unknown = errno == EINVAL || errno == ENOSYS || errno == ENOTSUP;
    return unknown && directory_put_by_steps(from, to, exchanges);
}

/* ---- a temporary one ---------------------------------------------------------------------------- */

static const char temporary_prefix[] = "rcti-passing-";

/* -1: somebody has it, or it is not there any more. */
static int temporary_lock(const char *path)
{
    int lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0) {
        close(lock);
        lock = -1;
    }
    return lock;
}

/* Of this user, for nobody else's eyes, and held by nobody. */
static void temporary_leftovers_remove(void)
{
    const char *place = g_get_tmp_dir();
    g_autoptr(GDir) directory = g_dir_open(place, 0, NULL);
    for (const char *name = NULL; directory && (name = g_dir_read_name(directory));) {
        g_autofree char *path = g_build_filename(place, name, NULL);
        GStatBuf found;
        const bool ours = g_str_has_prefix(name, temporary_prefix) &&
                          strlen(name) == strlen(temporary_prefix) + strlen("XXXXXX") &&
                          g_lstat(path, &found) == 0 && S_ISDIR(found.st_mode) &&
                          found.st_uid == geteuid() && (found.st_mode & 07777) == 0700;
        const int lock = ours ? temporary_lock(path) : -1;
        if (lock >= 0) {
            tree_remove(path);
            close(lock);
        }
    }
}

bool temporary_directory_make(struct temporary_directory *ret_directory, GError **error)
{
    enum { TRIES = 8 };
    temporary_leftovers_remove();
    for (int i = 0; i < TRIES; i++) {
        g_autofree char *path = g_dir_make_tmp("rcti-passing-XXXXXX", error);
        if (!path) {
            return false;
        }
        const int lock = temporary_lock(path);
        if (lock >= 0 && path_is_there(path)) {
            *ret_directory = (struct temporary_directory){g_steal_pointer(&path), lock};
            return true;
        }
        /* Another start took it for a leftover before it was locked. */
        if (lock >= 0) {
            close(lock);
        }
        g_rmdir(path);
    }
    return output_file_set_error(error, g_get_tmp_dir(), "cannot lock a directory in it", EAGAIN);
}

void temporary_directory_remove(struct temporary_directory *directory)
{
    if (directory->path) {
        tree_remove(directory->path);
        close(directory->lock);
    }
    g_free(directory->path);
    *directory = (struct temporary_directory){0};
}

/* ---- a run's --------------------------------------------------------------------------------- */

/* Of the working directories: what a killed run left is told by them. */
static const char draft_prefix[] = ".draft-";
static const char issue_prefix[] = ".issue-";

static void leftovers_remove(const char *period_path)
{
    g_autoptr(GDir) directory = g_dir_open(period_path, 0, NULL);
    if (!directory) {
        return;
    }
    for (const char *name = NULL; (name = g_dir_read_name(directory));) {
        if (g_str_has_prefix(name, draft_prefix) || g_str_has_prefix(name, issue_prefix)) {
            g_autofree char *path = g_build_filename(period_path, name, NULL);
            tree_remove(path);
        }
    }
}

/* What is written to, or looked at, is in this place, and nowhere that a link leads to. */
static bool plain_check(const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_LOOP,
                    "%s is a link, and no directory that rcti made: move it away", path);
        return false;
    }
    return true;
}

/* A directory takes the place of a directory, or of nothing. */
static bool place_check(const char *path, GError **error)
{
    if (!plain_check(path, error)) {
        return false;
    }
    if (path_is_there(path) && !g_file_test(path, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR,
                    "%s is no directory, but results belong there: move it away", path);
        return false;
    }
    return true;
}

/* Held until the directory is cleared. -1 where it cannot be had. */
static int directory_lock(const char *path, int how, GError **error)
{
    const int lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (lock < 0) {
        output_file_set_error(error, path, "cannot open this directory", errno);
        return -1;
    }
    if (flock(lock, how | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
                        "%s: another run is writing this month; wait for it", path);
        } else {
            output_file_set_error(error, path, "cannot lock it", errno);
        }
        close(lock);
        return -1;
    }
    return lock;
}

bool run_directory_lock(const char *out, struct period period, struct run_directory *ret_directory,
                        GError **error)
{
    g_autofree char *period_path = g_build_filename(out, text_period(TEXT_ROOM, period), NULL);
    if (!plain_check(period_path, error)) {
        return false;
    }
    if (g_mkdir_with_parents(period_path, 0700) != 0) {
        return output_file_set_error(error, period_path, "cannot make this directory", errno);
    }
    /* Two runs would take each other's files for leftovers. */
    const int lock = directory_lock(period_path, LOCK_EX, error);
    if (lock < 0) {
        return false;
    }
    leftovers_remove(period_path);
    *ret_directory =
        (struct run_directory){.lock = lock, .period_path = g_steal_pointer(&period_path)};
    return true;
}

bool run_directory_look(const char *out, struct period period, struct run_directory *ret_directory,
                        GError **error)
{
    g_autofree char *period_path = g_build_filename(out, text_period(TEXT_ROOM, period), NULL);
    if (!plain_check(period_path, error)) {
        return false;
    }
    const bool there = g_file_test(period_path, G_FILE_TEST_EXISTS);
    const int lock = there ? directory_lock(period_path, LOCK_SH, error) : 0;
    if (lock < 0) {
        return false;
    }
    *ret_directory =
        (struct run_directory){.lock = lock, .period_path = g_steal_pointer(&period_path)};
    return true;
}

char *run_directory_issue_path(const struct run_directory *directory, int32_t issue)
{
    return g_strdup_printf("%s/issue-%d", directory->period_path, issue);
}

bool run_directory_make(struct run_directory *directory, int32_t issue, GError **error)
{
    g_autofree char *working = g_strconcat(directory->period_path, "/",
                                           issue > 0 ? issue_prefix : draft_prefix, "XXXXXX", NULL);
    directory->replaces = issue == 0;
    directory->final_path = issue > 0 ? run_directory_issue_path(directory, issue)
                                      : g_build_filename(directory->period_path, "draft", NULL);
    if (!place_check(directory->final_path, error)) {
        return false;
    }
    if (!g_mkdtemp_full(working, 0700)) {
        return output_file_set_error(error, directory->period_path, "cannot make a directory in it",
                                     errno);
    }
    directory->working_path = g_steal_pointer(&working);
    g_autofree char *documents = g_build_filename(directory->working_path, "documents", NULL);
    return g_mkdir(documents, 0700) == 0 ||
           output_file_set_error(error, documents, "cannot make this directory", errno);
}

/* One sync for the run, not one a file. */
bool run_directory_sync(const struct run_directory *directory, GError **error)
{
    int descriptor = open(directory->working_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good =
        (descriptor >= 0 && syncfs(descriptor) == 0) ||
        output_file_set_error(error, directory->working_path, "cannot bring it to disk", errno);
    if (descriptor >= 0) {
        close(descriptor);
    }
    return good;
}

bool run_directory_commit(struct run_directory *directory, GError **error)
{
    if (!run_directory_sync(directory, error)) {
        return false;
    }
    bool exchanges = directory->replaces && g_file_test(directory->final_path, G_FILE_TEST_EXISTS);
    if (!directory_put(directory->working_path, directory->final_path, exchanges)) {
        const int reason = errno;
        const bool gone = exchanges && !g_file_test(directory->final_path, G_FILE_TEST_EXISTS);
        return output_file_set_error(
            error, directory->final_path,
            gone ? "cannot put what was written there, nor what was there back"
                 : "cannot put what was written there",
            reason);
    }
    if (exchanges) {
        tree_remove(directory->working_path); /* it is the last draft now */
    }
    g_clear_pointer(&directory->working_path, g_free);
    return true;
}

void run_directory_clear(run_directory *directory)
{
    if (directory->working_path) {
        tree_remove(directory->working_path);
    }
    if (directory->lock > 0) {
        close(directory->lock);
    }
    g_free(directory->period_path);
    g_free(directory->final_path);
    g_free(directory->working_path);
    *directory = (struct run_directory){0};
}
