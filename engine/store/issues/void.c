#include <string.h>

#include "engine/store/issues/issue_private.h"
#include "engine/store/transaction.h"

/* Voiding: the document stays, and is marked; the partner's period is open again. */

static const char DOING[] = "voiding";

/* ---- what may be voided -------------------------------------------------------------------- */

static bool refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_REFUSED, message);
    return false;
}

static bool document_check(const char *number, bool found, const struct issued_document *document,
                           GError **error)
{
    if (!found) {
        return refuse(error,
                      "there is no document %s: nothing was voided; the number stands on the "
                      "document and in register.csv of its issue",
                      number);
    }
    if (document->kind == ISSUED_RCAN || document->kind == ISSUED_ADJ) {
        return refuse(error,
                      "%s adjusts %s and cannot be voided alone: void %s, and its adjustments are "
                      "voided with it",
                      number, document->adjusts, document->adjusts);
    }
    return true;
}

/* Not voided yet, and that which the partner's period stands on. */
static bool state_check(store *store, const struct issued_document *document, GError **error)
{
    static const char SQL[] =
        "SELECT v.voided_at, v.approved_by, v.reason,"
        " (SELECT r.number FROM documents AS r WHERE r.partner_id = d.partner_id"
        "  AND r.period = d.period AND r.replaces = d.number),"
        " (SELECT m.number FROM issued_months AS m WHERE m.period = d.period"
        "  AND m.partner_id = d.partner_id ORDER BY m.seq DESC LIMIT 1)"
        " FROM documents AS d LEFT JOIN voids AS v ON v.number = d.number WHERE d.number = ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    if (read == NULL) {
        return false;
    }
    statement_bind_kept(read, 1, document->number);
    enum statement_step step = statement_next(store, read, DOING, error);
    if (step != STEP_ROW) {
        return step == STEP_DONE && statement_damaged(store, "documents", error);
    }
    const char *replacement = statement_text(read, 3);
    if (statement_text(read, 0)[0] != '\0') {
        return refuse(error,
                      "%s is voided already: at %s, approved by %s, because: %s; nothing more was "
                      "done%s%s",
                      document->number, statement_text(read, 0), statement_text(read, 1),
                      statement_text(read, 2),
                      replacement[0] != '\0' ? ". What took its place is " : "", replacement);
    }
    if (strcmp(statement_text(read, 4), document->number) != 0) {
        return refuse(error,
                      "%s is not what the partner's period stands on now (that is %s): nothing "
                      "was voided",
                      document->number,
                      statement_text(read, 4)[0] != '\0' ? statement_text(read, 4)
                                                         : "no document at all");
    }
    return true;
}

/* ---- the link ------------------------------------------------------------------------------ */

void store_json_append(GString *json, const char *text)
{
    g_string_append_c(json, '"');
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\') {
            g_string_append_printf(json, "\\%c", c);
        } else if (c < 0x20) {
            g_string_append_printf(json, "\\u%04x", c);
        } else {
            g_string_append_c(json, *at);
        }
    }
    g_string_append_c(json, '"');
}

static void member_append(GString *json, const char *key, const char *text, const char *end)
{
    g_string_append_printf(json, "  \"%s\": ", key);
    store_json_append(json, text);
    g_string_append(json, end);
}

char *void_manifest(const struct void_record *record)
{
    g_autoptr(GString) json = g_string_new("{\n  \"kind\": \"void\",\n  \"numbers\": [");
    for (guint i = 0; i < record->numbers->len; i++) {
        g_string_append(json, i > 0 ? ", " : "");
        store_json_append(json, g_ptr_array_index(record->numbers, i));
    }
    g_string_append(json, "],\n");
    member_append(json, "reason", record->reason, ",\n");
    member_append(json, "prepared_by", record->prepared_by, ",\n");
    member_append(json, "approved_by", record->approved_by, ",\n");
    member_append(json, "voided_at", record->voided_at, ",\n");
    member_append(json, "previous_seal", record->previous_seal, "\n}\n");
    return g_string_free(g_steal_pointer(&json), FALSE);
}

/* The original, then its adjustments that are not voided. */
static bool numbers_list(store *store, const struct issued_document *document, GPtrArray *numbers,
                         GError **error)
{
    static const char SQL[] =
        "SELECT number FROM documents AS d WHERE d.partner_id = ?1 AND d.period = ?2"
        " AND d.adjusts = ?3 AND NOT EXISTS (SELECT 1 FROM voids AS v WHERE v.number = d.number)"
        " ORDER BY number";
    char period[PERIOD_TEXT_SIZE];
    store_period_text(document->period, period);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, document->partner_id);
    statement_bind_kept(list, 2, period);
    statement_bind_kept(list, 3, document->number);
    g_ptr_array_add(numbers, g_strdup(document->number));
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_ptr_array_add(numbers, g_strdup(statement_text(list, 0)));
    }
    return step == STEP_DONE;
}

static bool voids_insert(store *store, int64_t seq, const struct void_record *record,
                         GError **error)
{
    static const char SQL[] =
        "INSERT INTO voids (number, seq, reason, prepared_by, approved_by, voided_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, DOING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_integer(insert, 2, seq);
    statement_bind_kept(insert, 3, record->reason);
    statement_bind_kept(insert, 4, record->prepared_by);
    statement_bind_kept(insert, 5, record->approved_by);
    statement_bind_kept(insert, 6, record->voided_at);
    for (guint i = 0; i < record->numbers->len; i++) {
        statement_bind_kept(insert, 1, g_ptr_array_index(record->numbers, i));
        if (!statement_execute(store, insert, DOING, error)) {
            return false;
        }
    }
    return true;
}

static bool link_add(store *store, const struct void_order *order, const GPtrArray *numbers,
                     char ret_seal[SHA256_TEXT_SIZE], GError **error)
{
    char previous_seal[SHA256_TEXT_SIZE];
    int64_t newest = 0;
    if (!link_newest(store, &newest, previous_seal, error)) {
        return false;
    }
    g_autofree char *now = issue_clock_text();
    const struct void_record record = {.numbers = numbers,
                                       .reason = order->reason,
                                       .prepared_by = order->prepared_by,
                                       .approved_by = order->approved_by,
                                       .voided_at = now,
                                       .previous_seal = previous_seal};
    g_autofree char *manifest = void_manifest(&record);
    const struct chain_link link = {.seq = newest + 1,
                                    .kind = "void",
                                    .manifest = manifest,
                                    .manifest_size = strlen(manifest),
                                    .previous_seal = previous_seal};
    return voids_insert(store, link.seq, &record, error) &&
           link_insert(store, &link, ret_seal, error);
}

static bool void_run(store *store, const struct void_order *order, GPtrArray *numbers,
                     char ret_seal[SHA256_TEXT_SIZE], GError **error)
{
    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    struct issued_document document;
    bool found = false;
    return store_document_load(store, order->number, &found, &document, strings, error) &&
           document_check(order->number, found, &document, error) &&
           state_check(store, &document, error) && numbers_list(store, &document, numbers, error) &&
           link_add(store, order, numbers, ret_seal, error);
}

bool store_void(store *store, const struct void_order *order, GPtrArray *ret_numbers,
                char ret_seal[SHA256_TEXT_SIZE], GError **error)
{
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    char seal[SHA256_TEXT_SIZE];
    if (!transaction_write_begin(store, DOING, error)) {
        return false;
    }
    if (!void_run(store, order, numbers, seal, error)) {
        transaction_rollback(store);
        return false;
    }
    if (!transaction_commit(store, DOING, error)) {
        return false;
    }
    if (ret_numbers != NULL) {
        g_ptr_array_extend_and_steal(ret_numbers, g_steal_pointer(&numbers));
    }
    g_strlcpy(ret_seal, seal, SHA256_TEXT_SIZE);
    return true;
}
