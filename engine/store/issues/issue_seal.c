#include <string.h>

#include "engine/store/issues/issue_private.h"

/* The chain of seals. */

static const char SEALING[] = "sealing";

void seal_compute(const void *manifest, size_t manifest_size, const char *previous_seal,
                  char ret_seal[SHA256_TEXT_SIZE])
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, manifest, (gssize)manifest_size);
    g_checksum_update(checksum, (const guchar *)previous_seal, (gssize)strlen(previous_seal));
    g_strlcpy(ret_seal, g_checksum_get_string(checksum), SHA256_TEXT_SIZE);
}

bool link_newest(store *store, int64_t *ret_seq, char ret_seal[SHA256_TEXT_SIZE], GError **error)
{
    static const char SQL[] = "SELECT seq, seal FROM links ORDER BY seq DESC LIMIT 1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, SEALING, error);
    enum statement_step step =
        read == NULL ? STEP_FAILED : statement_next(store, read, SEALING, error);
    if (step == STEP_FAILED) {
        return false;
    }
    /* Without a row the columns are NULL. */
    *ret_seq = sqlite3_column_int64(read, 0);
    g_strlcpy(ret_seal, statement_text(read, 1), SHA256_TEXT_SIZE);
    return true;
}

bool link_insert(store *store, const struct chain_link *link, char ret_seal[SHA256_TEXT_SIZE],
                 GError **error)
{
    static const char SQL[] = "INSERT INTO links (seq, kind, manifest, previous_seal, seal)"
                              " VALUES (?1, ?2, ?3, ?4, ?5)";
    char seal[SHA256_TEXT_SIZE];
    seal_compute(link->manifest, link->manifest_size, link->previous_seal, seal);
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, SEALING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_integer(insert, 1, link->seq);
    statement_bind_kept(insert, 2, link->kind);
    statement_bind_blob(insert, 3, link->manifest, link->manifest_size);
    statement_bind_kept(insert, 4, link->previous_seal);
    statement_bind_kept(insert, 5, seal);
    if (!statement_execute(store, insert, SEALING, error)) {
        return false;
    }
    g_strlcpy(ret_seal, seal, SHA256_TEXT_SIZE);
    return true;
}

char *issue_clock_text(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    return g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
}
