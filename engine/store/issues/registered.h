#ifndef ENGINE_STORE_ISSUES_REGISTERED_H
#define ENGINE_STORE_ISSUES_REGISTERED_H

#include "engine/store/issues/deliveries.h"

/* What was issued and paid, whoever it was for: for the register of documents and for statements
 * (delivery.md section 3). Rows are appended, their strings are in `strings`. */

/* Which documents and payments: those that were issued, or were to be paid, on a day from `from` to `to`; and,
 * whenever that was, whatever is void or takes a void one's place, was left out of a payment file, came back, was
 * paid by hand, or was of a supplier who owed then: what became of it may be of those days. */
struct registered_question {
    int64_t before_seq;
    day from;
    day to;
    const char *abn; /* of one supplier; NULL: of all */
};

struct store_registered {
    struct issued_document document; /* but sha256 */
    money no_supply;                 /* D3: of its amount, what is for no supply */
    stamp voided_at;                 /* STAMP_NEVER where it stands */
    enum delivery_state delivery;
    stamp delivered_at; /* of the newest step; STAMP_NEVER where there is none */
};
/* By seq and number. */
bool store_registered_load(store *store, const struct registered_question *question, GArray *rows,
                           GStringChunk *strings, GError **error);

/* A payment, also of 0.00, and of which issue. */
struct store_paid {
    int64_t seq;
    struct issued_payment payment; /* its abn also where an older release issued it */
};
/* By seq, and in it as it was paid: a partner's own ABN first. */
bool store_paid_load(store *store, const struct registered_question *question, GArray *rows,
                     GStringChunk *strings, GError **error);

/* A partner whom an issued period had when it settled them, and who never got a number of it. */
struct store_numberless {
    struct period period;
    const char *partner_id;
    const char *legal_name; /* of the newest row of partners.csv; "" of none */
    int64_t seq;            /* of the first issue that settled it */
};
/* By period, partner; batch: at which names are known. */
bool store_numberless_load(store *store, int64_t before_seq, int64_t batch, GArray *rows,
                           GStringChunk *strings, GError **error);

/* A number and whose it is. */
struct store_number {
    const char *number;
    enum document_kind kind;
    struct period period;
    const char *partner_id;
};
/* Every one before the seq; by period, partner, and in the order in which they were given. */
bool store_numbers_load(store *store, int64_t before_seq, GArray *rows, GStringChunk *strings,
                        GError **error);

/* seq of each link -> its seal (owned). NULL on failure. */
GHashTable *store_seals_load(store *store, GError **error);

/* The bytes of an issue's file, which the caller unrefs; NULL where it has none of that path. */
bool store_issue_file_named(store *store, int64_t seq, const char *path, GBytes **ret_bytes,
                            GError **error);

#endif
