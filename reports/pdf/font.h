#ifndef REPORTS_PDF_FONT_H
#define REPORTS_PDF_FONT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The documents' font, Liberation Sans of the Debian package fonts-liberation2: what it can show,
 * how wide it is, its outlines, and subsets of it for embedding. Made once; then const, and safe to
 * share between threads. Widths and measures are thousandths of the font's size. */

enum font_face { FONT_REGULAR, FONT_BOLD, FONT_FACE_COUNT };

enum { FONT_CHARACTER_COUNT = 0x10000 }; /* of the Basic Multilingual Plane */

struct fonts;

/* Errors: FONTS_ERROR. The message names the package where the font is not installed. */
#define FONTS_ERROR (fonts_error_quark())
enum { FONTS_ERROR_ABSENT, FONTS_ERROR_UNUSABLE };
GQuark fonts_error_quark(void);

/* The caller frees. NULL with *error set where the font is absent or cannot be read. */
struct fonts *fonts_new(GError **error);
void fonts_free(struct fonts *fonts);
typedef struct fonts document_fonts; /* g_autoptr(document_fonts) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(document_fonts, fonts_free)

/* Which font it is: its name and the first 12 digits of the SHA-256 of its files. The caller frees. */
char *fonts_identity(const struct fonts *fonts);

/* Whether a document can show it right: the font has it in both faces, and it is of a script that
 * is set as a row of single characters (Latin, Greek, Cyrillic, digits, signs). */
bool fonts_has_character(const struct fonts *fonts, uint32_t character);

/* The first character that a document cannot show right; 0 where there is none. Line feeds and
 * tabs count as spaces. What is no UTF-8 gives U+FFFD. Text is to be in normal form C. */
uint32_t fonts_missing_character(const struct fonts *fonts, const char *utf8);

/* The next character of a text as it is drawn, and *utf8 moved past it: a line feed or tab is a
 * space, and "?" stands for what the font lacks. **utf8 must not be the end. */
uint32_t fonts_next_character(const struct fonts *fonts, const char **utf8);

/* 0 for what the font lacks. */
int32_t fonts_character_width(const struct fonts *fonts, enum font_face face, uint32_t character);
/* Of so many bytes of a line, as it is drawn. */
int64_t fonts_text_width(const struct fonts *fonts, enum font_face face, const char *utf8,
                         size_t length);

/* The entries of a PDF's font descriptor, with the measures of the whole font. The caller frees. */
char *fonts_descriptor(const struct fonts *fonts, enum font_face which, const char *name,
                       int flags);

/* Appends the text's outlines, to be filled, as path operators of PDF in whole numbers, from a font
 * of that size: what is drawn so is no text, and cannot get between the lines of a page when that is
 * searched or copied. */
void fonts_outline_append(const struct fonts *fonts, enum font_face which, const char *utf8,
                          double size, GString *path);

/* The byte of WinAnsiEncoding; 0 where it has none. */
uint8_t fonts_winansi_byte(uint32_t character);
/* The character of such a byte; 0 where it stands for none. */
uint32_t fonts_winansi_character(uint8_t byte);

/* A TrueType font of just those characters, each of which the font must have, and of an empty glyph
 * for any other. Where `ret_glyphs` is not NULL it gets the number of each one's glyph. The caller
 * unrefs; NULL with *error set where it cannot be made. */
GBytes *fonts_subset_new(const struct fonts *fonts, enum font_face face, const uint32_t *characters,
                         size_t count, uint16_t *ret_glyphs, GError **error);

#endif
