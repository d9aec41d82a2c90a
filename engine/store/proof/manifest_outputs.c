#include "engine/store/proof/manifest_outputs.h"

#include <stdbool.h>
#include <string.h>

/* As much of JSON as the list of outputs needs:
 *     {…, "outputs": [{"file": "register.csv", "bytes": 1, "sha256": "…"}, …], …} */

/* A token is one of {}[]:, or 's' for a string, 'w' for a number or a word, 0 at the end or where it
 * is no JSON. */
struct reader {
    const char *at;
    const char *end;
    GString *string; /* of the last 's' */
};

static bool escape_read(struct reader *reader)
{
    static const char ESCAPES[] = "\"\\/bfnrt";
    static const char MEANT[] = "\"\\/\b\f\n\r\t";
    const char *known = *reader->at != '\0' ? strchr(ESCAPES, *reader->at) : NULL;
    if (known != NULL) {
        g_string_append_c(reader->string, MEANT[known - ESCAPES]);
        reader->at++;
        return true;
    }
    if (*reader->at != 'u' || reader->end - reader->at < 5) {
        return false;
    }
    char digits[5] = {0};
    memcpy(digits, reader->at + 1, 4);
    g_string_append_unichar(reader->string, (gunichar)g_ascii_strtoull(digits, NULL, 16));
    reader->at += 5;
    return true;
}

static char string_read(struct reader *reader)
{
    g_string_truncate(reader->string, 0);
    while (reader->at < reader->end && *reader->at != '"') {
        char c = *reader->at++;
        if (c != '\\') {
            g_string_append_c(reader->string, c);
        } else if (reader->at >= reader->end || !escape_read(reader)) {
            return 0;
        }
    }
    return reader->at++ < reader->end ? 's' : 0;
}

static char token_read(struct reader *reader)
{
    while (reader->at < reader->end && g_ascii_isspace(*reader->at)) {
        reader->at++;
    }
    if (reader->at >= reader->end) {
        return 0;
    }
    char c = *reader->at;
    if (c == '"') {
        reader->at++;
        return string_read(reader);
    }
    if (c != '\0' && strchr("{}[]:,", c) != NULL) {
        reader->at++;
        return c;
    }
    const char *from = reader->at;
    while (reader->at < reader->end && (g_ascii_isalnum(*reader->at) || *reader->at == '-' ||
                                        *reader->at == '+' || *reader->at == '.')) {
        reader->at++;
    }
    return reader->at > from ? 'w' : 0;
}

/* Leaves the reader within the list. */
static bool outputs_find(struct reader *reader)
{
    int depth = 0;
    bool named = false; /* "outputs", at the outermost depth, was the last string */
    for (char token; (token = token_read(reader)) != 0;) {
        if (named && token == '[') {
            return true;
        }
        if (token == 's') {
            named = depth == 1 && strcmp(reader->string->str, "outputs") == 0;
        } else if (token != ':') {
            named = false;
        }
        depth += token == '{' || token == '[' ? 1 : 0;
        depth -= token == '}' || token == ']' ? 1 : 0;
    }
    return false;
}

/* The members of one object, whose brace was read. */
static bool output_read(struct reader *reader, GHashTable *outputs)
{
    g_autofree char *path = NULL;
    g_autofree char *sha256 = NULL;
    char token;
    do {
        if (token_read(reader) != 's') {
            return false;
        }
        g_autofree char *key = g_strdup(reader->string->str);
        if (token_read(reader) != ':') {
            return false;
        }
        char value = token_read(reader);
        if (value != 's' && value != 'w') {
            return false;
        }
        if (value == 's' && strcmp(key, "file") == 0) {
            g_free(path);
            path = g_strdup(reader->string->str);
        } else if (value == 's' && strcmp(key, "sha256") == 0) {
            g_free(sha256);
            sha256 = g_strdup(reader->string->str);
        }
        token = token_read(reader);
    } while (token == ',');
    if (token != '}' || path == NULL || sha256 == NULL) {
        return false;
    }
    g_hash_table_insert(outputs, g_steal_pointer(&path), g_steal_pointer(&sha256));
    return true;
}

GHashTable *manifest_outputs_read(const char *json, size_t size)
{
    g_autoptr(GString) string = g_string_new(NULL);
    struct reader reader = {json, json + size, string};
    if (!outputs_find(&reader)) {
        return NULL;
    }
    g_autoptr(GHashTable) outputs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    char token;
    do {
        token = token_read(&reader);
        if (token == '{') {
            if (!output_read(&reader, outputs)) {
                return NULL;
            }
            token = token_read(&reader);
        }
    } while (token == ',');
    return token == ']' ? g_steal_pointer(&outputs) : NULL;
}
