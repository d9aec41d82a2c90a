#include "engine/run/deliver/sent_list.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "reports/output_file.h"

static char *list_path(const char *store_path)
{
    return g_strconcat(store_path, ".sent", NULL);
}

/* *ret_text: "" where there is no such file. */
static bool text_read(const char *path, char **ret_text, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (g_file_get_contents(path, ret_text, NULL, &cause)) {
        return true;
    }
    *ret_text = g_strdup("");
    if (g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

GHashTable *sent_list_read(const char *store_path, GError **error)
{
    g_autofree char *path = list_path(store_path);
    g_autofree char *text = NULL;
    if (!text_read(path, &text, error)) {
        return NULL;
    }
    GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        const guint before = GPOINTER_TO_UINT(g_hash_table_lookup(counts, lines[i]));
        g_hash_table_replace(counts, g_strdup(lines[i]), GUINT_TO_POINTER(before + 1));
    }
    return counts;
}

bool sent_list_add(const char *store_path, const char *number, GError **error)
{
    g_autofree char *path = list_path(store_path);
    g_autofree char *line = g_strconcat(number, "\n", NULL);
    const int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    /* The disk may have it later: what the power takes from it the store has, which is committed. */
    const bool done = file >= 0 && write(file, line, strlen(line)) == (ssize_t)strlen(line);
    const int cause = errno;
    if (file >= 0) {
        close(file);
    }
    return done || output_file_set_error(error, path, "cannot write", cause);
}

bool sent_list_copy(const char *store_path, const char *to, GError **error)
{
    g_autofree char *path = list_path(store_path);
    g_autofree char *other = list_path(to);
    g_autofree char *text = NULL;
    if (!text_read(path, &text, error)) {
        return false;
    }
    return text[0] == '\0' || g_file_test(other, G_FILE_TEST_EXISTS) ||
           output_file_write(other, text, strlen(text), error);
}
