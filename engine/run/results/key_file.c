#include "engine/run/results/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/run/month/setup.h"

enum { KEY_BYTES_MIN = 32, KEY_BYTES_MAX = 4096 };

/* Whose it is; a link to it is the caller's wish. */
static bool file_check(const char *path, const struct stat *about, GError **error)
{
    g_autofree char *quoted = g_shell_quote(path);
    if (!S_ISREG(about->st_mode) || about->st_size > KEY_BYTES_MAX) {
        return run_error_set(error, RUN_ERROR_USAGE, "--seal-key: %s is no file with a key", path);
    }
    if (about->st_mode & (S_IRWXG | S_IRWXO)) {
        return run_error_set(
            error, RUN_ERROR_USAGE,
            "--seal-key: others can get at %s (mode %04o), and who has the key can "
            "make seals: chmod 600 %s, or make another key if somebody did",
            path, (unsigned)(about->st_mode & 07777), quoted);
    }
    return about->st_uid == geteuid() || about->st_uid == 0 ||
           run_error_set(error, RUN_ERROR_USAGE,
                         "--seal-key: %s is another user's, who can change it: take a copy of "
                         "your own",
                         path);
}

/* Its bytes; -1 and *error. */
static ssize_t bytes_read(const char *path, char bytes[KEY_BYTES_MAX + 1], GError **error)
{
    struct stat about;
    ssize_t size = -1;
    const int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0 || fstat(file, &about) != 0) {
        run_error_set(error, RUN_ERROR_USAGE, "--seal-key: %s: cannot be read: %s", path,
                      g_strerror(errno));
    } else if (file_check(path, &about, error)) {
        size = read(file, bytes, KEY_BYTES_MAX + 1);
        if (size < 0) {
            run_error_set(error, RUN_ERROR_USAGE, "--seal-key: %s: cannot be read: %s", path,
                          g_strerror(errno));
        }
    }
    if (file >= 0) {
        close(file);
    }
    return size;
}

static bool lies_beside(const char *path, const char *store_path)
{
    const char *const paths[] = {path, store_path};
    struct stat places[G_N_ELEMENTS(paths)];
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *place = g_path_get_dirname(paths[i]);
        if (stat(place, &places[i]) != 0) {
            return false;
        }
    }
    return places[0].st_dev == places[1].st_dev && places[0].st_ino == places[1].st_ino;
}

static void bytes_forget(gpointer bytes)
{
    explicit_bzero(bytes, KEY_BYTES_MAX + 1);
    g_free(bytes);
}

struct seal_key *key_file_read(const char *path, const char *store_path, GPtrArray *notes,
                               GError **error)
{
    char *bytes = g_malloc0(KEY_BYTES_MAX + 1);
    ssize_t size = bytes_read(path, bytes, error);
    while (size > 0 && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r')) {
        size--;
    }
    if (size < KEY_BYTES_MIN) {
        bytes_forget(bytes);
        if (size >= 0) {
            g_autofree char *quoted = g_shell_quote(path);
            run_error_set(error, RUN_ERROR_USAGE,
                          "--seal-key: %s has fewer than %d characters, which can be guessed: "
                          "(umask 077; head -c 32 /dev/urandom | base64 > %s) makes a key",
                          path, (int)KEY_BYTES_MIN, quoted);
        }
        return NULL;
    }
    if (lies_beside(path, store_path)) {
        g_ptr_array_add(
            notes, g_strdup_printf("the key %s lies beside the store: whoever gets at one gets "
                                   "at both, and the seals prove no more than without it; "
                                   "keep it elsewhere",
                                   path));
    }
    return seal_key_new(g_bytes_new_with_free_func(bytes, (gsize)size, bytes_forget, bytes));
}
