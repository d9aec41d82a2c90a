#ifndef ENGINE_STORE_GATES_H
#define ENGINE_STORE_GATES_H

#include <glib.h>
#include <stdbool.h>

#include "engine/core/outcome.h"
#include "engine/store/store.h"

/* What stops an import or an issue until a person confirms it (safeguards.md section 1). A command
 * raises all that it finds; then either every one of them is confirmed, or it does nothing and names
 * them together. What was confirmed is kept with the batch or the issue, and sealed. */

enum { GATE_TOKEN_SIZE = 4 + 1 };

struct gate {
    enum gate_code code;
    const char *saw; /* one sentence: counts, names, money where it can be computed */
    char token[GATE_TOKEN_SIZE];
    bool confirmed;
};

/* A gate that was let pass, as it is kept. */
struct confirmation {
    const char *code;
    const char *token;
    const char *saw;
    const char *confirmed_by; /* the login */
    const char *confirmed_at;
};

/* The gates of one command. Never fails; the caller frees. */
struct gates {
    GArray *raised; /* of struct gate, in the order in which they were raised */
    GStringChunk *texts;
    char *command;         /* "import 2026-09": a token is for it alone */
    const char *passed_at; /* the clock, when all of them were confirmed; NULL: not yet */
};
struct gates *gates_new(const char *command, struct period period);
void gates_free(struct gates *gates);
typedef struct gates gates;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(gates, gates_free)

/* Raises one. */
void gates_raise(struct gates *gates, enum gate_code code, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* When all is raised. `seen`: all that the command looked at. A token is for just that and what the gate
 * saw: another file or another count is another token. Takes what was confirmed: NULL, or "CODE:TOKEN" joined by commas, of each --confirm.
 * GATES_ERROR_UNKNOWN: one of them is for no gate that is raised; GATES_ERROR_STAND: gates that are
 * not confirmed, with a line each, how to confirm it, and `consequence` ("nothing was imported"). */
#define GATES_ERROR (gates_error_quark())
GQuark gates_error_quark(void);
enum gates_error { GATES_ERROR_UNKNOWN, GATES_ERROR_STAND };
bool gates_pass(struct gates *gates, const char *seen, char *const *confirmations,
                const char *consequence, GError **error);

/* A line each, without its token: beside what has to be mended first. The caller frees. */
char *gates_text(const struct gates *gates);

/* Those that passed, as struct confirmation, confirmed by `login`. The strings are the gates'. The
 * caller unrefs. */
GArray *gates_confirmations(const struct gates *gates, const char *login);

#endif
