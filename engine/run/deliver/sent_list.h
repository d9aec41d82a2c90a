#ifndef ENGINE_RUN_DELIVER_SENT_LIST_H
#define ENGINE_RUN_DELIVER_SENT_LIST_H

#include <glib.h>
#include <stdbool.h>

/* STORE.sent: a line for each time that a message was tried, written before it is. A store that was put back from
 * an older copy knows less of them than it has, and would send what was sent. */

/* How often each number (a string of the table) was tried; what is no line of it counts for nothing. NULL with
 * *error (G_FILE_ERROR); no such file is an empty table. */
GHashTable *sent_list_read(const char *store_path, GError **error);
/* One line more. */
bool sent_list_add(const char *store_path, const char *number, GError **error);
/* For a store that is written to `to` from the backups of this one: its list, unless there is one. */
bool sent_list_copy(const char *store_path, const char *to, GError **error);

#endif
