#ifndef IMPORTERS_TEXT_LINES_H
#define IMPORTERS_TEXT_LINES_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/store/sha256.h"

/* A file line by line, in constant memory, the SHA-256 of its bytes, and what a line or a value may
 * be made of. */

enum { LINE_BYTES_MAX = 1024 * 1024 };

struct lines;

/* NULL where the file cannot be opened or is no regular file; then *ret_reason says why (static). */
struct lines *lines_open(const char *path, const char **ret_reason);
/* The same of a file in another encoding, as GLib takes it (NULL: UTF-8), unless a byte order mark says
 * otherwise. It is held whole, and offsets are those of its UTF-8. *ret_bad_byte: the place, from 1, of
 * the first byte that the encoding does not have, after which nothing is read, or -1 where the file is
 * UTF-8 whatever it is said to be; else 0. */
struct lines *lines_open_encoded(const char *path, const char *encoding, int64_t *ret_bad_byte,
                                 const char **ret_reason);
void lines_free(struct lines *lines);
typedef struct lines lines;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(lines, lines_free)

/* The byte order mark of UTF-8, be it there twice, is left out, and CRLF is LF. */
struct text_line {
    char *text;     /* good until the next call, and the caller's to change; not NUL-terminated */
    size_t length;  /* its LF included */
    int64_t offset; /* of its first byte in the file */
    int64_t end_offset; /* where the next one begins */
    bool cut;           /* it is longer than LINE_BYTES_MAX: this is its beginning */
};

/* The next line. False at the end of the file or where reading fails. */
bool lines_next(struct lines *lines, struct text_line *ret_line);
/* Goes back to the line that begins at an offset. */
bool lines_rewind(struct lines *lines, int64_t offset);
/* When all is read: the SHA-256 of the bytes, and NULL or why reading failed (static). Once only. */
const char *lines_finish(struct lines *lines, char ret_sha256[SHA256_TEXT_SIZE]);

/* Spaces and tabs at most. */
bool line_is_blank(const struct text_line *line);
/* Printable ASCII but for its LF. */
bool line_is_plain(const struct text_line *line);

/* The first character that no value may have: one that breaks a line or hides in it, or that is
 * none (U+FFFF and its like) and so may be in no XML file. 0 where there is none. UTF-8. */
gunichar text_refused_character(const char *text);
/* Nothing to see: white space of any kind, or of no width. UTF-8. */
bool text_is_blank(const char *text);
/* The text but for those characters (ASCII). The caller frees. */
char *text_without(const char *text, const char *characters);
/* Spaces of any kind within it as one, none around it; with `small` capitals are nothing either. The
 * caller frees. UTF-8. */
char *text_fold(const char *text, bool small);
/* A person's name without case, accents, points and title: by it "Dr. Jane O'Hara" is "jane ohara". The
 * caller frees. UTF-8. */
char *text_name_fold(const char *name);
/* "$1,500.5000" as "1500.50": without symbol, spaces, thousands' commas and further zeros. The caller
 * frees; NULL: it is not an amount written so. */
char *text_amount_plain(const char *text);
/* The same of one with points between thousands and a decimal comma: 1.234,50. */
char *text_amount_of_comma(const char *text);
/* "1500.5" is 150050 cents; false where it is no amount so written, and with `*ret_cents` untouched. */
bool text_cents_read(const char *text, int64_t *ret_cents);
/* "1.02E+07": a number as spreadsheets show a long one, its digits lost. */
bool text_is_spreadsheet_number(const char *text);
/* Of two const char *, by bytes: for sorting. */
int text_compare(const void *left, const void *right);

/* How many of its first bytes an id may have. */
size_t id_length(const char *text);
bool id_is_formed(const char *text);         /* 1..32 of A-Z a-z 0-9 . _ - */
bool partner_id_is_formed(const char *text); /* 1..14 of A-Z 0-9 -, not beginning with - */
bool text_has_digit(const char *text);       /* a word or a name has none */

#endif
