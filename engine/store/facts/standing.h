#ifndef ENGINE_STORE_FACTS_STANDING_H
#define ENGINE_STORE_FACTS_STANDING_H

#include "engine/store/rows.h"
#include "engine/store/store.h"

/* What stands of a partner and a period in the files that are the period's, and what a file's silence
 * left standing (formats.md section 3). Strings live in the chunk that is given. */

/* A block or work that began before the view's period, still counts in it, and is not in its file; of
 * the period's partners. By file as input_file has them, then by partner_id and id. */
struct store_absent {
    enum input_file file;
    const char *partner_id;
    const char *id;
    struct interval span;
    const char *timezone; /* of the partner in the period */
};
bool store_absent_load(store *store, const struct store_view *view, GArray *absent,
                       GStringChunk *strings, GError **error);

/* A block, or a row of other_work.csv, that counts and overlaps the view's period (by UTC: near enough to count), of the period's
 * partners. By the import that brought it and its line there. */
struct store_leave {
    const char *partner_id;
    int64_t batch;
};
bool store_leave_load(store *store, const struct store_view *view, enum input_file file,
                      GArray *leave, GStringChunk *strings, GError **error);

/* The partners whose rates, schedules, dates of registration or active dates of the view's period say
 * what those of an earlier one do not: dates after its last day aside. Those that only one of the two has
 * are among them. More than contradict it, but few. Owned strings; NULL on failure. */
GPtrArray *store_differing_partners(store *store, const struct store_view *view,
                                    struct period earlier, GError **error);

/* One partner's rows of the view's period. */
struct store_standing {
    bool known; /* partners.csv has the partner */
    struct partner_row partner;
    GArray *rates;     /* struct rate_row, by kind and date */
    GArray *schedules; /* struct schedule_row */
};
bool store_standing_load(store *store, const struct store_view *view, const char *partner_id,
                         GStringChunk *strings, struct store_standing *ret_standing,
                         GError **error);
typedef struct store_standing store_standing;
void store_standing_clear(store_standing *standing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(store_standing, store_standing_clear)

#endif
