#ifndef ENGINE_STORE_PROOF_PROOF_PRIVATE_H
#define ENGINE_STORE_PROOF_PROOF_PRIVATE_H

#include "engine/store/proof/proof.h"
#include "engine/store/statement.h"

/* What the checks share. */

void finding_add(GPtrArray *findings, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Runs parts of a check within one reading transaction. Where one stops because the store is
 * damaged, that is a finding, and the others are run all the same. */
typedef bool (*proof_part)(store *store, GPtrArray *findings, GError **error);
bool proof_parts_run(store *store, const proof_part *parts, size_t count, GPtrArray *findings,
                     GError **error);

/* One finding for each row of a statement: its first column is the sentence. */
bool proof_sentences_add(store *store, const char *sql, GPtrArray *findings, GError **error);
/* Likewise, of a link: ?1 is its seq; and ?2 the text, where the statement asks for one. */
bool proof_link_sentences_add(store *store, const char *sql, int64_t seq, const char *text,
                              GPtrArray *findings, GError **error);

/* Parts of store_check_integrity: the rows of each issue against their hashes; documents, states
 * and payments against each other. */
bool proof_frozen_rows_check(store *store, GPtrArray *findings, GError **error);
bool proof_amounts_check(store *store, GPtrArray *findings, GError **error);

#endif
