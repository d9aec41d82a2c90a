#ifndef ENGINE_RUN_CORRECT_RETURNED_H
#define ENGINE_RUN_CORRECT_RETURNED_H

#include "engine/store/issues/repaid.h"

/* D7: payments that came back, that were made by hand, and that a payment file left out: what of each is
 * owed still. A payment keeps being the same one however often it is made; it is known by any of its
 * documents. */

struct payment_standing {
    struct store_payment payment;
    money left;    /* a file left it out, and nobody paid it by hand */
    money owed;    /* it came back: the next payment file has it */
    money counted; /* came back, and was counted with what took the place of a voided document */
    money by_hand; /* of what came back, what was paid by hand since the newest issue */
    money returned_sum;              /* of what was paid, all that ever came back */
    money by_hand_sum;               /* all that was ever paid by hand */
    const struct decision *decision; /* the newest about it; NULL: none is */
    int64_t again_batch; /* of the newest issue that paid what came back of it; 0: none did */
};

/* What a decision moved when it was entered. */
struct payment_moved {
    const struct decision *decision;
    money amount;
};

/* As payments stood before a seq: those that decisions (in the order in which they were entered; those that are
 * not in force are not read) are about, and those that a file left out. By seq, partner, ABN. Of each decision
 * about one appends a struct payment_moved (NULL: that is not asked). */
bool payment_standings_load(store *store, const struct decision *decisions, size_t count,
                            int64_t before_seq, GArray *standings, GArray *moved,
                            GStringChunk *strings, GError **error);

/* A payment is what one issue pays to one partner under one ABN. */
bool payment_is_same(const struct store_payment *one, const struct store_payment *other);

/* That of a document's payment; NULL where there is none among them. */
const struct payment_standing *payment_standing_find(const GArray *standings,
                                                     const struct store_payment *payment);

/* What a decision `returned` or `paid` would move: all that it can where it names no amount, and never more
 * than that. 0: it has no effect. */
money payment_standing_moves(const struct payment_standing *standing,
                             const struct decision *decision);

#endif
