#include "engine/store/issues/deliveries.h"

#include "engine/store/db.h"

static const char READING[] = "reading the deliveries";
static const char DOING[] = "keeping a delivery";

const char *const words_delivery_state[DELIVERY_STATE_COUNT + 1] = {
    [DELIVERY_QUEUED] = "queued",   [DELIVERY_UNMADE] = "no message",
    [DELIVERY_SENDING] = "sending", [DELIVERY_SENT] = "sent",
    [DELIVERY_REFUSED] = "refused", [DELIVERY_LATER] = "later",
    [DELIVERY_UNKNOWN] = "unknown", [DELIVERY_BOUNCED] = "bounced",
};

/* ---- reading ------------------------------------------------------------------------------------- */

/* The newest step of each document, with its own first message. */
#define DELIVERY_SQL                                                                               \
    "SELECT d.seq, i.period, i.issue, i.issue_date, d.number, d.period, d.partner_id,"             \
    " d.legal_name, EXISTS (SELECT 1 FROM voids AS v WHERE v.number = d.number AND v.seq < ?1),"   \
    " p.sha256, m.row, s.state, s.attempt, s.address, s.message_id, s.answer, s.at, s.by,"         \
    " ifnull(k.sha256, m.sha256), (SELECT count(*) FROM deliveries AS t"                           \
    "  WHERE t.number = d.number AND t.state = 'sending')"                                         \
    " FROM documents AS d JOIN issues AS i USING (seq)"                                            \
    " LEFT JOIN issue_files AS p ON p.seq = d.seq AND p.path = d.path"                             \
    " LEFT JOIN issue_files AS m ON m.seq = d.seq AND m.path = 'mail/' || d.number || '.eml'"      \
    " LEFT JOIN deliveries AS s ON s.row = (SELECT max(n.row) FROM deliveries AS n"                \
    "  WHERE n.number = d.number AND n.after_seq < ?1)"                                            \
    " LEFT JOIN delivery_messages AS k ON k.number = d.number AND k.attempt = s.attempt"           \
    " WHERE d.seq < ?1 AND "

static bool delivery_read(store *store, sqlite3_stmt *list, struct store_delivery *ret_delivery,
                          GStringChunk *strings, GError **error)
{
    struct store_delivery delivery = {
        .seq = sqlite3_column_int64(list, 0),
        .issue = statement_int32(list, 2),
        .issue_date = statement_day(list, 3, DAY_UNBOUNDED_FROM),
        .number = statement_string(list, 4, strings),
        .partner_id = statement_string(list, 6, strings),
        .legal_name = statement_string(list, 7, strings),
        .is_void = statement_int32(list, 8) != 0,
        .pdf_sha256 = statement_string(list, 9, strings),
        .message_row = sqlite3_column_int64(list, 10),
        .attempt = MAX(statement_int32(list, 12), 1),
        .address = statement_string(list, 13, strings),
        .message_id = statement_string(list, 14, strings),
        .answer = statement_string(list, 15, strings),
        .at = statement_string(list, 16, strings),
        .by = statement_string(list, 17, strings),
        .message_sha256 = statement_string(list, 18, strings),
        .tries = statement_int32(list, 19),
    };
    const char *state = statement_text(list, 11);
    const int word = words_find(words_delivery_state, state);
    delivery.state = state[0] != '\0' && word >= 0 ? (enum delivery_state)word
                     : delivery.message_row != 0   ? DELIVERY_QUEUED
                                                   : DELIVERY_UNMADE;
    if (!store_period_parse(statement_text(list, 1), &delivery.issued_in) ||
        !store_period_parse(statement_text(list, 5), &delivery.period) ||
        !day_valid(delivery.issue_date)) {
        return statement_damaged(store, "documents", error);
    }
    if (state[0] != '\0' && word < 0) {
        return statement_damaged(store, "deliveries", error);
    }
    *ret_delivery = delivery;
    return true;
}

bool store_deliveries_load(store *store, const struct period *issued_in, int32_t issue,
                           int64_t before_seq, GArray *deliveries, GStringChunk *strings,
                           GError **error)
{
    static const char SQL[] =
        DELIVERY_SQL "(?2 IS NULL OR i.period = ?2) AND (?3 = 0 OR i.issue = ?3)"
                     " ORDER BY d.seq, d.number";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, READING, error);
    statement_bind_integer(list, 1, before_seq);
    if (issued_in) {
        statement_bind_period(list, 2, *issued_in);
    } else {
        statement_bind_text(list, 2, "");
    }
    statement_bind_integer(list, 3, issue);
    enum statement_step step;
    while ((step = statement_next(store, list, READING, error)) == STEP_ROW) {
        struct store_delivery delivery;
        if (!delivery_read(store, list, &delivery, strings, error)) {
            return false;
        }
        g_array_append_val(deliveries, delivery);
    }
    return step == STEP_DONE;
}

bool store_delivery_load(store *store, const char *number, bool *ret_found,
                         struct store_delivery *ret_delivery, GStringChunk *strings, GError **error)
{
    static const char SQL[] = DELIVERY_SQL "d.number = ?2";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, READING, error);
    statement_bind_integer(read, 1, ISSUED_NOW);
    statement_bind_kept(read, 2, number);
    const enum statement_step step = statement_next(store, read, READING, error);
    *ret_found = step == STEP_ROW;
    return step == STEP_DONE ||
           (step == STEP_ROW && delivery_read(store, read, ret_delivery, strings, error));
}

GBytes *store_delivery_message(store *store, const struct store_delivery *delivery, GError **error)
{
    static const char SQL[] =
        "SELECT bytes FROM delivery_messages WHERE number = ?1 AND attempt = ?2";
    if (delivery->attempt == 1) {
        return store_issue_file_bytes(store, delivery->message_row, error);
    }
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, READING, error);
    statement_bind_kept(read, 1, delivery->number);
    statement_bind_integer(read, 2, delivery->attempt);
    const enum statement_step step = statement_next(store, read, READING, error);
    if (step == STEP_DONE) {
        statement_damaged(store, "delivery_messages", error);
    }
    return step == STEP_ROW ? statement_bytes(read, 0) : NULL;
}

/* ---- adding -------------------------------------------------------------------------------------- */

static bool step_insert(store *store, const struct store_delivery *step, GError **error)
{
    static const char SQL[] =
        "INSERT INTO deliveries (number, attempt, state, address, message_id, answer, at, by, "
        "after_seq)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?7,"
        " (SELECT ifnull(max(seq), 0) FROM links))";
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, DOING, error);
    statement_bind_kept(insert, 1, step->number);
    statement_bind_integer(insert, 2, step->attempt);
    statement_bind_kept(insert, 3, words_delivery_state[step->state]);
    statement_bind_kept(insert, 4, step->address);
    statement_bind_kept(insert, 5, step->message_id);
    statement_bind_kept(insert, 6, step->answer);
    statement_bind_kept(insert, 7, step->by);
    return statement_execute(store, insert, DOING, error);
}

/* Whether it is not void, and no step was added to it since. */
static bool delivery_stands(store *store, const struct store_delivery *step, bool *ret_stands,
                            GError **error)
{
    g_autoptr(GStringChunk) strings = g_string_chunk_new(512);
    struct store_delivery now = {0};
    bool found = false;
    if (!store_delivery_load(store, step->number, &found, &now, strings, error)) {
        return false;
    }
    *ret_stands = found && !now.is_void && now.state == step->state && now.attempt == step->attempt;
    return true;
}

bool store_delivery_begin(store *store, const struct store_delivery *answered,
                          const struct store_delivery *step, bool *ret_stands, GError **error)
{
    struct store_delivery begun = *step;
    begun.state = DELIVERY_SENDING;
    begun.answer = "";
    return transaction_write_begin(store, DOING, error) &&
           transaction_end(store,
                           (!answered || step_insert(store, answered, error)) &&
                               delivery_stands(store, step, ret_stands, error) &&
                               (!*ret_stands || step_insert(store, &begun, error)),
                           DOING, error);
}

bool store_delivery_add(store *store, const struct store_delivery *step, GError **error)
{
    return transaction_write_begin(store, DOING, error) &&
           transaction_end(store, step_insert(store, step, error), DOING, error);
}

bool store_delivery_add_message(store *store, const struct store_delivery *step, GBytes *message,
                                GError **error)
{
    static const char SQL[] = "INSERT INTO delivery_messages (number, attempt, sha256, bytes)"
                              " VALUES (?1, ?2, ?3, ?4)";
    char sha256[SHA256_TEXT_SIZE];
    gsize size = 0;
    const void *data = g_bytes_get_data(message, &size);
    sha256_of(data, size, sha256);
    if (!transaction_write_begin(store, DOING, error)) {
        return false;
    }
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, DOING, error);
    statement_bind_kept(insert, 1, step->number);
    statement_bind_integer(insert, 2, step->attempt);
    statement_bind_kept(insert, 3, sha256);
    statement_bind_bytes(insert, 4, message);
    const bool done =
        statement_execute(store, insert, DOING, error) && step_insert(store, step, error);
    return transaction_end(store, done, DOING, error);
}
