#include "engine/core/money.h"
#include "engine/store/facts/import_private.h"

/* What is "in the period" (formats.md section 3) is told by the partner's zone: for each partner
 * one span of instants, so that one join finds what a file replaces. */

static const char DOING[] = "finding what the files replace";

/* ?1 the role, ?2 the month that it is about, ?3 the period of the import. */
struct zone_source {
    const char *sql;
    bool from_staging; /* only where partners.csv is part of the import */
};

static const struct zone_source zone_sources[] = {
    /* The month's own partners as this import has them, … */
    {"INSERT OR IGNORE INTO staging.zones"
     " SELECT ?1, partner_id, timezone FROM staging.partners WHERE ?2 = ?3",
     true},
    /* … or as they are known, */
    {"INSERT OR IGNORE INTO staging.zones"
     " SELECT ?1, partner_id, timezone FROM main.partners"
     " WHERE period = ?2 AND known_until IS NULL",
     false},
    /* then those of the period imported now, */
    {"INSERT OR IGNORE INTO staging.zones"
     " SELECT ?1, partner_id, timezone FROM staging.partners WHERE ?2 <> ?3",
     true},
    {"INSERT OR IGNORE INTO staging.zones"
     " SELECT ?1, partner_id, timezone FROM main.partners"
     " WHERE period = ?3 AND known_until IS NULL",
     false},
    /* and the latest that any period knows. max() picks the row that the zone is taken from. */
    {"INSERT OR IGNORE INTO staging.zones"
     " SELECT ?1, partner_id, timezone FROM"
     " (SELECT partner_id, timezone, max(period) FROM main.partners"
     "  WHERE known_until IS NULL GROUP BY partner_id)",
     false},
};

static bool zones_fill(store_import *import, const char *role, struct period month, GError **error)
{
    char month_text[PERIOD_TEXT_SIZE];
    store_period_text(month, month_text);
    for (size_t i = 0; i < G_N_ELEMENTS(zone_sources); i++) {
        if (zone_sources[i].from_staging && !import->present[INPUT_PARTNERS]) {
            continue;
        }
        g_autoptr(statement) fill =
            statement_prepare(import->store, zone_sources[i].sql, DOING, error);
        if (fill == NULL) {
            return false;
        }
        const char *parameters[] = {role, month_text, import->period_text};
        int count = sqlite3_bind_parameter_count(fill);
        for (int n = 0; n < count && n < (int)G_N_ELEMENTS(parameters); n++) {
            statement_bind_kept(fill, n + 1, parameters[n]);
        }
        if (!statement_execute(import->store, fill, DOING, error)) {
            return false;
        }
    }
    return true;
}

/* The zones that partners.csv changes, as they were. */
static bool old_zones_fill(store_import *import, GError **error)
{
    static const char SQL[] =
        "INSERT INTO staging.zones"
        " SELECT 'old', t.partner_id, t.timezone FROM staging.partners AS s"
        " CROSS JOIN main.partners AS t ON t.partner_id = s.partner_id"
        " WHERE t.period = ?1 AND t.known_until IS NULL AND t.timezone <> s.timezone";
    if (!import->present[INPUT_PARTNERS]) {
        return true;
    }
    g_autoptr(statement) fill = statement_prepare(import->store, SQL, DOING, error);
    if (fill == NULL) {
        return false;
    }
    statement_bind_kept(fill, 1, import->period_text);
    return statement_execute(import->store, fill, DOING, error);
}

static bool zone_bound_insert(store_import *import, sqlite3_stmt *insert, const char *role,
                              const char *timezone, GError **error)
{
    struct period month = import->period;
    if (role[0] == 'b') {
        month = period_add_months(month, -1);
    }
    const struct clock *clock = import->zone_clock(timezone);
    if (clock == NULL) {
        return statement_zone_unknown(import->store, timezone, error);
    }
    struct interval span = clock_days(clock, month.first, period_last(month));
    statement_bind_kept(insert, 1, role);
    statement_bind_kept(insert, 2, timezone);
    statement_bind_integer(insert, 3, span.start.utc_minutes);
    statement_bind_integer(insert, 4, span.end.utc_minutes);
    return statement_execute(import->store, insert, DOING, error);
}

/* Once a zone, not once a partner. */
static bool zone_bounds_fill(store_import *import, GError **error)
{
    g_autoptr(statement) list = statement_prepare(
        import->store, "SELECT DISTINCT role, timezone FROM staging.zones", DOING, error);
    g_autoptr(statement) insert =
        list == NULL ? NULL
                     : statement_prepare(import->store,
                                         "INSERT INTO staging.zone_bounds VALUES (?, ?, ?, ?)",
                                         DOING, error);
    if (insert == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(import->store, list, DOING, error)) == STEP_ROW) {
        if (!zone_bound_insert(import, insert, statement_text(list, 0), statement_text(list, 1),
                               error)) {
            return false;
        }
    }
    return step == STEP_DONE;
}

bool store_import_scopes_fill(store_import *import, GError **error)
{
    if (import->scopes_done) {
        return true;
    }
    static const char CLEAR[] = "DELETE FROM staging.scopes; DELETE FROM staging.zone_bounds;"
                                "DELETE FROM staging.zones";
    static const char SCOPES[] =
        "INSERT INTO staging.scopes SELECT z.role, z.partner_id, b.start, b.\"end\""
        " FROM staging.zones AS z JOIN staging.zone_bounds AS b"
        " ON b.role = z.role AND b.timezone = z.timezone";
    /* What was placed in the old zone is replaced too: at an end of the month it may lie outside
     * the new one's span. */
    static const char WIDEN[] =
        "UPDATE staging.scopes AS n SET start = min(n.start, o.start),"
        " \"end\" = max(n.\"end\", o.\"end\") FROM staging.scopes AS o"
        " WHERE n.role = 'now' AND o.role = 'old' AND o.partner_id = n.partner_id";
    if (!statement_run(import->store, CLEAR, DOING, error) ||
        !zones_fill(import, "now", import->period, error) ||
        !zones_fill(import, "before", period_add_months(import->period, -1), error) ||
        !old_zones_fill(import, error) || !zone_bounds_fill(import, error) ||
        !statement_run(import->store, SCOPES, DOING, error) ||
        !statement_run(import->store, WIDEN, DOING, error)) {
        return false;
    }
    import->scopes_done = true;
    return true;
}
