#ifndef ENGINE_RUN_BALANCE_H
#define ENGINE_RUN_BALANCE_H

#include "engine/run/open.h"

/* That documents are payments: over all that a store ever issued,
 *     documents = by_file - returned + by_hand + open + carried - written_off
 * where a voided document that nothing took the place of counts as what it settled. */
struct store_balance {
    money documents; /* what all partners' months stand at, GST included */
    money by_file;   /* what payment files had, what was paid again included */
    money returned;  /* D7: of that, or of what was made by hand, what came back */
    money by_hand;   /* D7 */
    money
        open; /* left out of a file, or came back, and not paid since; but for what counts with what
                        * took a voided document's place */
    money carried;     /* 0 or less: what partners owe */
    money instalments; /* D9: of that, what comes off by instalments */
    money written_off; /* D8: what is not claimed */
};

/* As the store is, by what issues made of decisions. */
bool store_balance_find(store *store, struct store_balance *ret_balance, GError **error);

/* 0.00 where it holds. */
money store_balance_difference(const struct store_balance *balance);

#endif
