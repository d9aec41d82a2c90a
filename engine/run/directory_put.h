#ifndef ENGINE_RUN_DIRECTORY_PUT_H
#define ENGINE_RUN_DIRECTORY_PUT_H

#include <stdbool.h>

/* Moves a directory to its place, whose name it takes at once or not at all. Where `exchanges`, the
 * one that stands there comes to `from`; else nothing may stand there (EEXIST). false with errno set:
 * both are as they were, unless nothing can be renamed back either; then `to` is at `from`.last.
 *
 * Many network file systems know neither way of renaming; there it takes steps, of which a failure
 * undoes the ones before. Only an end of the program between them leaves the place empty. */
bool directory_put(const char *from, const char *to, bool exchanges);
/* Those steps. */
bool directory_put_by_steps(const char *from, const char *to, bool exchanges);

#endif
