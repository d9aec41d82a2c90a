#include <string.h>

#include "engine/store/db.h"
#include "engine/store/issues/issues.h"

/* Voiding: the document stays, and is marked; the partner's period is open again. */

static const char DOING[] = "voiding";

/* An original, not voided yet, and that which the partner's period stands on. */
static bool document_check(store *store, const char *number, GError **error)
{
    static const char SQL[] =
        "SELECT d.adjusts, v.voided_at, v.approved_by, v.reason,"
        " (SELECT r.number FROM documents AS r WHERE r.partner_id = d.partner_id"
        "  AND r.period = d.period AND r.replaces = d.number),"
        " (SELECT m.number FROM issued_months AS m WHERE m.period = d.period"
        "  AND m.partner_id = d.partner_id ORDER BY m.seq DESC LIMIT 1)"
        " FROM documents AS d LEFT JOIN voids AS v ON v.number = d.number WHERE d.number = ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_kept(read, 1, number);
    enum statement_step step = statement_next(store, read, DOING, error);
    if (step == STEP_FAILED) {
        return false;
    }
    const char *adjusts = statement_text(read, 0);
    const char *voided_at = statement_text(read, 1);
    const char *replacement = statement_text(read, 4);
    const char *standing = statement_text(read, 5);
    if (step == STEP_DONE) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED,
                    "there is no document %s: nothing was voided; the number stands on the "
                    "document and in register.csv of its issue",
                    number);
    } else if (adjusts[0] != '\0') {
        g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED,
                    "%s adjusts %s and cannot be voided alone: void %s, and its adjustments are "
                    "voided with it",
                    number, adjusts, adjusts);
    } else if (voided_at[0] != '\0') {
        g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED,
                    "%s is voided already: at %s, approved by %s, because: %s; nothing more was "
                    "done%s%s",
                    number, voided_at, statement_text(read, 2), statement_text(read, 3),
                    replacement[0] != '\0' ? ". What took its place is " : "", replacement);
    } else if (strcmp(standing, number) != 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED,
                    "%s is not what the partner's period stands on now (that is %s): nothing "
                    "was voided",
                    number, standing[0] != '\0' ? standing : "no document at all");
    } else {
        return true;
    }
    return false;
}

/* The original, and its adjustments that are not voided. */
static bool rows_insert(store *store, int64_t seq, const struct void_order *order, GError **error)
{
    static const char SQL[] =
        "INSERT INTO voids (number, seq, reason, prepared_by, approved_by, voided_at)"
        " SELECT d.number, ?2, ?3, ?4, ?5, strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
        " FROM documents AS o JOIN documents AS d USING (partner_id, period) WHERE o.number = ?1"
        " AND (d.number = ?1 OR d.adjusts = ?1) AND d.number NOT IN (SELECT number FROM voids)";
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, DOING, error);
    statement_bind_kept(insert, 1, order->number);
    statement_bind_integer(insert, 2, seq);
    statement_bind_kept(insert, 3, order->reason);
    statement_bind_kept(insert, 4, order->prepared_by);
    statement_bind_kept(insert, 5, order->approved_by);
    return statement_execute(store, insert, DOING, error);
}

/* The chain's own: an issue alone changes it, for that is looked at by two. */
static bool key_check(store *store, const struct seal_key *key, GError **error)
{
    char before[SEAL_KEY_ID_SIZE];
    if (!seal_key_check(store, key, before, error)) {
        return false;
    }
    if (before[0] != '\0') {
        g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED,
                    "--seal-key: the seals are of the key %s, and this is the key %s: name the "
                    "file of that one; only an issue can change the key",
                    before, key->id);
    }
    return before[0] == '\0';
}

static bool link_add(store *store, int64_t seq, const char *previous_seal,
                     const struct seal_key *key, char ret_seal[SHA256_TEXT_SIZE], GError **error)
{
    static const char SQL[] = VOID_MANIFEST_SQL;
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, seq);
    statement_bind_kept(read, 2, previous_seal);
    if (statement_next(store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    const char *text = statement_text(read, 0);
    g_autoptr(GBytes) manifest = g_bytes_new(text, strlen(text));
    const struct store_link link = {
        .seq = seq, .is_void = true, .manifest = manifest, .previous_seal = previous_seal};
    return link_insert(store, &link, key, ret_seal, error);
}

static bool numbers_read(store *store, int64_t seq, GPtrArray *numbers, GError **error)
{
    static const char SQL[] = VOID_NUMBERS_SQL;
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, seq);
    return statement_texts(store, list, numbers, DOING, error);
}

bool store_void(store *store, const struct void_order *order, GPtrArray *ret_numbers,
                char ret_seal[SHA256_TEXT_SIZE], GError **error)
{
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    char previous_seal[SHA256_TEXT_SIZE];
    char seal[SHA256_TEXT_SIZE];
    int64_t newest = 0;
    if (!transaction_write_begin(store, DOING, error)) {
        return false;
    }
    bool done = key_check(store, order->key, error) &&
                document_check(store, order->number, error) &&
                link_newest(store, &newest, previous_seal, error) &&
                rows_insert(store, newest + 1, order, error) &&
                link_add(store, newest + 1, previous_seal, order->key, seal, error) &&
                numbers_read(store, newest + 1, numbers, error);
    if (!transaction_end(store, done, DOING, error)) {
        return false;
    }
    if (ret_numbers) {
        g_ptr_array_extend_and_steal(ret_numbers, g_steal_pointer(&numbers));
    }
    g_strlcpy(ret_seal, seal, SHA256_TEXT_SIZE);
    return true;
}
