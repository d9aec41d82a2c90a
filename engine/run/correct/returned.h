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

/* What became of a payment by a decision, or by an issue that paid it again. */
struct payment_event {
    struct store_payment payment;
    const struct decision *decision; /* `returned` or `paid`; NULL: the issue of `again` */
    struct store_repayment again;
    money amount;
    money unpaid; /* of what a decision says came back, what a file had left out: no money moved */
};

/* Brings standings (struct payment_standing) of payments as they were made up to date: what decisions, in the
 * order in which they were entered, and issues before the seq did with them. Those that are not in force are not
 * read. Appends that to events (struct payment_event), in the order of time; NULL: it is not asked for. */
bool payment_history_apply(store *store, const struct decision *decisions, size_t count,
                           int64_t before_seq, const GArray *standings, GArray *events,
                           GStringChunk *strings, GError **error);

/* As payments stood before a seq: those that decisions (in the order in which they were entered; those that are
 * not in force are not read) are about, and those that a file left out. By seq, partner, ABN. What was done
 * with them is appended to events (struct payment_event; NULL: it is not asked for). */
bool payment_standings_load(store *store, const struct decision *decisions, size_t count,
                            int64_t before_seq, GArray *standings, GArray *events,
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
