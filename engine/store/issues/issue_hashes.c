#include "engine/store/issues/issue_hashes.h"

#include "engine/store/row_hash.h"

static const char DOING[] = "hashing what is issued";

/* The parts of a state are found by its own key, which begins with the period. */
#define PART_OF_STATE(table, order)                                                                \
    "SELECT t.* FROM issued_months AS m CROSS JOIN " table                                         \
    " AS t ON t.period = m.period AND t.partner_id = m.partner_id AND t.seq = m.seq"               \
    " WHERE m.seq = ?1 ORDER BY m.period, m.partner_id, " order

static const struct frozen_table {
    const char *name;
    const char *sql; /* every column; ?1 the seq */
} frozen_tables[FROZEN_TABLE_COUNT] = {
    {"issues", "SELECT * FROM issues WHERE seq = ?1"},
    {"issue_holidays", "SELECT * FROM issue_holidays WHERE seq = ?1 ORDER BY name"},
    {"issued_months", "SELECT * FROM issued_months WHERE seq = ?1 ORDER BY period, partner_id"},
    {"issued_lines", PART_OF_STATE("issued_lines", "t.kind, t.hourly_rate, t.taxable")},
    {"issued_slots", PART_OF_STATE("issued_slots", "t.date, t.start")},
    {"issued_adhoc", PART_OF_STATE("issued_adhoc", "t.appointment_id")},
    {"documents", "SELECT * FROM documents WHERE seq = ?1 ORDER BY number"},
    {"issued_adjustments", "SELECT a.* FROM documents AS d CROSS JOIN issued_adjustments AS a"
                           " ON a.number = d.number WHERE d.seq = ?1"
                           " ORDER BY a.number, a.kind, a.hourly_rate, a.taxable"},
    {"payments", "SELECT * FROM payments WHERE seq = ?1 ORDER BY partner_id"},
};

const char *frozen_table_name(int table)
{
    return frozen_tables[table].name;
}

bool frozen_table_hash(store *store, int table, int64_t seq, char ret_sha256[SHA256_TEXT_SIZE],
                       GError **error)
{
    g_autoptr(statement) list = statement_prepare(store, frozen_tables[table].sql, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, seq);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(GString) row_bytes = g_string_sized_new(512);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        row_bytes_fill(row_bytes, list, 0);
        row_bytes_hash(row_bytes, checksum);
    }
    if (step != STEP_DONE) {
        return false;
    }
    g_strlcpy(ret_sha256, g_checksum_get_string(checksum), SHA256_TEXT_SIZE);
    return true;
}

bool issue_hashes_insert(store *store, int64_t seq,
                         struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error)
{
    static const char SQL[] =
        "INSERT INTO issue_hashes (seq, table_name, sha256) VALUES (?1, ?2, ?3)";
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, DOING, error);
    if (insert == NULL) {
        return false;
    }
    for (int table = 0; table < FROZEN_TABLE_COUNT; table++) {
        struct issue_frozen *frozen = &ret_frozen[table];
        frozen->table = frozen_table_name(table);
        if (!frozen_table_hash(store, table, seq, frozen->sha256, error)) {
            return false;
        }
        statement_bind_integer(insert, 1, seq);
        statement_bind_kept(insert, 2, frozen->table);
        statement_bind_kept(insert, 3, frozen->sha256);
        if (!statement_execute(store, insert, DOING, error)) {
            return false;
        }
    }
    return true;
}
