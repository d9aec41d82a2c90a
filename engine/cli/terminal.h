#ifndef ENGINE_CLI_TERMINAL_H
#define ENGINE_CLI_TERMINAL_H

#include "engine/run/setup.h"

/* What only a person in front of a terminal sees. */

/* Whether standard output is a terminal. */
gboolean terminal_reads(void);
/* Text and spaces up to a width in characters, then two more spaces. */
void terminal_put(const char *text, long width);

/* Shows progress on standard error in one line: done of all, and the time left. NULL where that is
 * no terminal, or `quiet`. */
progress_watcher terminal_progress(gboolean quiet);

#endif
