#include "importers/text/ini.h"

#include <string.h>

#include "importers/text/lines.h"

enum { INI_BYTES_MAX = 1024 * 1024 };

struct ini_reading {
    struct ini *ini;
    enum ini_keys keys;
    uint32_t line;
    const char *section; /* NULL before the first */
    bool ignoring;       /* within a section that is there twice */
};

void ini_init(struct ini *ini, const char *file, uint32_t order, struct issues *issues)
{
    *ini = (struct ini){
        .file = file,
        .order = order,
        .issues = issues,
        .entries = g_array_new(FALSE, FALSE, sizeof(struct ini_entry)),
        .by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .strings = g_string_chunk_new(1024),
    };
}

void ini_clear(struct ini *ini)
{
    g_array_unref(ini->entries);
    g_hash_table_unref(ini->by_name);
    g_string_chunk_free(ini->strings);
}

/* No line has a line break in it. */
static char *entry_name(const char *section, const char *key)
{
    return g_strconcat(section, "\n", key, NULL);
}

const struct ini_entry *ini_find(const struct ini *ini, const char *section, const char *key)
{
    g_autofree char *name = entry_name(section, key);
    const guint found = GPOINTER_TO_UINT(g_hash_table_lookup(ini->by_name, name));
    return found > 0 ? &g_array_index(ini->entries, struct ini_entry, found - 1) : NULL;
}

void ini_add(struct ini *ini, const struct ini_entry *entry)
{
    g_array_append_vals(ini->entries, entry, 1);
    g_hash_table_insert(ini->by_name, entry_name(entry->section, entry->key),
                        GUINT_TO_POINTER(ini->entries->len));
}

void ini_issue(const struct ini *ini, uint32_t line, const char *key, enum issue_code code,
               const char *found, const char *expected, const char *mend)
{
    const struct issue_place place = {ini->file, ini->order, line, key, 1};
    issues_add(ini->issues, &place, code, found, expected, mend, NULL);
}

/* ---- lines --------------------------------------------------------------------------------------- */

static void section_take(struct ini_reading *reading, const char *text)
{
    struct ini *ini = reading->ini;
    size_t length = strlen(text);
    g_autofree char *name = g_strndup(text + 1, length - 2);
    g_strstrip(name);
    const struct ini_entry *first = ini_find(ini, name, NULL);
    reading->ignoring = first != NULL;
    if (first) {
        ini_issue(
            ini, reading->line, NULL, ISSUE_DUPLICATE_SECTION, text,
            issue_print(ini->strings, "each section once; line %u begins it already", first->line),
            NULL);
        return;
    }
    reading->section = g_string_chunk_insert_const(ini->strings, name);
    const struct ini_entry entry = {reading->section, NULL, reading->section, reading->line};
    ini_add(ini, &entry);
}

/* The text behind '=', as GLib reads it. A value that is refused stands as it is written, so that
 * nothing else is said of it. */
static const char *value_read(struct ini_reading *reading, const char *key, const char *raw)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) failure = NULL;
    g_key_file_set_value(file, "a", "a", raw);
    g_autofree char *value = g_key_file_get_string(file, "a", "a", &failure);
    if (!value || failure) {
        ini_issue(reading->ini, reading->line, key, ISSUE_BAD_LINE, raw,
                  "a value whose backslashes are doubled", "write \\\\ for \\");
    } else if (text_refused_character(value) != 0) {
        ini_issue(reading->ini, reading->line, key, ISSUE_CONTROL_CHARACTER, value, NULL, NULL);
    } else {
        g_autofree char *normal = g_utf8_normalize(value, -1, G_NORMALIZE_NFC);
        return g_string_chunk_insert(reading->ini->strings,
                                     text_is_blank(normal) ? "" : g_strstrip(normal));
    }
    return g_string_chunk_insert(reading->ini->strings, raw);
}

static void entry_take(struct ini_reading *reading, const char *text, char *equals)
{
    struct ini *ini = reading->ini;
    g_autofree char *key = g_strndup(text, (size_t)(equals - text));
    g_strstrip(key);
    static const char PLAIN[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    if (*key == '\0' || (reading->keys == INI_KEYS_PLAIN && strspn(key, PLAIN) != strlen(key))) {
        ini_issue(reading->ini, reading->line, NULL, ISSUE_BAD_LINE, text, NULL, NULL);
        return;
    }
    const struct ini_entry *first = reading->section ? ini_find(ini, reading->section, key) : NULL;
    if (!reading->section) {
        ini_issue(ini, reading->line, key, ISSUE_BAD_LINE, text, "a [section] before its keys",
                  NULL);
    } else if (!reading->ignoring && first) {
        ini_issue(ini, reading->line, key, ISSUE_DUPLICATE_KEY, key,
                  issue_print(ini->strings, "each key once; line %u has it already", first->line),
                  NULL);
    } else if (!reading->ignoring) {
        const struct ini_entry entry = {
            reading->section, g_string_chunk_insert_const(ini->strings, key),
            value_read(reading, key, g_strchug(equals + 1)), reading->line};
        ini_add(ini, &entry);
        ini->key_count++;
    }
}

static void line_take(struct ini_reading *reading, char *text)
{
    char *equals = strchr(text, '=');
    size_t length = strlen(text);
    if (length == 0 || *text == '#') {
        return;
    }
    if (*text == '[' && length > 2 && text[length - 1] == ']' && !strpbrk(text + 1, "[") &&
        strchr(text, ']') == text + length - 1) {
        section_take(reading, text);
    } else if (*text != '[' && *text != ';' && equals) {
        entry_take(reading, text, equals);
    } else {
        ini_issue(reading->ini, reading->line, NULL, ISSUE_BAD_LINE, text, NULL,
                  *text == ';' ? "begin a comment with #" : NULL);
    }
}

/* UTF-8 without NUL and control characters; false where the line is not to be read. */
static bool line_text_check(struct ini_reading *reading, const struct text_line *line, char *text)
{
    const char *bad = NULL;
    if (!g_utf8_validate_len(line->text, line->length, &bad)) {
        ini_issue(reading->ini, reading->line, NULL, *bad ? ISSUE_NOT_UTF8 : ISSUE_NUL_BYTE, text,
                  NULL,
                  issue_print(reading->ini->strings,
                              "byte %" G_GINT64_FORMAT " of the file is 0x%02X; %s",
                              line->offset + (bad - line->text) + 1, (unsigned)(unsigned char)*bad,
                              *bad ? "save the file as UTF-8" : "take it out"));
        return false;
    }
    if (text_refused_character(text) != 0) {
        ini_issue(reading->ini, reading->line, NULL, ISSUE_CONTROL_CHARACTER, text, NULL, NULL);
        return false;
    }
    return true;
}

static void lines_take(struct ini_reading *reading, struct lines *lines)
{
    struct text_line line;
    while (lines_next(lines, &line)) {
        reading->line++;
        if (line.cut || line.offset > INI_BYTES_MAX) {
            ini_issue(reading->ini, reading->line, NULL, ISSUE_RECORD_TOO_LONG, "",
                      "a file of at most 1 MiB", "");
            return;
        }
        g_autofree char *text = g_strndup(line.text, line.length);
        g_strstrip(text);
        if (line_text_check(reading, &line, text)) {
            line_take(reading, text);
        }
    }
}

void ini_read(const char *path, const char *file, uint32_t order, enum ini_keys keys,
              struct issues *issues, struct ini *ret_ini)
{
    struct ini_reading reading = {.ini = ret_ini, .keys = keys};
    ini_init(ret_ini, file, order, issues);
    const char *reason = NULL;
    g_autoptr(lines) lines = lines_open(path, &reason);
    if (!lines) {
        ini_issue(ret_ini, 1, NULL, ISSUE_UNREADABLE_FILE, reason, NULL, NULL);
        return;
    }
    lines_take(&reading, lines);
    const char *failure = lines_finish(lines, ret_ini->sha256);
    if (failure) {
        ini_issue(ret_ini, MAX(reading.line, 1), NULL, ISSUE_UNREADABLE_FILE, failure, NULL, NULL);
    }
}
