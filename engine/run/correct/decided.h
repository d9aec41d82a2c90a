#ifndef ENGINE_RUN_CORRECT_DECIDED_H
#define ENGINE_RUN_CORRECT_DECIDED_H

#include "engine/run/correct/returned.h"
#include "engine/store/issues/open_items.h"

/* What people decided of payments (decisions.md D6 to D9), as a run before a seq and at a batch knows it. */

/* A payment that came back, some of it owed still. It is changed as a run pays it again. */
struct owed_again {
    const struct payment_standing *standing;
    money owed;               /* less what waits for a voided document's replacement */
    struct supplier supplier; /* as the payment's document names it; without an account */
};

/* A document that is void and that nothing took the place of, and what came back of its payments: that
 * is not settled for R6, and counts with what takes its place. */
struct void_returned {
    const char *number;
    const struct payment_standing *standing;
    money amount; /* 0 when it is counted */
};

/* What decisions have to say of what a supplier owes. */
struct decided_debt {
    const char *partner_id;
    const char *abn;
    struct supplier
        supplier; /* as the newest document of the ABN names it; only of what is decided anew */
    money written_off; /* what stands written off, 0 or more */
    money write_off;   /* decided since the partner's last payment: as far as it is owed */
    money undone;      /* of what stands, what was revoked since */
    const struct decision *ended; /* the newest of what was revoked so; NULL: none is */
    const struct decision *by;    /* the newest by which it is written off; NULL: none counts */
};

/* D9: an ABN that documents of a partner who pays by instalments name: they go on there for whoever is paid
 * under it when that partner is no more. */
struct decided_terms {
    const struct decision *decision;
    const char *abn;
};

typedef struct decided {
    GArray *decisions; /* struct decision: all that are known */
    GArray *standings; /* struct payment_standing */
    GArray *events;    /* struct payment_event, of them */
    GArray *again;     /* struct owed_again; by seq, partner, ABN */
    GArray *voids;     /* struct void_returned */
    GArray *debts;     /* struct decided_debt; by partner, ABN */
    GArray *terms;     /* struct decided_terms, in the order in which they were decided */
    GArray *came_off;  /* struct store_came_off: of the run's period; a run adds its own */
    GStringChunk *strings;
} decided;

/* carried: what store_carried_load gives. Clear *ret_decided in any case. */
bool decided_load(store *store, int64_t batch, struct period period, int64_t before_seq,
                  const GArray *carried, struct decided *ret_decided, GError **error);
/* Of all of it the debts alone, by those decisions (struct decision). */
bool decided_debts_load(store *store, const GArray *decisions, int64_t before_seq,
                        const GArray *carried, struct decided *ret_decided, GError **error);
void decided_clear(struct decided *decided);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(decided, decided_clear)

/* All that the store now knows of one partner, whole months included (struct decision). */
bool decided_of_partner(store *store, const char *partner_id, GArray *decisions,
                        GStringChunk *strings, GError **error);

/* Of those decisions the instalments in force, with each ABN of theirs (struct decided_terms): appended. */
bool decided_terms_load(store *store, const GArray *decisions, int64_t before_seq, GArray *terms,
                        GStringChunk *strings, GError **error);

/* The decision in force by which a partner's period is settled outside, or the whole period is never to be
 * issued (partner_id ""); NULL: none. */
const struct decision *decided_settled(const GArray *decisions, const char *partner_id,
                                       struct period period);
/* That by which what a partner owes comes off by instalments; NULL: none. */
const struct decision *decided_instalments(const GArray *decisions, const char *partner_id);
/* That by which a partner's period is held; NULL: none. */
const struct decision *decided_held(const GArray *decisions, const char *partner_id,
                                    struct period period);

/* That of the id; NULL where there is none. */
const struct decision *decided_by_id(const GArray *decisions, const char *decision_id);

/* The tickets of the write-offs that are known, and where `since` is not 0 in force, from after that batch on:
 * "T-1 and T-2"; "" of none. */
const char *decided_write_off_tickets(const GArray *decisions, int64_t since,
                                      GStringChunk *strings);

/* NULL where there is none. */
struct decided_debt *decided_debt_find(const struct decided *decided, const char *partner_id,
                                       const char *abn);

/* What is left of a debt, 0 or less, when what is decided of it has come about. */
money decided_owed(const struct decided *decided, const struct store_carried *row);

/* Whether the partner has a row of the payment file, or of what is written off, although nothing of any month
 * moves. */
bool decided_pays_again(const struct decided *decided, const char *partner_id);
bool decided_writes_off(const struct decided *decided, const char *partner_id);

#endif
