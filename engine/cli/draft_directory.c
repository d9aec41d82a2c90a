#include "engine/cli/draft_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "engine/cli/directory_put.h"

static const char working_prefix[] = ".draft-";

static bool failed(const char *what, const char *path, GError **error)
{
    int code = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(code), "%s: %s: %s", path, what,
                g_strerror(code));
    return false;
}

/* Best effort: what cannot be removed is left and stays in nobody's way. */
static void tree_remove(const char *path)
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

static void leftovers_remove(const char *period_path)
{
    g_autoptr(GDir) directory = g_dir_open(period_path, 0, NULL);
    if (!directory) {
        return;
    }
    for (const char *name = NULL; (name = g_dir_read_name(directory));) {
        if (g_str_has_prefix(name, working_prefix)) {
            g_autofree char *path = g_build_filename(period_path, name, NULL);
            tree_remove(path);
        }
    }
}

/* Held until the directory is cleared: two runs would take each other's files for leftovers. */
static bool period_lock(const char *period_path, int *ret_lock, GError **error)
{
    int lock = open(period_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock < 0) {
        return failed("cannot open this directory", period_path, error);
    }
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
                        "%s: another run is writing this month; wait for it", period_path);
        } else {
            failed("cannot lock it", period_path, error);
        }
        close(lock);
        return false;
    }
    *ret_lock = lock;
    return true;
}

bool draft_directory_open(const char *out, const char *period_text,
                          struct draft_directory *ret_directory, GError **error)
{
    g_autofree char *period_path = g_build_filename(out, period_text, NULL);
    if (g_mkdir_with_parents(period_path, 0700) != 0) {
        return failed("cannot make this directory", period_path, error);
    }
    int lock = 0;
    if (!period_lock(period_path, &lock, error)) {
        return false;
    }
    leftovers_remove(period_path);
    struct draft_directory directory = {
        .lock = lock,
        .final_path = g_build_filename(period_path, "draft", NULL),
        .working_path = g_strconcat(period_path, "/", working_prefix, "XXXXXX", NULL)};
    if (!g_mkdtemp_full(directory.working_path, 0700)) {
        failed("cannot make a directory in it", period_path, error);
        g_clear_pointer(&directory.working_path, g_free);
        draft_directory_clear(&directory);
        return false;
    }
    directory.documents_path = g_build_filename(directory.working_path, "documents", NULL);
    if (g_mkdir(directory.documents_path, 0700) != 0) {
        failed("cannot make this directory", directory.documents_path, error);
        draft_directory_clear(&directory);
        return false;
    }
    *ret_directory = directory;
    return true;
}

/* One sync for the run, not one a file. */
static bool tree_sync(const char *path, GError **error)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 || syncfs(descriptor) != 0) {
        failed("cannot bring it to disk", path, error);
        if (descriptor >= 0) {
            close(descriptor);
        }
        return false;
    }
    close(descriptor);
    return true;
}

bool draft_directory_commit(struct draft_directory *directory, GError **error)
{
    if (!tree_sync(directory->working_path, error)) {
        return false;
    }
    bool replaces = g_file_test(directory->final_path, G_FILE_TEST_EXISTS);
    if (!directory_put(directory->working_path, directory->final_path, replaces)) {
        return failed("cannot take the last draft's place", directory->final_path, error);
    }
    if (replaces) {
        tree_remove(directory->working_path); /* it is the last draft now */
    }
    g_clear_pointer(&directory->working_path, g_free);
    return true;
}

void draft_directory_clear(struct draft_directory *directory)
{
    if (directory->working_path) {
        tree_remove(directory->working_path);
    }
    if (directory->lock > 0) {
        close(directory->lock);
    }
    g_free(directory->final_path);
    g_free(directory->working_path);
    g_free(directory->documents_path);
    *directory = (struct draft_directory){0};
}
