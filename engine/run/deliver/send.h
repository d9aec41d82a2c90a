#ifndef ENGINE_RUN_DELIVER_SEND_H
#define ENGINE_RUN_DELIVER_SEND_H

#include "engine/run/month/setup.h"
#include "engine/store/issues/deliveries.h"

/* Sends the messages of an issue by SMTP (delivery.md section 2), each once: what is to be done is committed
 * before it is done, and where the answer was lost after the message nothing is sent again. */

struct send_order {
    const char *store_path;
    struct period period;
    int32_t issue;          /* 0: all of the period */
    const char *partner_id; /* NULL: of everybody */
    const char *again; /* NULL: what is due of the period; else this document alone, once more … */
    const char *to;    /* … to another address; NULL: to the same … */
    const char *reason;      /* … for that reason */
    const char *server;      /* smtp://host:port; NULL: company.ini's of the period */
    const char *credentials; /* a file for login_read; NULL: none, or systemd's */
    bool dry_run;
};

/* What became of one document; strings are the sending's. */
struct sent {
    struct store_delivery delivery; /* as it stands afterwards */
    bool tried;                     /* it was asked for, or would be in a dry run */
};

struct sending {
    GArray *documents; /* struct sent, by issue and number; void ones are not among them */
    char *stopped; /* why it ended before the last: the server takes nothing. NULL: it did not */
    GStringChunk *strings;
};
void sending_clear(struct sending *sending);
typedef struct sending sending;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(sending, sending_clear)

/* Zero *ret_sending before; clear it in any case. Only one sends at a time: RUN_ERROR_USAGE where another
 * does, where there is no such document, or it is void. What was being sent when a program was stopped is
 * unknown from then on. One that is ordered again gets a message of its own (attempt 2 and on), kept beside
 * the first, though that may have arrived: a person's act. */
bool send_documents(store *store, const struct send_order *order, struct sending *ret_sending,
                    GError **error);

/* What a person says (number, state, answer) of a delivery by other means: sent on a day, which is not before
 * the document's, or bounced. RUN_ERROR_USAGE. */
bool delivery_record(store *store, const char *store_path, const struct store_delivery *said,
                     day on, struct store_delivery *ret_delivery, GStringChunk *strings,
                     GError **error);

#endif
