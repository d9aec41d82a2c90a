#ifndef ENGINE_STORE_PROOF_MANIFEST_OUTPUTS_H
#define ENGINE_STORE_PROOF_MANIFEST_OUTPUTS_H

#include <glib.h>

/* The files that a manifest.json lists as the outputs: path -> SHA-256 (both owned). NULL
 * where it is no JSON or lists none. */
GHashTable *manifest_outputs_read(const char *json, size_t size);

#endif
