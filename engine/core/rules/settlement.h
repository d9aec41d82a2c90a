#ifndef ENGINE_CORE_RULES_SETTLEMENT_H
#define ENGINE_CORE_RULES_SETTLEMENT_H

#include <stdbool.h>

#include "engine/core/money.h"

/* R5 with D8 and D9: what an issue pays a supplier, and what is left to later ones. */

/* What it is made of. All of it 0 or more. */
struct settlement_question {
    money earned;  /* what the documents and adjustments give */
    money brought; /* what was owed before */
    money taken;   /* what this adjustments take */
    bool by_instalments;
    money instalment;  /* D9: of the two above, at most this comes off; read only by instalments */
    money written_off; /* D8: what stands written off from before, not in `brought` */
    money write_off;   /* D8: what is decided to be written off from now on */
};

/* earned + written_off - brought - taken - restored = payment + carried. */
struct settlement {
    money payment;     /* 0 or more */
    money carried;     /* 0 or less */
    money came_off;    /* of what was owed or taken */
    money put_off;     /* of the payment, what instalments leave in it although it is owed */
    money written_off; /* from now on: no more than what is left */
    money restored;    /* of what stood written off, paid by a credit */
};

/* What is earned first pays what is owed (by instalments so much of it at most), then what was written off. What
 * then is owed still is written off as far as that is decided. */
struct settlement settlement_make(const struct settlement_question *question);

#endif
