#ifndef ENGINE_RUN_IMPORT_H
#define ENGINE_RUN_IMPORT_H

#include "engine/run/month/setup.h"
#include "engine/store/gates.h"

/* An import from its directory to its batch: files read and checked, the holidays with them, gates raised
 * and passed; all or nothing. Options, words and JSON are the command's. */

struct import_order {
    struct period period;
    const char *directory;
    const struct input_only *only; /* NULL: the whole directory */
    bool hold_bad;
    const char *sources; /* the sources.ini, where it is not the directory's or the last; or NULL */
    bool every;          /* each error is told, not each cause */
    bool check;          /* everything but the storing: the store stays as it was */
    char *const *confirm;   /* of gates_pass */
    const char *holidays;   /* their directory; NULL: that of the program */
    const char *as_at_text; /* now, where it is to be another time; may be NULL */
};

/* What came of it. Zero it before; import_done_clear frees. */
struct import_done {
    int64_t batch; /* 0: nothing has changed, and there is no new one */
    struct input_result input;
    struct import_counts counts[INPUT_FILE_COUNT];
    bool checked;            /* what --check tells is known: `counts` and the next two */
    int64_t open_bookings;   /* of the period, on the open calendar, and those of them … */
    int64_t open_in_no_hour; /* … in no hour of the schedules */
    GPtrArray *refused; /* char *: rows of decisions.csv that were set aside; NULL: no such file */
    GArray *confirmations; /* struct confirmation: the gates that were let pass */
    struct gates *gates;   /* owns their strings */
    struct issues *issues; /* why there is no batch (RUN_ERROR_ISSUES) */
};
typedef struct import_done import_done;
void import_done_clear(import_done *done);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(import_done, import_done_clear)

/* Does it, or with `check` all of it but the last step, in an open store, which stays the caller's. RUN_ERROR_ISSUES: the data are wrong, with the gates
 * that stand as well; RUN_ERROR_USAGE: `only` of a period that is not imported; GATES_ERROR; or the machine failed. The store is then as it was. */
bool import_make(store *store, const struct import_order *order, struct import_done *ret_done,
                 GError **error);

#endif
