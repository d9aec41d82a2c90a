#ifndef ENGINE_RUN_APPROVAL_H
#define ENGINE_RUN_APPROVAL_H

#include "engine/cli/command.h"

/* Four eyes: who prepared an issue or a void (the system's user) and who approved it (another
 * name, from --approved-by). */
struct approval {
    char *prepared_by;
    char *approved_by;
};

/* EXIT_WRONG_USAGE, with its message printed, where the name is missing or is the user's own. Zero
 * *ret_approval before; clear it in any case. */
enum exit_status approval_read(const struct options *options, struct approval *ret_approval);
void approval_clear(struct approval *approval);

/* A text from the command line that is kept for ever: trimmed (the caller frees); NULL, with a
 * message printed, where it is missing, blank, not UTF-8, longer than 200 characters or has control
 * or format characters. `option` is such as "--reason". */
char *approval_text(const char *option, const char *text);

#endif
