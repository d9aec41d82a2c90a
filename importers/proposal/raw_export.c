#include "importers/proposal/raw_export.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

enum { BYTES_MAX = 512 * 1024 * 1024, SAMPLE_LINES = 40 };

void raw_export_free(struct raw_export *export)
{
    for (guint i = 0; i < export->rows->len; i++) {
        g_ptr_array_unref(g_array_index(export->rows, struct raw_row, i).cells);
    }
    g_array_unref(export->rows);
    g_string_chunk_free(export->texts);
    g_free(export->name);
    g_free(export);
}

const char *raw_cell(const struct raw_row *row, guint at)
{
    return at < row->cells->len ? g_ptr_array_index(row->cells, at) : "";
}

/* ---- bytes to text -------------------------------------------------------------------------------- */

/* UTF-16 without its mark: half of the bytes of ASCII are NUL, at even or at odd places. */
static const char *utf16_guess(const char *bytes, gsize length)
{
    enum { SAMPLE = 512 };
    gsize even = 0;
    gsize odd = 0;
    const gsize sample = MIN(length, SAMPLE);
    for (gsize i = 0; i < sample; i++) {
        *(i % 2 ? &odd : &even) += bytes[i] == '\0';
    }
    return odd * 4 > sample && even == 0   ? "UTF-16LE"
           : even * 4 > sample && odd == 0 ? "UTF-16BE"
                                           : NULL;
}

/* *ret_encoding: as sources.ini names it. NULL: it is no text. The caller frees. */
static char *text_decode(const char *bytes, gsize length, const char **ret_encoding)
{
    const char *guess = utf16_guess(bytes, length);
    const bool marked =
        length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);
    *ret_encoding = marked                                     ? "UTF-16"
                    : guess                                    ? guess
                    : g_utf8_validate_len(bytes, length, NULL) ? NULL
                                                               : "windows-1252";
    if (!*ret_encoding) {
        return g_strndup(bytes, length);
    }
    return g_convert(bytes, (gssize)length, "UTF-8", *ret_encoding, NULL, NULL, NULL);
}

/* ---- text to rows --------------------------------------------------------------------------------- */

/* One record from **at, which is moved behind it; *line counts on. NULL cells: nothing is in it. */
static GPtrArray *record_cut(struct raw_export *export, const char **at, char delimiter,
                             uint32_t *line)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new();
    g_autoptr(GString) cell = g_string_new(NULL);
    bool quoted = false;
    bool filled = false;
    bool more = true;
    while (more) {
        char c = **at;
        if (c == '\r') { /* a line ends in LF, CRLF or CR */
            *at += (*at)[1] == '\n';
            c = '\n';
        }
        *line += c == '\n';
        const bool ends = !quoted && (c == '\n' || c == delimiter);
        if (ends || c == '\0') {
            g_strstrip(cell->str);
            filled |= *cell->str != '\0';
            g_ptr_array_add(cells, g_string_chunk_insert(export->texts, cell->str));
            g_string_truncate(cell, 0);
            more = c == delimiter && ends;
        } else if (c == '"' && quoted && (*at)[1] == '"') {
            g_string_append_c(cell, c);
            (*at)++;
        } else if (c == '"' && (quoted || cell->len == 0)) {
            quoted = !quoted;
        } else {
            g_string_append_c(cell, c);
        }
        *at += c != '\0';
    }
    return filled ? g_steal_pointer(&cells) : NULL;
}

/* Of all the text, or of its first records. */
static void rows_cut(struct raw_export *export, const char *text, char delimiter, guint most)
{
    uint32_t line = 1;
    while (*text && export->rows->len < most) {
        struct raw_row row = {.line = line};
        row.cells = record_cut(export, &text, delimiter, &line);
        if (row.cells) {
            g_array_append_val(export->rows, row);
        }
    }
}

static const struct {
    char character;
    const char *name;
} delimiters[] = {{',', NULL}, {';', "semicolon"}, {'\t', "tab"}};

static void rows_clear(struct raw_export *export)
{
    for (guint i = 0; i < export->rows->len; i++) {
        g_ptr_array_unref(g_array_index(export->rows, struct raw_row, i).cells);
    }
    g_array_set_size(export->rows, 0);
}

/* The one that cuts the first records into most cells that are filled, the same number again and again. */
static size_t delimiter_find(struct raw_export *export, const char *text)
{
    size_t best = 0;
    guint64 most = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(delimiters); i++) {
        guint64 alike = 0;
        rows_cut(export, text, delimiters[i].character, SAMPLE_LINES);
        for (guint at = 1; at < export->rows->len; at++) {
            const guint cells = g_array_index(export->rows, struct raw_row, at).cells->len;
            const guint before = g_array_index(export->rows, struct raw_row, at - 1).cells->len;
            alike += cells == before && cells > 1 ? cells : 0;
        }
        rows_clear(export);
        if (alike > most) {
            most = alike;
            best = i;
        }
    }
    return best;
}

struct raw_export *raw_export_read(const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_autofree char *bytes = NULL;
    const char *encoding = NULL;
    gsize length = 0;
    GStatBuf about;
    if (g_lstat(path, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size > BYTES_MAX ||
        !g_file_get_contents(path, &bytes, &length, NULL)) {
        return NULL;
    }
    g_autofree char *text = text_decode(bytes, length, &encoding);
    if (!text) {
        return NULL;
    }
    struct raw_export *export = g_new0(struct raw_export, 1);
    export->name = g_strdup(name);
    export->encoding = encoding;
    export->rows = g_array_new(FALSE, FALSE, sizeof(struct raw_row));
    export->texts = g_string_chunk_new(65536);
    const char *begin = text;
    while (g_str_has_prefix(begin, "\xEF\xBB\xBF")) {
        begin += 3;
    }
    const size_t found = delimiter_find(export, begin);
    export->delimiter = delimiters[found].name;
    rows_cut(export, begin, delimiters[found].character, G_MAXUINT);
    return export;
}
