#ifndef ENGINE_RUN_VERIFY_VERIFY_H
#define ENGINE_RUN_VERIFY_VERIFY_H

#include "engine/run/balance.h"
#include "engine/run/verify/verifying.h"

struct verify_counts {
    uint32_t issues;
    uint32_t voids;
    uint32_t documents;
    const char *seal; /* the newest, "" where nothing is issued */
};

/* The store and its seals; the files of each issue below --out, against what was kept; and each issue
 * made again, from the facts as they were, against what was frozen and kept. Of a period: its issues alone, with
 * the rows, files and imports that are its own, and all seals, tables, triggers and documents; what other months
 * have beside that is not looked at (proof.h). Nothing is written but below
 * the directory for temporary files, where nothing is left. In this folder are
 *     verify   its parts, in order
 *     out      the files below --out
 *     again    an issue made again
 *     kept     its files against those that are kept
 *     figures  files whose words another version of the program chose */
bool verify_store(struct verify *verify, GError **error);
/* Of the period asked for, or of all. */
bool verify_count(struct verify *verify, struct verify_counts *ret_counts, GError **error);
/* That all documents are payments, to the cent, over the whole store. *ret_counted: false where a row of it says
 * what cannot be, which is then a finding. */
bool verify_balance(struct verify *verify, struct store_balance *ret_balance, bool *ret_counted,
                    GError **error);
/* A store whose bytes or rows were changed is no disk that fails, but what does not hold: it becomes a finding, and
 * the cause is cleared. Any other goes to error; false. */
bool verify_cause_take(struct verify *verify, GError **cause, GError **error);
/* --against: the name of the link of the chain whose seal it is, "" where it is none. The caller
 * frees. */
char *verify_against(struct verify *verify);
/* Where all of it holds: what the seals prove and what not, and which is to be held beside the minutes. `against`:
 * as verify_against gave it; NULL: not asked. */
void verify_tell_seals(struct verify *verify, const char *against);

#endif
