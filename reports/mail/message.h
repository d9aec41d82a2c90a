#ifndef REPORTS_MAIL_MESSAGE_H
#define REPORTS_MAIL_MESSAGE_H

#include "reports/value/content.h"

/* A document as a message to its partner (delivery.md section 2): one recipient, no Cc or Bcc, a text and
 * the PDF. Built by GMime from the document's bytes, the same bytes each time; lines end in CRLF. */

#define MESSAGE_ERROR (message_error_quark())
enum {
    MESSAGE_ERROR_REFUSED
}; /* a field has a control character, or is no address; it cannot be read */
GQuark message_error_quark(void);

/* How the company writes. From [mail] of company.ini; subject "" where it has no such section, and no
 * messages are made. */
struct mail_settings {
    const char *from;    /* an address; "" for the company's own */
    const char *subject; /* templates: {number}, {title}, … */
    const char *text;    /* {line} ends a line */
    const char *server;  /* smtp://host:port or smtps://…; "" where messages are sent otherwise */
};

/* Of a document with its PDF, to the address. Bytes, which the caller releases. NULL with *error
 * (MESSAGE_ERROR). */
GBytes *message_make(const struct document *document, const struct mail_settings *settings,
                     const char *to, GBytes *pdf, GError **error);

/* The same message to another address, or once more: another Message-ID, that of the attempt. */
GBytes *message_again(GBytes *bytes, const char *to, int attempt, GError **error);

/* What a message says: read back before it is sent. */
struct message_read {
    char *from;
    char *to; /* its one recipient */
    char *message_id;
    char *subject;
    char *text;
    char *attachment; /* its file name … */
    GBytes *document; /* … bytes … */
    char *sha256;     /* … and their hash, 64 hex digits */
};
bool message_read(GBytes *bytes, struct message_read *ret_read, GError **error);
void message_read_clear(struct message_read *read);
typedef struct message_read message_contents;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(message_contents, message_read_clear)

#endif
