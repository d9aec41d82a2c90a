#include "engine/cli/tree.h"

#include <glib/gstdio.h>

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
