#include "engine/run/month/data.h"

#include <glib.h>

#ifndef RCTI_DATA_DIRECTORY
#error "CMake says where the program's data are installed"
#endif

static const char *const in_tree[DATA_COUNT] = {
    [DATA_HOLIDAYS] = "holidays",
    [DATA_SECOND_READING] = "engine/policy/second_reading.py",
};
static const char *const installed[DATA_COUNT] = {
    [DATA_HOLIDAYS] = "holidays",
    [DATA_SECOND_READING] = "second_reading.py",
};
/* Tells the tree, and share/rcti, from any other directory. */
static const char mark[] = "holidays/areas.csv";

static bool holds(const char *directory)
{
    g_autofree char *path = g_build_filename(directory, mark, NULL);
    return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/* What is one above the program's own directory, or NULL. */
static char *above_program(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *own = program ? g_path_get_dirname(program) : NULL;
    return own ? g_path_get_dirname(own) : NULL;
}

char *data_path(enum data data)
{
    g_autofree char *above = above_program();
    g_autofree char *share = above ? g_build_filename(above, "share", "rcti", NULL) : NULL;
    return above && holds(above)   ? g_build_filename(above, in_tree[data], NULL)
           : share && holds(share) ? g_build_filename(share, installed[data], NULL)
                                   : g_build_filename(RCTI_DATA_DIRECTORY, installed[data], NULL);
}

char *data_path_told(enum data data)
{
    g_autofree char *above = above_program();
    return above && holds(above) ? g_strdup(in_tree[data]) : data_path(data);
}
