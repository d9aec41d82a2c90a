#ifndef IMPORTERS_TEXT_INI_H
#define IMPORTERS_TEXT_INI_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/store/sha256.h"
#include "importers/text/issue.h"

/* Key files: GLib reads the values, and each key keeps the line that it is on. */

struct ini_entry {
    const char *section;
    const char *key;   /* NULL: the line begins the section */
    const char *value; /* UTF-8 in NFC, on one line; the section's name where the key is NULL */
    uint32_t line;
};

struct ini {
    const char *file; /* this and the next two are for issues */
    uint32_t order;
    struct issues *issues;
    GArray *entries; /* of struct ini_entry, in the order of the file, each section and key once */
    GHashTable
        *by_name; /* section and key -> which of the entries, and one; of those in the file */
    uint32_t key_count;
    GStringChunk *strings;
    char sha256[SHA256_TEXT_SIZE];
};
/* Empty: for ini_read, or for entries that are not of a file. */
void ini_init(struct ini *ini, const char *file, uint32_t order, struct issues *issues);
void ini_clear(struct ini *ini);
/* Its strings stay the caller's, or are in ini->strings. */
void ini_add(struct ini *ini, const struct ini_entry *entry);

/* What a key may be: letters, digits, _ and -; or any text without =. */
enum ini_keys { INI_KEYS_PLAIN, INI_KEYS_ANY };

/* Reads a file; whatever is wrong with its form, or there twice, becomes an issue. */
void ini_read(const char *path, const char *file, uint32_t order, enum ini_keys keys,
              struct issues *issues, struct ini *ret_ini);

/* key NULL: "-". expected and mend: NULL takes the texts of the code. */
void ini_issue(const struct ini *ini, uint32_t line, const char *key, enum issue_code code,
               const char *found, const char *expected, const char *mend);

/* key NULL: where the section begins. NULL where there is none. */
const struct ini_entry *ini_find(const struct ini *ini, const char *section, const char *key);

#endif
