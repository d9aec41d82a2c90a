#ifndef TESTS_REPORTS_DIRECTORY_H
#define TESTS_REPORTS_DIRECTORY_H

#include <glib.h>

/* A new empty directory, and what is in a file of it. Both are freed by the caller. */
char *directory_new(void);
char *directory_read(const char *directory, const char *name);
/* Runs a program of the shell with $1 set; its output. Fails the test if it fails. */
char *directory_shell(const char *script, const char *argument);
/* Takes away the directory with all that is in it. */
void directory_remove(const char *directory);

#endif
