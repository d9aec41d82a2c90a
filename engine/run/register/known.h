#ifndef ENGINE_RUN_REGISTER_KNOWN_H
#define ENGINE_RUN_REGISTER_KNOWN_H

#include "engine/run/correct/returned.h"
#include "engine/run/register/order.h"
#include "engine/store/facts/decisions.h"
#include "engine/store/issues/registered.h"
#include "reports/value/registered.h"

/* What the register of documents is made of: documents, payments and what became of them, as they are read. */

/* What is read for a register, and what has come of it so far. */
typedef struct register_work {
    const struct registered_order *order;
    registered_list *list;
    const struct clock *clock; /* the company's, by which days are told */
    GArray *heads;             /* struct issue_head: by seq, the one that is being made last */
    GHashTable *seals;         /* what store_seals_load gives */
    GArray *documents;         /* struct store_registered: likewise */
    GHashTable *by_number;     /* number -> place in documents and 1 */
    GHashTable *replacing;     /* number -> that which takes its place */
    GHashTable *billed;        /* number of a document whose bill was found */
    GHashTable *
        undone; /* number of what is void -> struct registered_bill (owned): with its notes, undone */
    GArray *payments;       /* struct known_payment */
    GHashTable *by_payment; /* "seq partner abn" (owned) -> place in payments and 1 */
    GArray *decisions;      /* struct decision */
    GArray *standings;      /* struct payment_standing: of what became something */
    GArray *events;         /* struct payment_event */
} register_work;

/* What an issue pays one supplier. */
struct known_payment {
    int64_t seq;
    struct issued_payment row;
    const struct store_registered *first; /* of its documents, by which it is known; NULL: none */
    day paid_on;                          /* as struct registered has it */
    day collected_on; /* of what is below 0: when all that the supplier owed then was off */
    bool told;
};

void register_work_clear(register_work *work);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(register_work, register_work_clear)

/* Of work with its order and list; clear it in any case. */
bool register_work_read(register_work *work, GError **error);

/* A text, kept as long as the list is. */
const char *register_keep(const register_work *work, const char *text);
/* The head of an issue; NULL: there is none of that seq. */
const struct issue_head *register_head_of(const register_work *work, int64_t seq);
/* The seq of the issue that is being made. */
int64_t register_seq_of_issue(const register_work *work);
/* By its number; NULL where none is read. */
struct store_registered *register_document_find(const register_work *work, const char *number);
/* NULL where the issue paid that supplier nothing. */
struct known_payment *register_payment_find(const register_work *work, int64_t seq,
                                            const char *partner_id, const char *abn);
/* What a document has in the accounts. */
struct registered_bill register_document_bill(const struct store_registered *row);
/* The company's day. */
day register_day_of(const register_work *work, stamp at);

#endif
