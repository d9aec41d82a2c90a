#ifndef ENGINE_RUN_REGISTER_ORDER_H
#define ENGINE_RUN_REGISTER_ORDER_H

#include "engine/store/issues/repaid.h"
#include "reports/tables/bills.h"

/* Of which documents a register is asked, and what an issue adds that is being made. */

/* A document of an issue that is being made. */
struct registered_made {
    struct issued_document document; /* what is read back only is not read */
    money no_supply;                 /* D3: of its amount, what is for no supply */
};

/* Who of its run gets no document of its month. */
struct registered_numberless {
    const char *partner_id;
    const char *legal_name;
    bool held; /* else nothing is due */
    const char *reasons;
};

/* An issue that is being made: its own rows come from what it leaves. */
struct registered_issue {
    struct issue_head head;   /* but as_at, batch, program_version, digest and issued_at */
    const GArray *documents;  /* struct registered_made */
    const GArray *numberless; /* struct registered_numberless */
    const GArray *bills;      /* struct bill */
    const GArray *ledger;     /* struct issued_payment, by partner, of the own ABN first … */
    const GArray *ended;      /* … and of ids whose debts others took over */
    const GArray *repaid;     /* struct issued_repayment */
    const GPtrArray *roster;  /* partner ids of the period, in order */
};

struct registered_order {
    store *store;
    int64_t before_seq;
    int64_t batch; /* by whose facts decisions and names are known */
    day from;      /* DAY_UNBOUNDED_FROM and _TO: all */
    day to;
    const char *abn;                      /* of one supplier; NULL: of all */
    const struct registered_issue *issue; /* NULL: none is being made */
};

#endif
