#include "reports/pdf/font.h"

#include <hb-ot.h>
#include <hb-subset.h>

#include "engine/core/money.h"

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

struct face {
    hb_face_t *face;
    hb_font_t *font;
    int32_t units; /* an em */
    int16_t widths[FONT_CHARACTER_COUNT];
};

struct fonts {
    struct face faces[FONT_FACE_COUNT];
    uint32_t shown[FONT_CHARACTER_COUNT / 32]; /* a bit for each character that can be */
};

/* ---- WinAnsiEncoding ---- */

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
    switch (g_unichar_get_script(character)) {
    case G_UNICODE_SCRIPT_COMMON:
    case G_UNICODE_SCRIPT_LATIN:
    case G_UNICODE_SCRIPT_GREEK:
    case G_UNICODE_SCRIPT_CYRILLIC:
        return g_unichar_isprint(character) && !g_unichar_iszerowidth(character);
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

int64_t fonts_text_width(const struct fonts *fonts, enum font_face face, const char *utf8,
                         size_t length)
{
    int64_t width = 0;
    for (const char *at = utf8; at < utf8 + length;) {
        width += fonts_character_width(fonts, face, fonts_next_character(fonts, &at));
    }
    return width;
}

/* ---- loading ---- */

static bool face_load(struct face *face, const char *path, GError **error)
{
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(path);
    if (!blob) {
        g_set_error(error, FONTS_ERROR, FONTS_ERROR_UNUSABLE, "%s: cannot be read", path);
        return false;
    }
    face->face = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    hb_face_make_immutable(face->face);
    face->font = hb_font_create(face->face);
    hb_font_make_immutable(face->font);
    face->units = (int32_t)hb_face_get_upem(face->face);
    hb_codepoint_t glyph = 0;
    if (!hb_font_get_nominal_glyph(face->font, VIETNAMESE_LETTER, &glyph)) {
        g_set_error(error, FONTS_ERROR, FONTS_ERROR_UNUSABLE,
                    "%s: not version 2 of the font; Debian's package is fonts-liberation2", path);
        return false;
    }
    return true;
}

/* Widths, and what both faces have: asking the font each time would cost more than drawing. Only what a
 * face has is asked for: a command that draws nothing waits for this as well. */
static void characters_fill(struct fonts *fonts)
{
    hb_set_t *shown = NULL;
    for (int i = 0; i < FONT_FACE_COUNT; i++) {
        struct face *face = &fonts->faces[i];
        hb_set_t *had = hb_set_create();
        hb_face_collect_unicodes(face->face, had);
        for (hb_codepoint_t character = HB_SET_VALUE_INVALID;
             hb_set_next(had, &character) && character < FONT_CHARACTER_COUNT;) {
            hb_codepoint_t glyph = 0;
            if (hb_font_get_nominal_glyph(face->font, character, &glyph)) {
                const int32_t advance = hb_font_get_glyph_h_advance(face->font, glyph);
                face->widths[character] = (int16_t)(advance * 1000 / face->units);
            }
        }
        if (shown) {
            hb_set_intersect(shown, had);
            hb_set_destroy(had);
        } else {
            shown = had;
        }
    }
    for (hb_codepoint_t character = HB_SET_VALUE_INVALID;
         hb_set_next(shown, &character) && character < FONT_CHARACTER_COUNT;) {
        if (is_set_singly(character)) {
            fonts->shown[character / 32] |= UINT32_C(1) << (character % 32);
        }
    }
    hb_set_destroy(shown);
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
    if (!directory) {
        return NULL;
    }
    g_autoptr(document_fonts) fonts = g_new0(struct fonts, 1);
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        g_autofree char *path = g_build_filename(directory, file_names[face], NULL);
        if (!face_load(&fonts->faces[face], path, error)) {
            return NULL;
        }
    }
    characters_fill(fonts);
    return g_steal_pointer(&fonts);
}

void fonts_free(struct fonts *fonts)
{
    if (!fonts) {
        return;
    }
    for (int i = 0; i < FONT_FACE_COUNT; i++) {
        struct face *face = &fonts->faces[i];
        hb_font_destroy(face->font);
        hb_face_destroy(face->face);
    }
    g_free(fonts);
}

char *fonts_identity(const struct fonts *fonts)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    for (int i = 0; i < FONT_FACE_COUNT; i++) {
        hb_blob_t *blob = hb_face_reference_blob(fonts->faces[i].face);
        unsigned size = 0;
        const char *bytes = hb_blob_get_data(blob, &size);
        g_checksum_update(sum, (const guchar *)bytes, size);
        hb_blob_destroy(blob);
    }
    return g_strdup_printf("Liberation Sans %.12s", g_checksum_get_string(sum));
}

/* ---- measures ---- */

static int32_t metric(const struct face *face, hb_ot_metrics_tag_t tag)
{
    hb_position_t position = 0;
    hb_ot_metrics_get_position_with_fallback(face->font, tag, &position);
    return position * 1000 / face->units;
}

char *fonts_descriptor(const struct fonts *fonts, enum font_face which, const char *name, int flags)
{
    const struct face *face = &fonts->faces[which];
    hb_blob_t *head = hb_face_reference_table(face->face, HB_TAG('h', 'e', 'a', 'd'));
    unsigned int length = 0;
    const unsigned char *data = (const unsigned char *)hb_blob_get_data(head, &length);
    int32_t box[4] = {0}; /* 16 bits each, from byte 36 on: left, bottom, right, top */
    for (size_t i = 0; i < G_N_ELEMENTS(box) && 36 + 2 * i + 1 < length; i++) {
        box[i] = (int16_t)(data[36 + 2 * i] << 8 | data[36 + 2 * i + 1]) * 1000 / face->units;
    }
    hb_blob_destroy(head);
    return g_strdup_printf("/Type /FontDescriptor\n/FontName /%s\n/Flags %d\n"
                           "/FontBBox [%d %d %d %d]\n/ItalicAngle 0\n/Ascent %d\n/Descent %d\n"
                           "/CapHeight %d\n/StemV %d\n",
                           name, flags, box[0], box[1], box[2], box[3],
                           metric(face, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER),
                           metric(face, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER),
                           metric(face, HB_OT_METRICS_TAG_CAP_HEIGHT),
                           which == FONT_BOLD ? 140 : 80);
}

/* ---- subsets ---- */

/* What a document's font does not need: hinting of glyphs that are printed or scaled, kerning and
 * substitution that nobody does, names, and the box that stands for a missing character. */
static hb_subset_input_t *subset_input_new(void)
{
    static const char *const dropped[] = {"GSUB", "GPOS", "GDEF", "OS/2", "name", "post"};
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    CHECK(input != NULL);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
    hb_set_clear(hb_subset_input_set(input, HB_SUBSET_SETS_LAYOUT_FEATURE_TAG));
    for (size_t i = 0; i < G_N_ELEMENTS(dropped); i++) {
        hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG),
                   hb_tag_from_string(dropped[i], -1));
    }
    return input;
}

static void glyphs_find(hb_face_t *subset, const uint32_t *characters, size_t count,
                        uint16_t *ret_glyphs)
{
    hb_font_t *font = hb_font_create(subset);
    for (size_t i = 0; i < count; i++) {
        hb_codepoint_t glyph = 0;
        hb_font_get_nominal_glyph(font, characters[i], &glyph);
        CHECK(glyph <= UINT16_MAX);
        ret_glyphs[i] = (uint16_t)glyph;
    }
    hb_font_destroy(font);
}

GBytes *fonts_subset_new(const struct fonts *fonts, enum font_face face, const uint32_t *characters,
                         size_t count, uint16_t *ret_glyphs, GError **error)
{
    hb_subset_input_t *input = subset_input_new();
    for (size_t i = 0; i < count; i++) {
        hb_set_add(hb_subset_input_unicode_set(input), characters[i]);
    }
    hb_face_t *subset = hb_subset_or_fail(fonts->faces[face].face, input);
    hb_subset_input_destroy(input);
    if (!subset) {
        g_set_error_literal(
            error, FONTS_ERROR, FONTS_ERROR_UNUSABLE,
            "the font Liberation Sans cannot be reduced to a document's characters");
        return NULL;
    }
    if (ret_glyphs) {
        glyphs_find(subset, characters, count, ret_glyphs);
    }
    hb_blob_t *blob = hb_face_reference_blob(subset);
    unsigned int length = 0;
    const char *data = hb_blob_get_data(blob, &length);
    GBytes *bytes = g_bytes_new(data, length);
    hb_blob_destroy(blob);
    hb_face_destroy(subset);
    return bytes;
}

/* ---- outlines ---- */

struct pen {
    GString *path;
    double x;     /* of the glyph, in ems */
    double units; /* an em */
    double size;
};

static void pen_append(void *data, size_t count, const float *points, const char *name)
{
    const struct pen *pen = data;
    for (size_t i = 0; i < count; i++) {
        const double value =
            ((i % 2 == 0 ? pen->x : 0.0) + (double)points[i] / pen->units) * pen->size;
        g_string_append_printf(pen->path, "%ld ", (long)(value < 0.0 ? value - 0.5 : value + 0.5));
    }
    g_string_append(pen->path, name);
}

/* `name` is the operator's. */
static void pen_point(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x,
                      float y, void *name)
{
    (void)functions, (void)state;
    pen_append(data, 2, (const float[]){x, y}, name);
}

/* The font's own curves are quadratic; HarfBuzz raises them. */
static void pen_curve(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x1,
                      float y1, float x2, float y2, float x, float y, void *user_data)
{
    (void)functions, (void)state, (void)user_data;
    pen_append(data, 6, (const float[]){x1, y1, x2, y2, x, y}, "c\n");
}

void fonts_outline_append(const struct fonts *fonts, enum font_face which, const char *utf8,
                          double size, GString *path)
{
    const struct face *face = &fonts->faces[which];
    hb_draw_funcs_t *functions = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(functions, pen_point, (char *)"m\n", NULL);
    hb_draw_funcs_set_line_to_func(functions, pen_point, (char *)"l\n", NULL);
    hb_draw_funcs_set_cubic_to_func(functions, pen_curve, NULL, NULL);
    struct pen pen = {path, 0.0, (double)face->units, size};
    for (const char *at = utf8; *at != '\0';) {
        const uint32_t character = fonts_next_character(fonts, &at);
        hb_codepoint_t glyph = 0;
        if (hb_font_get_nominal_glyph(face->font, character, &glyph)) {
            hb_font_get_glyph_shape(face->font, glyph, functions, &pen);
        }
        pen.x += (double)fonts_character_width(fonts, which, character) / 1000.0;
    }
    g_string_append(path, "f\n");
    hb_draw_funcs_destroy(functions);
}
