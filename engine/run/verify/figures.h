#ifndef ENGINE_RUN_VERIFY_FIGURES_H
#define ENGINE_RUN_VERIFY_FIGURES_H

#include "engine/store/issues/issues.h"

/* Files of which one was made by another version of the program: what has to be the same in both, whatever
 * the words are. NULL where it is, else a sentence that says what is not; the caller frees. */

/* A document shows its number, the supplier's ABN and the amounts that the store has of it. */
char *figures_of_document(const struct issued_document *document, GBytes *kept);
/* Two tables (CSV) have as many rows, and under each heading that both have the same numbers. */
char *figures_of_table(GBytes *kept, GBytes *made);
/* A workbook has the totals and payments of the register beside it (register.csv). */
char *figures_of_workbook(GBytes *kept, GBytes *pay_register);
/* Two files for the bank pay the same amounts to the same accounts and names, in one order. */
char *figures_of_bank_file(GBytes *kept, GBytes *made);

#endif
