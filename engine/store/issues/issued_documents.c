#include "engine/store/issues/issue_private.h"
#include "engine/store/words.h"

/* Documents as they were issued. */

static const char DOING[] = "reading the documents";

#define DOCUMENTS                                                                                  \
    "SELECT d.number, d.seq, d.kind, d.period, d.partner_id, d.adjusts, d.replaces, d.subtotal,"   \
    " d.gst, d.total, d.path, d.legal_name, d.trading_name, d.abn, d.address_line_1,"              \
    " d.address_line_2, d.suburb, d.state, d.postcode, d.email, d.agreement_ref, f.sha256,"        \
    " i.issue_date, v.reason"                                                                      \
    " FROM documents AS d JOIN issues AS i ON i.seq = d.seq"                                       \
    " LEFT JOIN issue_files AS f ON f.seq = d.seq AND f.path = d.path"                             \
    " LEFT JOIN voids AS v ON v.number = d.number"

static const char *const kind_names[ISSUED_KIND_COUNT] = {
    [ISSUED_RCTI] = "RCTI",
    [ISSUED_RCI] = "RCI",
    [ISSUED_RCAN] = "RCAN",
    [ISSUED_ADJ] = "ADJ",
};

const char *issued_kind_name(enum issued_kind kind)
{
    return kind_names[kind];
}

int issued_kind_find(const char *name)
{
    return WORDS_FIND(kind_names, name);
}

static bool document_read(store *store, sqlite3_stmt *row, struct issued_document *document,
                          GStringChunk *strings, GError **error)
{
    int kind = issued_kind_find(statement_text(row, 2));
    struct period period;
    if (kind < 0 || !store_period_parse(statement_text(row, 3), &period)) {
        return statement_damaged(store, "documents", error);
    }
    *document = (struct issued_document){
        .number = statement_string(row, 0, strings),
        .seq = sqlite3_column_int64(row, 1),
        .kind = (enum issued_kind)kind,
        .period = period,
        .partner_id = statement_string(row, 4, strings),
        .adjusts = statement_string(row, 5, strings),
        .replaces = statement_string(row, 6, strings),
        .subtotal = {sqlite3_column_int64(row, 7)},
        .gst = {sqlite3_column_int64(row, 8)},
        .total = {sqlite3_column_int64(row, 9)},
        .path = statement_string(row, 10, strings),
        .legal_name = statement_string(row, 11, strings),
        .trading_name = statement_string(row, 12, strings),
        .abn = statement_string(row, 13, strings),
        .address_line_1 = statement_string(row, 14, strings),
        .address_line_2 = statement_string(row, 15, strings),
        .suburb = statement_string(row, 16, strings),
        .state = statement_string(row, 17, strings),
        .postcode = statement_string(row, 18, strings),
        .email = statement_string(row, 19, strings),
        .agreement_ref = statement_string(row, 20, strings),
        .sha256 = statement_string(row, 21, strings),
        .issue_date = statement_day(row, 22, DAY_UNBOUNDED_FROM),
        .void_reason = statement_string(row, 23, strings),
    };
    return true;
}

static bool documents_list(store *store, sqlite3_stmt *list, GArray *documents,
                           GStringChunk *strings, GError **error)
{
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct issued_document document;
        if (!document_read(store, list, &document, strings, error)) {
            return false;
        }
        g_array_append_val(documents, document);
    }
    return step == STEP_DONE;
}

bool store_document_load(store *store, const char *number, bool *ret_found,
                         struct issued_document *ret_document, GStringChunk *strings,
                         GError **error)
{
    static const char SQL[] = DOCUMENTS " WHERE d.number = ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    if (read == NULL) {
        return false;
    }
    statement_bind_kept(read, 1, number);
    enum statement_step step = statement_next(store, read, DOING, error);
    if (step == STEP_FAILED ||
        (step == STEP_ROW && !document_read(store, read, ret_document, strings, error))) {
        return false;
    }
    *ret_found = step == STEP_ROW;
    return true;
}

bool store_documents_load(store *store, int64_t seq, GArray *documents, GStringChunk *strings,
                          GError **error)
{
    static const char SQL[] = DOCUMENTS " WHERE d.seq = ?1 ORDER BY d.number";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, seq);
    return documents_list(store, list, documents, strings, error);
}

bool store_documents_by_hash(store *store, const char *sha256, GArray *documents,
                             GStringChunk *strings, GError **error)
{
    static const char SQL[] = DOCUMENTS " WHERE f.sha256 = ?1 ORDER BY d.number";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, sha256);
    return documents_list(store, list, documents, strings, error);
}

bool store_adjustment_lines_load(store *store, const char *number, GArray *lines,
                                 GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT kind, hourly_rate, taxable, minutes, amount, gst, reason FROM issued_adjustments"
        " WHERE number = ?1 ORDER BY kind = 'adhoc', hourly_rate, taxable";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, number);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        int kind = WORDS_FIND(words_rate_kind, statement_text(list, 0));
        if (kind < 0) {
            return statement_damaged(store, "issued_adjustments", error);
        }
        struct issued_adjustment_line line = {
            .line = {.kind = (enum rate_kind)kind,
                     .hourly_rate = {sqlite3_column_int64(list, 1)},
                     .taxable = statement_int32(list, 2) != 0,
                     .minutes = {statement_int32(list, 3)},
                     .amount = {sqlite3_column_int64(list, 4)},
                     .gst = {sqlite3_column_int64(list, 5)}},
            .reason = statement_string(list, 6, strings),
        };
        g_array_append_val(lines, line);
    }
    return step == STEP_DONE;
}
