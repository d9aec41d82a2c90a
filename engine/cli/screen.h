#ifndef ENGINE_CLI_SCREEN_H
#define ENGINE_CLI_SCREEN_H

#include <stdbool.h>

/* Results that a person reads: whether standard output is a terminal. */
bool screen_is_terminal(void);
/* Text and spaces up to a width in characters, then two more spaces. */
void screen_put(const char *text, long width);

#endif
