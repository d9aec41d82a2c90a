#ifndef ENGINE_STORE_PROOF_PROOF_H
#define ENGINE_STORE_PROOF_PROOF_H

#include "engine/store/issues/issued.h"

/* Checks of the store against itself. Each finding is a plain sentence, appended to `findings`
 * (GPtrArray of char *, owned); false only where the machine fails: a damaged store is a finding.
 *
 * An issue's manifest has, as JSON strings anywhere: its period ("2026-09"), program_version,
 * digest, prepared_by and approved_by, the seal before it, what store_issue_hash_facts gave and the
 * SHA-256 of each of its holidays; as members "table": "SHA-256" anywhere what store_issue_freeze
 * gave of each table; and a list "outputs" of {"file": …, "sha256": …} with every kept
 * file but manifest.json. */

/* SQLite's own integrity and foreign keys; tables, indexes and triggers as this program makes them;
 * rows that were changed since they were issued (named by
 * issue and table); rows that contradict each other (a state without its issue, a document without
 * its bytes, lines that do not add up to the documents, payments and amounts carried that do not
 * equal the documents). */
bool store_check_integrity(store *store, GPtrArray *findings, GError **error);
/* The facts of every sealed batch against batch_hashes; names the batch and the file. */
bool store_check_facts(store *store, GPtrArray *findings, GError **error);
/* Every link's seal against its manifest and the one before; that issues and voids are what the
 * links say. */
bool store_check_chain(store *store, GPtrArray *findings, GError **error);
/* Every kept file's bytes against its hash; names period, issue and path. */
bool store_check_files(store *store, GPtrArray *findings, GError **error);

struct store_link {
    int64_t seq;
    bool is_void;
    GBytes *manifest; /* owned by the array's clear function */
    const char *previous_seal;
    const char *seal;
};
/* By seq: array of struct store_link with its clear function set; strings in `strings`. */
bool store_links_load(store *store, GArray *links, GStringChunk *strings, GError **error);

#endif
