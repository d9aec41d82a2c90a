#include "engine/store/facts/since.h"

#include "engine/store/statement.h"

static const char DOING[] = "listing what came since";

bool store_links_since(store *store, int64_t seq, GPtrArray *names, GStringChunk *strings,
                       GError **error)
{
    /* Of a void, the original: what adjusts it goes with it. */
    static const char SQL[] =
        "SELECT coalesce('issue ' || i.issue || ' of ' || i.period,"
        "  'void of ' || (SELECT v.number FROM voids AS v JOIN documents AS d USING (number)"
        "   WHERE v.seq = l.seq AND d.adjusts IS NULL), '')"
        " FROM links AS l LEFT JOIN issues AS i USING (seq) WHERE l.seq > ?1 ORDER BY l.seq";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_ptr_array_add(names, (gpointer)statement_string(list, 0, strings));
    }
    return step == STEP_DONE;
}
