#include "tests/reports/directory.h"

#include <criterion/criterion.h>

char *directory_new(void)
{
    char *path = g_dir_make_tmp("rcti-test-XXXXXX", NULL);
    cr_assert_not_null(path);
    return path;
}

char *directory_read(const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    char *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
    return text;
}

char *directory_shell(const char *script, const char *argument)
{
    const char *arguments[] = {"sh", "-euc", script, "sh", argument, NULL};
    char *output = NULL;
    int status = 0;
    cr_assert(g_spawn_sync(NULL, (char **)(void *)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                           &output, NULL, &status, NULL));
    cr_assert_eq(status, 0, "%s: status %d", script, status);
    return output;
}

void directory_remove(const char *directory)
{
    g_autofree char *output = directory_shell("rm -r -- \"$1\"", directory);
}
