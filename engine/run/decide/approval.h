#ifndef ENGINE_RUN_DECIDE_APPROVAL_H
#define ENGINE_RUN_DECIDE_APPROVAL_H

#include "engine/run/month/setup.h"

/* Four eyes: who prepared an issue or a void (the system's user) and who approved it (another
 * name, from --approved-by). */
struct approval {
    char *prepared_by;
    char *approved_by;
};

/* RUN_ERROR_USAGE where the name, --approved-by, is missing (NULL) or is the user's own. Zero
 * *ret_approval before; clear it in any case. */
bool approval_read(const char *approved_by, struct approval *ret_approval, GError **error);
typedef struct approval approval;
void approval_clear(approval *approval);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(approval, approval_clear)

/* Whether a name is that of a login, or of the person whose login it is. */
bool approval_is_of(const char *name, const char *login);

/* A text from the command line that is kept for ever: trimmed (the caller frees); NULL and
 * RUN_ERROR_USAGE where it is missing, blank, not UTF-8, longer than 200 characters or has control
 * or format characters. `option` is such as "--reason". */
char *approval_text(const char *option, const char *text, GError **error);

#endif
