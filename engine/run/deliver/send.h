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
    const char *number;     /* NULL: all; else that document alone */
    const char *server;     /* smtp://host:port; NULL: company.ini's of each issue */
    const char *
        credentials; /* a file, mode 0600, with the user on one line and the password on the next; NULL:
                              * none, or systemd's credential smtp */
    bool dry_run;
};

/* What became of one document; strings are the sending's. */
struct sent {
    struct store_delivery delivery; /* as it stands afterwards */
    bool tried;                     /* it was asked for, or would be in a dry run */
};

struct sending {
    GArray *documents; /* struct sent, by issue and number; void ones are not among them */
    char *stopped;     /* why it ended before the last: no server answered. NULL: it did not */
    GStringChunk *strings;
};
void sending_clear(struct sending *sending);
typedef struct sending sending;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(sending, sending_clear)

/* Zero *ret_sending before; clear it in any case. Only one sends at a time: RUN_ERROR_USAGE where another
 * does. What was being sent when a program was stopped is unknown from then on. */
bool send_documents(store *store, const struct send_order *order, struct sending *ret_sending,
                    GError **error);

/* A person's act: the document's message once more (attempt 2 and on), to the same address or another. It is
 * made, kept and queued; send_documents sends it. RUN_ERROR_USAGE where there is none, or it is void. */
bool send_again(store *store, const char *number, const char *to, const char *reason,
                struct store_delivery *ret_delivery, GStringChunk *strings, GError **error);

/* What a person says of a delivery by other means: sent on a day, or bounced. */
bool delivery_record(store *store, const char *number, enum delivery_state state, const char *said,
                     struct store_delivery *ret_delivery, GStringChunk *strings, GError **error);

#endif
