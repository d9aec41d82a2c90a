#ifndef ENGINE_RUN_FACTS_H
#define ENGINE_RUN_FACTS_H

#include "engine/run/month/setup.h"

/* The facts of a month as files again, in the columns of formats.md: an import of them into a fresh store
 * gives the same register.csv and slots.csv, as-at and issue date given alike. */

/* In which folder of them the holidays of the program are, as they were. */
#define FACTS_HOLIDAYS "shipped"

/* Writes what is known of the setup's view into a directory, which is made or empty; that of holidays is
 * where the setup's came from (NULL: that of the program). Each file is readable by its owner alone. `files`
 * gets their names, `left` a sentence for each kind of fact that no file can say (char *, owned). On failure
 * nothing is left. RUN_ERROR_USAGE where the directory has something in it already. */
bool facts_write(const struct month_setup *setup, const char *holidays, const char *directory,
                 GPtrArray *files, GPtrArray *left, GError **error);

#endif
