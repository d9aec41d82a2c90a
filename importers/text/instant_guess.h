#ifndef IMPORTERS_TEXT_INSTANT_GUESS_H
#define IMPORTERS_TEXT_INSTANT_GUESS_H

#include <stdbool.h>
#include <stddef.h>

/* What a refused text would be if it were written properly: for messages, never for data. */

enum instant_guess_kind { GUESS_DAY, GUESS_TIME, GUESS_INSTANT };
enum { INSTANT_GUESS_SIZE = 40 };

/* Day and month in the Australian order (d/m/Y) unless only the other order gives a date. False
 * where the text has no likely meaning of that kind. */
bool instant_guess(const char *text, enum instant_guess_kind kind, char guess[INSTANT_GUESS_SIZE]);

#endif
