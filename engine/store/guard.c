#include "engine/store/guard.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/store/store.h"

/* Where a drive keeps no modes, every file has the same one. */
static const char modeless[] =
    "; on a share or drive where that changes nothing, keep the store elsewhere";

static bool guard_error(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool guard_error(GError **error, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_OPEN, text);
    return false;
}

/* Everybody gets as far as a directory where all above it let them through. */
static bool everybody_reaches(const char *directory)
{
    g_autofree char *at = g_path_get_dirname(directory);
    struct stat about;
    const bool through = stat(at, &about) == 0 && (about.st_mode & S_IXOTH);
    return through && (strcmp(at, directory) == 0 || everybody_reaches(at));
}

/* By its real name. */
static bool directory_guard(const char *directory, GError **error)
{
    struct stat about;
    if (stat(directory, &about) != 0 || !(about.st_mode & S_IWOTH) || (about.st_mode & S_ISVTX) ||
        !everybody_reaches(directory)) {
        return true; /* what cannot be looked at cannot be opened either */
    }
    g_autofree char *quoted = g_shell_quote(directory);
    return guard_error(error,
                       "%s: everybody can write to the directory of the store, and so put another "
                       "in its place: chmod o-w %s%s",
                       directory, quoted, modeless);
}

static bool journal_guard(const char *path, const struct stat *store, GError **error)
{
    g_autofree char *journal = g_strconcat(path, "-journal", NULL);
    struct stat about;
    if (lstat(journal, &about) != 0 || (S_ISREG(about.st_mode) && about.st_uid == store->st_uid &&
                                        !(about.st_mode & (S_IWGRP | S_IWOTH)))) {
        return true;
    }
    return guard_error(error,
                       "%s: another may have written it, and opening the store would bring it in: "
                       "see who put it there, and move it away",
                       journal);
}

static bool file_guard(const char *path, GError **error)
{
    struct stat about;
    if (stat(path, &about) != 0 || about.st_size == 0 || !S_ISREG(about.st_mode)) {
        return true;
    }
    if (about.st_mode & (S_IWGRP | S_IWOTH)) {
        g_autofree char *quoted = g_shell_quote(path);
        return guard_error(error,
                           "%s: others can write to the store (mode %04o), so nobody knows what is "
                           "in it: chmod 600 %s, then rcti verify%s",
                           path, (unsigned)(about.st_mode & 07777), quoted, modeless);
    }
    return journal_guard(path, &about, error);
}

bool store_guard(const char *path, GError **error)
{
    /* SQLite writes its journal beside the file that a link leads to. */
    char *real = realpath(path, NULL);
    g_autofree char *directory = g_path_get_dirname(real ? real : path);
    char *place = realpath(directory, NULL);
    const bool good =
        (!place || directory_guard(place, error)) && (!real || file_guard(real, error));
    free(real);
    free(place);
    return good;
}
