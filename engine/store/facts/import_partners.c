#include <string.h>

#include "engine/core/money.h"
#include "engine/store/facts/import_private.h"
#include "engine/store/tables.h"

/* Who is a partner of a period, before the import and after it. */

static const char DOING[] = "looking up a partner";

bool store_import_standing(store_import *import, const char *partner_id, struct period month,
                           enum partner_standing *ret_standing, GError **error)
{
    static const char SQL[] =
        "SELECT EXISTS (SELECT 1 FROM main.held_rows WHERE period = ?2 AND partner_id = ?1"
        "  AND file = 'partners.csv' AND known_until IS NULL),"
        " EXISTS (SELECT 1 FROM main.partners WHERE period = ?2 AND partner_id = ?1"
        "  AND known_until IS NULL)";
    char month_text[PERIOD_TEXT_SIZE];
    store_period_text(month, month_text);
    g_autoptr(statement_lease) read = statement_borrow(import->store, SQL, DOING, error);
    if (read == NULL) {
        return false;
    }
    statement_bind_kept(read, 1, partner_id);
    statement_bind_kept(read, 2, month_text);
    if (statement_next(import->store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    *ret_standing = statement_int32(read, 0) != 0   ? PARTNER_SET_ASIDE
                    : statement_int32(read, 1) != 0 ? PARTNER_KNOWN
                                                    : PARTNER_UNKNOWN;
    return true;
}

bool store_import_partner_unstage(store_import *import, const char *partner_id, GError **error)
{
    static const char SQL[] = "DELETE FROM staging.partners WHERE partner_id = ?";
    CHECK(import->in_transaction);
    import->scopes_done = false;
    g_autoptr(statement) unstage = statement_prepare(import->store, SQL, DOING, error);
    if (unstage == NULL) {
        return false;
    }
    statement_bind_kept(unstage, 1, partner_id);
    return statement_execute(import->store, unstage, DOING, error);
}

/* ---- ids that numbers cannot tell apart ----------------------------------------------------- */

/* "P0001" of "P0001-R2"; NULL where the id does not end so. The caller frees. */
static char *id_before_count(const char *partner_id)
{
    size_t end = strlen(partner_id);
    size_t at = end;
    while (at > 0 && g_ascii_isdigit(partner_id[at - 1])) {
        at--;
    }
    bool replaces = at < end && at > 2 && partner_id[at - 1] == 'R' && partner_id[at - 2] == '-';
    return replaces ? g_strndup(partner_id, at - 2) : NULL;
}

struct known_id {
    uint32_t line; /* of partners.csv; 0 where the import does not have it */
};

static bool ids_read(store_import *import, GHashTable *ids, GPtrArray *order, GError **error)
{
    static const char SQL[] = "SELECT partner_id, max(line) FROM"
                              " (SELECT partner_id, line FROM staging.partners"
                              "  UNION ALL SELECT DISTINCT partner_id, 0 FROM main.partners)"
                              " GROUP BY partner_id ORDER BY max(line), partner_id";
    g_autoptr(statement) list = statement_prepare(import->store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(import->store, list, DOING, error)) == STEP_ROW) {
        char *id = g_strdup(statement_text(list, 0));
        struct known_id *known = g_new(struct known_id, 1);
        known->line = (uint32_t)statement_int32(list, 1);
        g_hash_table_insert(ids, id, known);
        g_ptr_array_add(order, id);
    }
    return step == STEP_DONE;
}

static gint id_clash_compare(gconstpointer a, gconstpointer b)
{
    const struct id_clash *first = a;
    const struct id_clash *second = b;
    return first->line < second->line ? -1 : first->line > second->line;
}

bool store_import_id_clashes(store_import *import, GArray *clashes, GStringChunk *strings,
                             GError **error)
{
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    if (!ids_read(import, ids, order, error)) {
        return false;
    }
    for (guint i = 0; i < order->len; i++) {
        const char *id = g_ptr_array_index(order, i);
        g_autofree char *shorter = id_before_count(id);
        const struct known_id *base = shorter ? g_hash_table_lookup(ids, shorter) : NULL;
        uint32_t line = ((const struct known_id *)g_hash_table_lookup(ids, id))->line;
        if (base && (line > 0 || base->line > 0)) {
            const char *own = line > 0 ? id : shorter;
            const char *other = line > 0 ? shorter : id;
            struct id_clash clash = {.partner_id = g_string_chunk_insert_const(strings, own),
                                     .other_id = g_string_chunk_insert_const(strings, other),
                                     .line = line > 0 ? line : base->line};
            g_array_append_val(clashes, clash);
        }
    }
    g_array_sort(clashes, id_clash_compare);
    return true;
}

/* ---- partners that are gone ---------------------------------------------------------------- */

static struct lost_partner *lost_partner_for(store_import *import, const char *partner_id)
{
    GArray *lost = import->lost_partners;
    for (guint i = 0; i < lost->len; i++) {
        struct lost_partner *known = &g_array_index(lost, struct lost_partner, i);
        if (g_str_equal(known->partner_id, partner_id)) {
            return known;
        }
    }
    struct lost_partner partner = {
        .partner_id = g_string_chunk_insert_const(import->strings, partner_id),
    };
    g_array_append_val(lost, partner);
    return &g_array_index(lost, struct lost_partner, lost->len - 1);
}

/* The partners of the period that are gone from partners.csv and have rows of this file in it. */
static bool lost_partners_add(store_import *import, enum input_file file, GError **error)
{
    const struct fact_table *table = &fact_tables[file];
    g_autoptr(GString) rows = g_string_new(NULL);
    fact_scope_append(rows, table, "now");
    g_autoptr(GString) sql = g_string_new("SELECT DISTINCT t.partner_id");
    g_string_append(sql, rows->str);
    g_string_append(sql, " AND t.partner_id IN (SELECT t.partner_id FROM main.partners AS t"
                         " WHERE t.period = ?1 AND t.known_until IS NULL"
                         " AND t.partner_id NOT IN (SELECT partner_id FROM staging.partners)"
                         " AND NOT ");
    fact_spared_append(sql, INPUT_PARTNERS);
    g_string_append(sql, ")");
    g_autoptr(statement) list = statement_prepare(import->store, sql->str, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, import->period_text);
    enum statement_step step;
    while ((step = statement_next(import->store, list, DOING, error)) == STEP_ROW) {
        lost_partner_for(import, statement_text(list, 0))->files[file] = true;
    }
    return step == STEP_DONE;
}

static gint lost_partner_compare(gconstpointer a, gconstpointer b)
{
    const struct lost_partner *first = a;
    const struct lost_partner *second = b;
    return g_strcmp0(first->partner_id, second->partner_id);
}

bool store_import_lost_partners_find(store_import *import, struct import_check *check,
                                     GError **error)
{
    g_array_set_size(import->lost_partners, 0);
    for (int i = INPUT_RATES; import->present[INPUT_PARTNERS] && i < INPUT_FILE_COUNT; i++) {
        enum input_file file = (enum input_file)i;
        bool stays = fact_tables[file].scope != SCOPE_NONE && !import->present[file];
        if (stays && !lost_partners_add(import, file, error)) {
            return false;
        }
    }
    g_array_sort(import->lost_partners, lost_partner_compare);
    check->lost_partners = (const struct lost_partner *)(const void *)import->lost_partners->data;
    check->lost_partner_count = import->lost_partners->len;
    return true;
}
