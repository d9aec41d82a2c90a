#include "engine/run/tree.h"

#include <glib/gstdio.h>
#include <string.h>

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

static void files_add(const char *top, const char *below, GPtrArray *files)
{
    g_autofree char *place = g_build_filename(top, below, NULL);
    g_autoptr(GDir) directory = g_dir_open(place, 0, NULL);
    if (!directory) {
        return;
    }
    for (const char *name = NULL; (name = g_dir_read_name(directory));) {
        char *path = below[0] ? g_strconcat(below, "/", name, NULL) : g_strdup(name);
        g_autofree char *full = g_build_filename(top, path, NULL);
        if (g_file_test(full, G_FILE_TEST_IS_DIR) && !g_file_test(full, G_FILE_TEST_IS_SYMLINK)) {
            files_add(top, path, files);
            g_free(path);
        } else {
            g_ptr_array_add(files, path);
        }
    }
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *tree_files(const char *path)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    files_add(path, "", files);
    g_ptr_array_sort(files, compare_paths);
    return files;
}
