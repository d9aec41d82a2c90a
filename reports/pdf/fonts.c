#include "reports/pdf/fonts.h"

#include "reports/pdf/fonts_private.h"

G_DEFINE_QUARK(fonts_error, fonts_error)

/* Version 2 of the font; the package fonts-liberation of Debian 12 is version 1, which lacks the
 * Vietnamese letters. Debian 13 has version 2 in the second place. */
static const char *const directories[] = {
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/truetype/liberation",
};
static const char *const file_names[FONT_FACE_COUNT] = {
    [FONT_REGULAR] = "LiberationSans-Regular.ttf",
    [FONT_BOLD] = "LiberationSans-Bold.ttf",
};
enum { VIETNAMESE_LETTER = 0x1EC5 };

/* WinAnsiEncoding from 0x80 to 0x9F; 0 is no character. */
static const uint16_t winansi_high[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

uint8_t fonts_winansi_byte(uint32_t character)
{
    if ((character >= 0x20 && character < 0x7F) ||
        (character >= 0xA0 && character <= 0xFF && character != 0xAD)) {
        return (uint8_t)character;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(winansi_high); i++) {
        if (winansi_high[i] != 0 && winansi_high[i] == character) {
            return (uint8_t)(0x80 + i);
        }
    }
    return 0;
}

uint32_t fonts_winansi_character(uint8_t byte)
{
    const uint32_t character = byte >= 0x80 && byte < 0xA0 ? winansi_high[byte - 0x80] : byte;
    return fonts_winansi_byte(character) == byte ? character : 0;
}

/* ---- what it has ---- */

/* Other scripts need more than a row of characters (joining, right to left, stacked marks), and
 * what is invisible would be drawn. */
static bool is_set_singly(uint32_t character)
{
    switch (g_unichar_type(character)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        return false;
    default:
        break;
    }
    switch (g_unichar_get_script(character)) {
    case G_UNICODE_SCRIPT_COMMON:
    case G_UNICODE_SCRIPT_LATIN:
    case G_UNICODE_SCRIPT_GREEK:
    case G_UNICODE_SCRIPT_CYRILLIC:
        return true;
    default:
        return false;
    }
}

bool fonts_has_character(const struct fonts *fonts, uint32_t character)
{
    return character < FONT_CHARACTER_COUNT &&
           ((fonts->shown[character / 32] >> (character % 32)) & 1) != 0;
}

uint32_t fonts_missing_character(const struct fonts *fonts, const char *utf8)
{
    if (!g_utf8_validate(utf8, -1, NULL)) {
        return 0xFFFD;
    }
    for (const char *at = utf8; *at != '\0'; at = g_utf8_next_char(at)) {
        uint32_t character = g_utf8_get_char(at);
        if (character != '\n' && character != '\t' && !fonts_has_character(fonts, character)) {
            return character;
        }
    }
    return 0;
}

uint32_t fonts_next_character(const struct fonts *fonts, const char **utf8)
{
    if ((unsigned char)**utf8 < 0x80) {
        uint32_t character = (unsigned char)*(*utf8)++;
        return character == '\n' || character == '\t'  ? ' '
               : character < 0x20 || character == 0x7F ? '?'
                                                       : character;
    }
    uint32_t character = g_utf8_get_char_validated(*utf8, -1);
    if (character > 0x10FFFF) {
        (*utf8)++;
        return '?';
    }
    *utf8 = g_utf8_next_char(*utf8);
    return fonts_has_character(fonts, character) ? character : '?';
}

int32_t fonts_character_width(const struct fonts *fonts, enum font_face face, uint32_t character)
{
    return character < FONT_CHARACTER_COUNT ? fonts->faces[face].widths[character] : 0;
}

int64_t fonts_text_width(const struct fonts *fonts, enum font_face face, const char *utf8)
{
    int64_t width = 0;
    for (const char *at = utf8; *at != '\0';) {
        width += fonts_character_width(fonts, face, fonts_next_character(fonts, &at));
    }
    return width;
}

/* ---- loading ---- */

static void widths_fill(struct face *face)
{
    int32_t units = (int32_t)hb_face_get_upem(face->face);
    for (uint32_t character = 0; character < FONT_CHARACTER_COUNT; character++) {
        hb_codepoint_t glyph = 0;
        if (hb_font_get_nominal_glyph(face->font, character, &glyph)) {
            int32_t advance = hb_font_get_glyph_h_advance(face->font, glyph);
            face->widths[character] = (int16_t)(advance * 1000 / units);
        }
    }
}

static bool face_load(struct face *face, const char *path, GError **error)
{
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(path);
    if (blob == NULL) {
        g_set_error(error, FONTS_ERROR, FONTS_ERROR_UNUSABLE, "%s: cannot be read", path);
        return false;
    }
    face->face = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    hb_face_make_immutable(face->face);
    face->font = hb_font_create(face->face);
    hb_font_make_immutable(face->font);
    hb_codepoint_t glyph = 0;
    if (!hb_font_get_nominal_glyph(face->font, VIETNAMESE_LETTER, &glyph)) {
        g_set_error(error, FONTS_ERROR, FONTS_ERROR_UNUSABLE,
                    "%s: not version 2 of the font; Debian's package is fonts-liberation2", path);
        return false;
    }
    widths_fill(face);
    return true;
}

/* What both faces have: asking the font each time would cost more than drawing. */
static void shown_fill(struct fonts *fonts)
{
    for (uint32_t character = 0; character < FONT_CHARACTER_COUNT; character++) {
        bool has = true;
        for (int face = 0; face < FONT_FACE_COUNT; face++) {
            hb_codepoint_t glyph = 0;
            has = has && hb_font_get_nominal_glyph(fonts->faces[face].font, character, &glyph);
        }
        if (has && is_set_singly(character)) {
            fonts->shown[character / 32] |= UINT32_C(1) << (character % 32);
        }
    }
}

static const char *directory_find(GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(directories); i++) {
        g_autofree char *path = g_build_filename(directories[i], file_names[FONT_REGULAR], NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
            return directories[i];
        }
    }
    g_set_error(error, FONTS_ERROR, FONTS_ERROR_ABSENT,
                "the documents' font %s is not in %s: install Debian's package fonts-liberation2",
                file_names[FONT_REGULAR], directories[0]);
    return NULL;
}

struct fonts *fonts_new(GError **error)
{
    const char *directory = directory_find(error);
    if (directory == NULL) {
        return NULL;
    }
    struct fonts *fonts = g_new0(struct fonts, 1);
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        g_autofree char *path = g_build_filename(directory, file_names[face], NULL);
        if (!face_load(&fonts->faces[face], path, error)) {
            fonts_free(fonts);
            return NULL;
        }
    }
    shown_fill(fonts);
    return fonts;
}

void fonts_free(struct fonts *fonts)
{
    if (fonts == NULL) {
        return;
    }
    for (int i = 0; i < FONT_FACE_COUNT; i++) {
        struct face *face = &fonts->faces[i];
        hb_font_destroy(face->font);
        hb_face_destroy(face->face);
    }
    g_free(fonts);
}
