#include "reports/workbook/xlsx_rows.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "reports/output_file.h"
#include "reports/text.h"

enum {
    /* zlib's own 6 takes twice as long for a tenth less. */
    DEFLATE_LEVEL = 3,
    RAW_WINDOW_BITS = -15,
    MEMORY_LEVEL = 8,
    PENDING_BYTES = 1 << 16,
    DEFLATED_BYTES = 1 << 16,
    NAME_SIZE = 4
};

struct xlsx_rows {
    FILE *file;
    z_stream stream;
    bool stream_open;
    GString *pending; /* whole rows that are not deflated yet */
    GString *cells;   /* of the row that is being written */
    uint32_t row;     /* 0: none */
    int height;
    char row_digits[TEXT_SIZE];
    size_t row_digits_length;
    uint64_t size;
    uint64_t deflated_size;
    uint32_t crc;
    int error_number; /* of the first write that failed */
    guint8 deflated[DEFLATED_BYTES];
};

/* ---- the file ------------------------------------------------------------------------------ */

static FILE *file_open(const char *directory, GError **error)
{
    g_autofree char *path = g_build_filename(directory, ".rows-XXXXXX", NULL);
    int descriptor = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w+");
    if (!file) {
        output_file_set_error(error, directory, "cannot make a temporary file in it", errno);
        if (descriptor >= 0) {
            close(descriptor);
            unlink(path);
        }
        return NULL;
    }
    unlink(path);
    return file;
}

xlsx_rows *xlsx_rows_new(const char *directory, GError **error)
{
    g_autoptr(xlsx_rows) rows = g_new0(xlsx_rows, 1);
    rows->pending = g_string_sized_new(PENDING_BYTES + PENDING_BYTES / 4);
    rows->cells = g_string_sized_new(1024);
    rows->crc = (uint32_t)crc32(0, NULL, 0);
    rows->file = file_open(directory, error);
    if (!rows->file) {
        return NULL;
    }
    if (deflateInit2(&rows->stream, DEFLATE_LEVEL, Z_DEFLATED, RAW_WINDOW_BITS, MEMORY_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        output_file_set_error(error, directory, "cannot deflate", ENOMEM);
        return NULL;
    }
    rows->stream_open = true;
    return g_steal_pointer(&rows);
}

void xlsx_rows_free(xlsx_rows *rows)
{
    if (!rows) {
        return;
    }
    if (rows->stream_open) {
        deflateEnd(&rows->stream);
    }
    if (rows->file) {
        fclose(rows->file);
    }
    g_string_free(rows->pending, TRUE);
    g_string_free(rows->cells, TRUE);
    g_free(rows);
}

static void deflated_write(xlsx_rows *rows, size_t size)
{
    errno = 0;
    if (rows->error_number == 0 && fwrite(rows->deflated, 1, size, rows->file) != size) {
        rows->error_number = errno != 0 ? errno : EIO;
    }
    rows->deflated_size += size;
}

static void pending_deflate(xlsx_rows *rows, int flush)
{
    z_stream *stream = &rows->stream;
    stream->next_in = (Bytef *)rows->pending->str;
    stream->avail_in = (uInt)rows->pending->len;
    rows->crc = (uint32_t)crc32(rows->crc, stream->next_in, stream->avail_in);
    rows->size += rows->pending->len;
    do {
        stream->next_out = rows->deflated;
        stream->avail_out = DEFLATED_BYTES;
        deflate(stream, flush);
        deflated_write(rows, DEFLATED_BYTES - stream->avail_out);
    } while (stream->avail_out == 0);
    g_string_truncate(rows->pending, 0);
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void append_integer(GString *text, int64_t number)
{
    char digits[TEXT_SIZE];
    g_string_append(text, text_number(digits, number));
}

static void row_end(xlsx_rows *rows)
{
    if (rows->row == 0) {
        return;
    }
    GString *pending = rows->pending;
    g_string_append_len(pending, "<row r=\"", 8);
    g_string_append_len(pending, rows->row_digits, (gssize)rows->row_digits_length);
    if (rows->height > 0) {
        g_string_append(pending, "\" ht=\"");
        append_integer(pending, rows->height);
        g_string_append(pending, "\" customHeight=\"1");
    }
    g_string_append_len(pending, "\">", 2);
    g_string_append_len(pending, rows->cells->str, (gssize)rows->cells->len);
    g_string_append_len(pending, "</row>", 6);
    g_string_truncate(rows->cells, 0);
    rows->row = 0;
    rows->height = 0;
    if (pending->len >= PENDING_BYTES) {
        pending_deflate(rows, Z_NO_FLUSH);
    }
}

void xlsx_row_begin(xlsx_rows *rows, uint32_t number)
{
    row_end(rows);
    rows->row = number;
    rows->row_digits_length = strlen(text_number(rows->row_digits, number));
}

void xlsx_row_height(xlsx_rows *rows, int points)
{
    rows->height = points;
}

/* ---- cells --------------------------------------------------------------------------------- */

/* A, B, … Z, AA, …; returns how many letters. */
static size_t column_name(char name[NAME_SIZE], unsigned column)
{
    size_t length = 0;
    char reversed[NAME_SIZE];
    for (unsigned left = column + 1; left > 0 && length < NAME_SIZE; left = (left - 1) / 26) {
        reversed[length++] = (char)('A' + (left - 1) % 26);
    }
    for (size_t i = 0; i < length; i++) {
        name[i] = reversed[length - 1 - i];
    }
    return length;
}

/* <c r="A2" s="5" without its end. */
static void cell_begin(xlsx_rows *rows, unsigned column, int style)
{
    GString *cells = rows->cells;
    char name[NAME_SIZE];
    size_t length = column_name(name, column);
    g_string_append_len(cells, "<c r=\"", 6);
    g_string_append_len(cells, name, (gssize)length);
    g_string_append_len(cells, rows->row_digits, (gssize)rows->row_digits_length);
    g_string_append_len(cells, "\" s=\"", 5);
    append_integer(cells, style);
    g_string_append_c(cells, '"');
}

/* U+FFFE and U+FFFF, the only ones above the controls that XML cannot hold, in UTF-8. */
enum { NONCHARACTER_BYTES = 3 };

static bool is_noncharacter(const char *at)
{
    return at[0] == '\xEF' && at[1] == '\xBF' && (at[2] == '\xBE' || at[2] == '\xBF');
}

/* What XML cannot hold is written as the format wants it, _x0001_; and so is the underscore of a
 * text that looks like that. Returns how many bytes it was. */
static size_t append_special(GString *text, const char *at)
{
    const unsigned char c = (unsigned char)*at;
    if (is_noncharacter(at)) {
        g_string_append(text, at[2] == '\xBE' ? "_xFFFE_" : "_xFFFF_");
        return NONCHARACTER_BYTES;
    }
    switch (c) {
    case '&':
        g_string_append(text, "&amp;");
        break;
    case '<':
        g_string_append(text, "&lt;");
        break;
    case '>':
        g_string_append(text, "&gt;");
        break;
    case '\t':
    case '\n':
        g_string_append_c(text, (char)c);
        break;
    default:
        g_string_append_printf(text, "_x%04X_", c);
    }
    return 1;
}

/* Whether a text goes on as such an escape does, which readers would undo: up to four digits count
 * for some of them. */
static bool is_escape_alike(const char *at)
{
    size_t digits = 0;
    if (at[0] != '_' || at[1] != 'x') {
        return false;
    }
    while (digits <= 4 && g_ascii_isxdigit(at[2 + digits])) {
        digits++;
    }
    return digits >= 1 && digits <= 4 && at[2 + digits] == '_';
}

static bool is_plain(const char *at)
{
    unsigned char c = (unsigned char)*at;
    return c >= ' ' && c != '&' && c != '<' && c != '>' && !(c == '_' && is_escape_alike(at)) &&
           !is_noncharacter(at);
}

static void append_escaped(GString *text, const char *utf8)
{
    while (*utf8 != '\0') {
        const char *at = utf8;
        while (is_plain(at)) {
            at++;
        }
        g_string_append_len(text, utf8, at - utf8);
        if (*at == '\0') {
            return;
        }
        utf8 = at + append_special(text, at);
    }
}

void xlsx_cell_text(xlsx_rows *rows, unsigned column, int style, const char *utf8)
{
    size_t length = strlen(utf8);
    bool spaces = length > 0 && (g_ascii_isspace(utf8[0]) || g_ascii_isspace(utf8[length - 1]));
    cell_begin(rows, column, style);
    g_string_append(rows->cells, spaces ? " t=\"inlineStr\"><is><t xml:space=\"preserve\">"
                                        : " t=\"inlineStr\"><is><t>");
    append_escaped(rows->cells, utf8);
    g_string_append_len(rows->cells, "</t></is></c>", 13);
}

/* 1250 is 12.5: as a reader would write the number. */
static void append_hundredths(GString *text, int64_t number)
{
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    uint64_t rest = size % 100;
    if (number < 0) {
        g_string_append_c(text, '-');
    }
    append_integer(text, (int64_t)(size / 100));
    if (rest > 0) {
        g_string_append_c(text, '.');
        g_string_append_c(text, (char)('0' + rest / 10));
        if (rest % 10 > 0) {
            g_string_append_c(text, (char)('0' + rest % 10));
        }
    }
}

static void append_number(GString *text, double number)
{
    static const double EXACT_MAX = 1e15;
    if (fabs(number) < EXACT_MAX && trunc(number) == number) {
        append_integer(text, (int64_t)number);
    } else {
        char buffer[XLSX_NUMBER_SIZE];
        xlsx_number_text(buffer, number);
        g_string_append(text, buffer);
    }
}

static void value_begin(xlsx_rows *rows, unsigned column, int style)
{
    cell_begin(rows, column, style);
    g_string_append_len(rows->cells, "><v>", 4);
}

static void value_end(xlsx_rows *rows)
{
    g_string_append_len(rows->cells, "</v></c>", 8);
}

void xlsx_cell_integer(xlsx_rows *rows, unsigned column, int style, int64_t number)
{
    value_begin(rows, column, style);
    append_integer(rows->cells, number);
    value_end(rows);
}

void xlsx_cell_hundredths(xlsx_rows *rows, unsigned column, int style, int64_t number)
{
    value_begin(rows, column, style);
    append_hundredths(rows->cells, number);
    value_end(rows);
}

void xlsx_cell_number(xlsx_rows *rows, unsigned column, int style, double number)
{
    value_begin(rows, column, style);
    append_number(rows->cells, number);
    value_end(rows);
}

void xlsx_cell_digits(xlsx_rows *rows, unsigned column, int style, const char *digits)
{
    value_begin(rows, column, style);
    g_string_append(rows->cells, digits);
    value_end(rows);
}

void xlsx_number_text(char buffer[XLSX_NUMBER_SIZE], double number)
{
    g_ascii_formatd(buffer, XLSX_NUMBER_SIZE, "%.16G", number);
}

void xlsx_cell_blank(xlsx_rows *rows, unsigned column, int style)
{
    cell_begin(rows, column, style);
    g_string_append_len(rows->cells, "/>", 2);
}

void xlsx_cell_formula(xlsx_rows *rows, unsigned column, int style, const char *formula,
                       double value)
{
    cell_begin(rows, column, style);
    g_string_append_len(rows->cells, "><f>", 4);
    append_escaped(rows->cells, formula);
    g_string_append_len(rows->cells, "</f><v>", 7);
    append_number(rows->cells, value);
    value_end(rows);
}

/* ---- the end ------------------------------------------------------------------------------- */

bool xlsx_rows_finish(xlsx_rows *rows, struct xlsx_rows_file *ret_file, GError **error)
{
    row_end(rows);
    pending_deflate(rows, Z_FULL_FLUSH);
    errno = 0;
    if (rows->error_number == 0 && fflush(rows->file) != 0) {
        rows->error_number = errno != 0 ? errno : EIO;
    }
    if (rows->error_number != 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(rows->error_number),
                    "cannot write the rows of a sheet to a temporary file: %s",
                    g_strerror(rows->error_number));
        return false;
    }
    *ret_file = (struct xlsx_rows_file){.deflated = rows->file,
                                        .deflated_size = rows->deflated_size,
                                        .size = rows->size,
                                        .crc = rows->crc};
    return true;
}
