#include "engine/store/db.h"
#include "engine/store/issues/issues.h"
#include "engine/store/tables.h"

/* What drafts showed. */

static const char SAVING[] = "keeping the draft";
static const char READING[] = "reading the draft";

bool store_draft_save(store *store, const struct store_draft *draft, const GArray *partners,
                      GError **error)
{
    static const char SQL[] = "DELETE FROM drafts WHERE digest = ?1"; /* its partners with it */
    struct store_draft row = *draft;
    char seal[SHA256_TEXT_SIZE];
    const struct issued_row_key key = {.text = draft->digest};
    if (!transaction_write_begin(store, SAVING, error)) {
        return false;
    }
    g_autoptr(statement_lease) clear = statement_borrow(store, SQL, SAVING, error);
    statement_bind_kept(clear, 1, draft->digest);
    bool done = statement_execute(store, clear, SAVING, error) &&
                link_newest(store, &row.last_seq, seal, error) &&
                issue_rows_insert(store, DRAFTS, NULL, &row, 1, SAVING, error) &&
                issue_rows_insert(store, DRAFT_PARTNERS, &key, partners->data, partners->len,
                                  SAVING, error);
    return transaction_end(store, done, SAVING, error);
}

bool store_draft_load(store *store, struct period period, const char *digest, bool *ret_found,
                      struct store_draft *ret_draft, GArray *partners, GStringChunk *strings,
                      GError **error)
{
    g_autoptr(GArray) drafts = g_array_new(FALSE, FALSE, sizeof(struct store_draft));
    g_autoptr(statement_lease) read =
        issue_rows_borrow(store, DRAFTS, "", "WHERE digest = ?1 AND period = ?2", READING, error);
    statement_bind_kept(read, 1, digest);
    statement_bind_period(read, 2, period);
    if (!issue_rows_read(store, DRAFTS, read, drafts, strings, READING, error)) {
        return false;
    }
    g_autoptr(statement_lease) list = issue_rows_borrow(
        store, DRAFT_PARTNERS, "", "WHERE digest = ?1 ORDER BY partner_id", READING, error);
    statement_bind_kept(list, 1, drafts->len > 0 ? digest : "");
    if (!issue_rows_read(store, DRAFT_PARTNERS, list, partners, strings, READING, error)) {
        return false;
    }
    *ret_found = drafts->len > 0;
    if (drafts->len > 0) {
        *ret_draft = g_array_index(drafts, struct store_draft, 0);
    }
    return true;
}

bool store_draft_newest(store *store, struct period period, bool *ret_found,
                        struct store_draft *ret_draft, GStringChunk *strings, GError **error)
{
    g_autoptr(GArray) drafts = g_array_new(FALSE, FALSE, sizeof(struct store_draft));
    g_autoptr(statement_lease) read = issue_rows_borrow(
        store, DRAFTS, "",
        "WHERE period = ?1 ORDER BY batch DESC, last_seq DESC, as_at DESC, digest LIMIT 1", READING,
        error);
    statement_bind_period(read, 1, period);
    if (!issue_rows_read(store, DRAFTS, read, drafts, strings, READING, error)) {
        return false;
    }
    *ret_found = drafts->len > 0;
    if (drafts->len > 0) {
        *ret_draft = g_array_index(drafts, struct store_draft, 0);
    }
    return true;
}

bool store_draft_changes(store *store, const struct store_draft *draft, GPtrArray *sentences,
                         GError **error)
{
    /* Of a void, the original: what adjusts it goes with it. */
    static const char SQL[] =
        "SELECT sentence FROM (SELECT 1 AS part, batch AS at,"
        "  format('import: batch %d for %s: %s', batch, period, (SELECT group_concat(file, ', ')"
        "   FROM (SELECT file FROM batch_files AS f WHERE f.batch = b.batch ORDER BY file)))"
        "  AS sentence FROM batches AS b WHERE batch > ?1"
        " UNION ALL SELECT 2, l.seq, coalesce('issue ' || i.issue || ' of ' || i.period,"
        "  'void of ' || (SELECT v.number FROM voids AS v JOIN documents AS d USING (number)"
        "   WHERE v.seq = l.seq AND d.adjusts IS NULL), '')"
        "  FROM links AS l LEFT JOIN issues AS i USING (seq) WHERE l.seq > ?2)"
        " ORDER BY part, at";
    static const char LISTING[] = "listing what came since";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, LISTING, error);
    statement_bind_integer(list, 1, draft->batch);
    statement_bind_integer(list, 2, draft->last_seq);
    return statement_texts(store, list, sentences, LISTING, error);
}
