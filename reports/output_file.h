#ifndef REPORTS_OUTPUT_FILE_H
#define REPORTS_OUTPUT_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* Files that only their owner may read, and that are whole or reported. Errors are of
 * G_FILE_ERROR and name the file. */

/* A new file, mode 0600; one that is there already is an error. NULL on failure. */
FILE *output_file_create(const char *path, GError **error);

/* Sees that all that was written is in the file, and closes it in any case. It is brought to disk
 * with the whole draft, by one sync for all files. */
bool output_file_finish(FILE *file, const char *path, GError **error);

/* A new file of those bytes, likewise; nothing is left of it on failure. */
bool output_file_write(const char *path, const void *bytes, size_t size, GError **error);

/* A folder in the directory, mode 0700, unless it is there: two threads may make it at once. */
bool output_folder_make(const char *directory, const char *name, GError **error);

/* The files below a directory, relative to it with '/' between, as bytes in order: char *, owned by the
 * array. A link is a file, whatever it leads to. A directory that cannot be read is an error and gives
 * NULL; or, where `unread` is not NULL and it is not the machine that fails, the error's words are added there and
 * it is passed over: one that is not there at all without a word. */
GPtrArray *output_files_list(const char *directory, GPtrArray *unread, GError **error);

/* No room for another open file, a disk that does not read: what lies there is not known. */
bool output_failed_by_machine(const GError *failure);

/* Sets an error of G_FILE_ERROR from errno: "path: what: why". false, to be returned at once. */
bool output_file_set_error(GError **error, const char *path, const char *what, int error_number);

#endif
