#include "engine/cli/fold.h"

#include <errno.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "reports/explained/explained.h"

/* A stream: where it goes, and the line that is not whole yet. */
struct folding {
    int descriptor;
    int width; /* 0: nothing is folded */
    GString *line;
};

static struct folding output = {STDOUT_FILENO, FOLD_WIDTH, NULL};
static struct folding errors = {STDERR_FILENO, FOLD_WIDTH, NULL};

/* ---- a line -------------------------------------------------------------------------------------- */

static int columns_of(const char *text, gsize size)
{
    return explained_columns(text, size);
}

/* Where its further lines begin: under its last column of a table, if that leaves half of the width. */
static int hang_find(const char *line, int width)
{
    enum { HANG = 4 };
    const size_t indent = strspn(line, " ");
    int hang = (int)indent + HANG;
    for (const char *at = line + indent; *at; at++) {
        const int column = columns_of(line, (gsize)(at - line));
        const bool gap = at - line >= 2 && *at != ' ' && at[-1] == ' ' && at[-2] == ' ';
        if (column > width / 2) {
            break;
        }
        hang = gap && at > line + indent ? column : hang;
    }
    return hang;
}

/* How many bytes of the text stay together: a word, an option and its value, or a command to be pasted, which
 * ends with its clause. */
static size_t unit_size(const char *text, int most)
{
    const size_t word = strcspn(text, " ");
    const char *begin = text + strspn(text, "(`");
    const bool option = g_str_has_prefix(begin, "--");
    size_t size = word;
    while ((option ? size == word : g_str_has_prefix(begin, "rcti ")) && text[size] == ' ' &&
           !strchr(";,:.)`", text[size - 1])) {
        size += strspn(text + size, " ");
        size += strcspn(text + size, " ");
    }
    return columns_of(text, size) <= most ? size : word;
}

static void line_fold(GString *out, const char *line, int width)
{
    const int hang = hang_find(line, width);
    int column = 0;
    const char *at = line;
    while (*at) {
        const size_t spaces = strspn(at, " ");
        const size_t size = unit_size(at + spaces, width - hang);
        const int columns = columns_of(at + spaces, size);
        if (size > 0 && column > hang && column + (int)spaces + columns > width) {
            g_string_append_printf(out, "\n%*s", hang, "");
            column = hang;
        } else if (size > 0) {
            g_string_append_len(out, at, (gssize)spaces);
            column += (int)spaces;
        }
        g_string_append_len(out, at + spaces, (gssize)size);
        column += columns;
        at += spaces + size;
    }
}

/* ---- a stream ------------------------------------------------------------------------------------ */

static bool bytes_write(int descriptor, const char *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        const ssize_t written = write(descriptor, bytes + done, size - done);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* A line that is whole. Colours have no columns, what is no text has none that are known, and a command that
 * goes on behind a backslash is broken already. */
static void line_put(const struct folding *folding, GString *out, const char *line, gsize size)
{
    const bool text = memchr(line, '\033', size) == NULL && memchr(line, '\0', size) == NULL &&
                      g_utf8_validate_len(line, size, NULL) &&
                      (size == 0 || line[size - 1] != '\\');
    if (folding->width == 0 || !text || columns_of(line, size) <= folding->width) {
        g_string_append_len(out, line, (gssize)size);
    } else {
        g_autofree char *copy = g_strndup(line, size);
        line_fold(out, copy, folding->width);
    }
}

/* The stream's function to write with. Progress, which goes back to its line's begin, is not kept. */
static ssize_t stream_write(void *cookie, const char *bytes, size_t size)
{
    struct folding *folding = cookie;
    g_autoptr(GString) out = g_string_sized_new(size);
    const char *const end = bytes + size;
    const char *at = bytes;
    for (const char *stop; (stop = memchr(at, '\n', (size_t)(end - at))); at = stop + 1) {
        g_string_append_len(folding->line, at, stop - at);
        line_put(folding, out, folding->line->str, folding->line->len);
        g_string_append_c(out, '\n');
        g_string_truncate(folding->line, 0);
    }
    g_string_append_len(folding->line, at, end - at);
    if (folding->width == 0 || memchr(folding->line->str, '\r', folding->line->len)) {
        g_string_append_len(out, folding->line->str, (gssize)folding->line->len);
        g_string_truncate(folding->line, 0);
    }
    return bytes_write(folding->descriptor, out->str, out->len) ? (ssize_t)size : 0;
}

/* NULL: the stream stays as it is. */
static FILE *stream_open(struct folding *folding)
{
    const cookie_io_functions_t functions = {.write = stream_write};
    FILE *stream = fopencookie(folding, "w", functions);
    folding->line = g_string_new(NULL);
    return stream;
}

void fold_begin(void)
{
    FILE *out = stream_open(&output);
    FILE *err = stream_open(&errors);
    if (out) {
        setvbuf(out, NULL, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF, BUFSIZ);
        stdout = out;
    }
    if (err) {
        setvbuf(err, NULL, _IONBF, 0);
        stderr = err;
    }
}

void fold_output(int width)
{
    fflush(stdout);
    output.width = width;
}

void fold_errors(int width)
{
    errors.width = width;
}

void fold_end(void)
{
    struct folding *const both[] = {&output, &errors};
    fflush(stdout);
    for (size_t i = 0; i < G_N_ELEMENTS(both); i++) {
        bytes_write(both[i]->descriptor, both[i]->line->str, both[i]->line->len);
        g_string_truncate(both[i]->line, 0);
    }
}
