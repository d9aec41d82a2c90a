#ifndef ENGINE_STORE_ISSUES_DELIVERIES_H
#define ENGINE_STORE_ISSUES_DELIVERIES_H

#include "engine/store/issues/issues.h"

/* Who got which document, when, by which message, with which answer (delivery.md section 2). Each step is a
 * row of its own that is never changed; the newest says how it stands. They come after an issue, and no seal
 * has them. */

enum delivery_state {
    DELIVERY_QUEUED,  /* there is a message, and nothing was done yet */
    DELIVERY_UNMADE,  /* there is none: no address, or the company sends otherwise; never a row */
    DELIVERY_SENDING, /* the server is asked to take it */
    DELIVERY_SENT,    /* it took it; or a person says that it was sent by other means */
    DELIVERY_REFUSED, /* it never will (5xx) */
    DELIVERY_LATER,   /* it did not now (4xx), or there was none */
    DELIVERY_UNKNOWN, /* the answer was lost after the message: never sent again by the program */
    DELIVERY_BOUNCED, /* a person says that it came back */
    DELIVERY_STATE_COUNT
};
extern const char *const words_delivery_state[DELIVERY_STATE_COUNT + 1];

/* A document and how its delivery stands. */
struct store_delivery {
    int64_t seq; /* of its issue */
    struct period issued_in;
    int32_t issue;
    day issue_date;
    const char *number;
    struct period period; /* that it is of */
    const char *partner_id;
    const char *legal_name;
    bool is_void;
    const char *pdf_sha256;
    int64_t message_row;        /* of issue_files: its first message; 0: none was made */
    const char *message_sha256; /* of the newest attempt's; "" for none */
    enum delivery_state state;
    int32_t tries;   /* how often one was begun to be sent */
    int32_t attempt; /* 1 for the first message, and where there is none yet */
    const char *address;
    const char *message_id;
    const char *answer; /* of the server, or what a person says */
    const char *at;     /* UTC; "" where nothing was done */
    const char *by;     /* the login */
};
/* Those of a period's issues (NULL: of all), or of one of them (0: of all), by issue and number; as they stood
 * before the seq. */
bool store_deliveries_load(store *store, const struct period *issued_in, int32_t issue,
                           int64_t before_seq, GArray *deliveries, GStringChunk *strings,
                           GError **error);
/* The one of a number; false in ret_found where there is no such document. */
bool store_delivery_load(store *store, const char *number, bool *ret_found,
                         struct store_delivery *ret_delivery, GStringChunk *strings,
                         GError **error);

/* Adds the step `sending` to a document that still stands as *step says: not void, and no step since. False in
 * *ret_stands, and no such step is added, where it does not. Together with it, committed when it returns, what
 * the server answered to the one before (NULL: there is none). */
bool store_delivery_begin(store *store, const struct store_delivery *answered,
                          const struct store_delivery *step, bool *ret_stands, GError **error);
/* Adds a step, committed when it returns: number, state, attempt, address, message_id, answer and by of
 * *step count; `at` is the clock's. */
bool store_delivery_add(store *store, const struct store_delivery *step, GError **error);
/* The message of a later attempt, kept beside the first, and its step (queued). */
bool store_delivery_add_message(store *store, const struct store_delivery *step, GBytes *message,
                                GError **error);
/* The bytes of the message of an attempt, which the caller unrefs. */
GBytes *store_delivery_message(store *store, const struct store_delivery *delivery, GError **error);

#endif
