#ifndef ENGINE_STORE_PROOF_PROOF_H
#define ENGINE_STORE_PROOF_PROOF_H

#include "engine/store/issues/issues.h"

/* Checks of the store against itself. Each finding is a plain sentence, appended to `findings`
 * (GPtrArray of char *, owned); false only where the machine fails: a damaged store is a finding.
 * `period`: what its issues froze, kept and imported is looked at, and not what other months have, so that the
 * time does not grow with them; NULL: everything. Always of everything are the tables and triggers (when the store
 * is opened), the chain of seals, and the documents with their numbers, sums and kinds.
 *
 * file.c    the SQLite file, its tables and triggers
 * facts.c   facts and frozen rows against their hashes
 * amounts.c documents, states and payments against each other
 * chain.c   seals, manifests and kept files
 * again.c   what an issue froze against what it freezes when it is made again
 *
 * An issue's manifest is JSON with period ("2026-09"), program_version, digest, prepared_by,
 * approved_by, libraries, previous_seal (the seal before it) and facts_sha256 (what store_issue_hash_facts
 * gave); frozen, an object {"table": "SHA-256"} of what store_issue_freeze gave; inputs, a list of
 * {"sha256": …} with each file of holidays; and outputs, a list of {"file": …, "sha256": …} with
 * every kept file but manifest.json. */

/* SQLite's own integrity and foreign keys (of everything alone); rows that were changed since they were issued (named by issue and table); rows that contradict
 * each other (a state without its issue, a document without its bytes, lines that do not add up to
 * the documents, payments and amounts carried that do not equal the documents). */
bool store_check_integrity(store *store, const struct period *period, GPtrArray *findings,
                           GError **error);
/* The facts of every sealed batch against batch_hashes; names the batch and the file. */
bool store_check_facts(store *store, const struct period *period, GPtrArray *findings,
                       GError **error);
/* Every link's seal against its manifest and the one before; that issues and voids are what the
 * links say. Of the whole chain, whatever the period. */
bool store_check_chain(store *store, const struct period *period, GPtrArray *findings,
                       GError **error);
/* The keys of the seals: a link after a keyed one that has none, one of another key than those that are given
 * (GPtrArray of struct seal_key), one that was not made with its key, and that no link is of a key given. Of what
 * was not asked (no keys) nothing is said. */
void store_check_keys(const GArray *links, const GPtrArray *keys, GPtrArray *findings);
/* Every kept file's bytes against its hash; names period, issue and path. */
bool store_check_files(store *store, const struct period *period, GPtrArray *findings,
                       GError **error);

/* The rows that an issue (`name`: "issue 1 of 2026-09") froze against those of one that is made again,
 * but for verdicts and lines; of another version's (`same_words` false) numbers, names and accounts alone,
 * and of one that judged otherwise (`same_judging` false) not whom it left to be worked out again. */
bool store_check_again(store *store, const issue_write *again, const char *name, bool same_words,
                       bool same_judging, GPtrArray *findings, GError **error);

/* ---- what the checks share ------------------------------------------------------------------ */

void finding_add(GPtrArray *findings, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* One finding for each row of each statement (ended by NULL): its first column is the sentence. ?1 is
 * the seq of a link and ?2 the text (of a part: its period, "" for all), where a statement asks for them. */
bool proof_sentences_add(store *store, const char *const *statements, int64_t seq, const char *text,
                         GPtrArray *findings, GError **error);

/* Runs parts of a check within one reading transaction. Where one stops because the store is
 * damaged, that is a finding, and the others are run all the same. */
struct proof_part {
    const char *const *statements; /* of sentences; or NULL: */
    bool (*run)(store *store, const char *period, GPtrArray *findings, GError **error);
    bool of_everything; /* left out where a period is asked for */
};
bool proof_parts_run(store *store, const struct proof_part *parts, size_t count,
                     const struct period *period, GPtrArray *findings, GError **error);

/* Parts of store_check_integrity: the rows of each issue against their hashes; documents, states
 * and payments against each other. */
bool proof_frozen_rows_check(store *store, const char *period, GPtrArray *findings, GError **error);
extern const char *const proof_amounts[];
extern const char *const proof_balances[]; /* of everything alone: over all issues */

#endif
