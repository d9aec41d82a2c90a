#ifndef ENGINE_RUN_DELIVER_MESSAGES_H
#define ENGINE_RUN_DELIVER_MESSAGES_H

#include "reports/mail/message.h"
#include "reports/tables/manifest.h"

/* Writes the message of a document into the directory, mail/NUMBER.eml, and takes its hash: where the
 * company writes (company.ini [mail]) and an address is known. pdf: the document's bytes. */
bool message_write(const struct document *document, const struct mail_settings *settings,
                   GBytes *pdf, const char *directory, output_hashes *hashes, GError **error);

#endif
