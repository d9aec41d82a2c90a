#ifndef ENGINE_RUN_RESULTS_KEY_FILE_H
#define ENGINE_RUN_RESULTS_KEY_FILE_H

#include "engine/store/issues/issues.h"

/* The key of --seal-key FILE: at least 32 characters or bytes, of which line breaks at the end are none, in a
 * file that nobody but its owner can read. RUN_ERROR_USAGE where it is not so. That it lies beside the store
 * is a sentence of `notes` (char *, owned). The caller frees. */
struct seal_key *key_file_read(const char *path, const char *store_path, GPtrArray *notes,
                               GError **error);

#endif
