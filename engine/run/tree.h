#ifndef ENGINE_RUN_TREE_H
#define ENGINE_RUN_TREE_H

#include <glib.h>

/* Removes a file, or a directory with all that is in it; never what a link leads to. Best effort:
 * what cannot be removed is left and stays in nobody's way. */
void tree_remove(const char *path);

/* The files below a directory, relative to it with '/' between, as bytes in order: char *, owned by
 * the array. None where the directory cannot be read. */
GPtrArray *tree_files(const char *path);

#endif
