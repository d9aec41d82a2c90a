#include "reports/pdf/font.h"

#include <criterion/criterion.h>
#include <hb.h>
#include <string.h>

static struct fonts *fonts;

static void set_up(void)
{
    GError *error = NULL;
    fonts = fonts_new(&error);
    cr_assert_null(error, "%s", error != NULL ? error->message : "");
}

static void tear_down(void)
{
    fonts_free(fonts);
}

TestSuite(fonts, .init = set_up, .fini = tear_down);

Test(fonts, latin_greek_and_cyrillic_are_there)
{
    static const struct {
        uint32_t first;
        uint32_t last;
    } ranges[] = {{0x20, 0x7E},     {0xA0, 0xAC},     {0xAE, 0x24F},    {0x386, 0x386},
                  {0x388, 0x38A},   {0x38E, 0x3A1},   {0x3A3, 0x3CE},   {0x400, 0x482},
                  {0x48A, 0x513},   {0x1E00, 0x1E9B}, {0x1EA0, 0x1EF9}, {0x2013, 0x2014},
                  {0x2018, 0x201E}, {0x20AC, 0x20AC}};
    for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++) {
        for (uint32_t character = ranges[i].first; character <= ranges[i].last; character++) {
            cr_expect(fonts_has_character(fonts, character), "U+%04X", character);
            cr_expect_gt(fonts_character_width(fonts, FONT_REGULAR, character), 0);
            cr_expect_gt(fonts_character_width(fonts, FONT_BOLD, character), 0);
        }
    }
}

Test(fonts, what_cannot_be_shown_right_is_missing)
{
    static const struct {
        const char *text;
        uint32_t missing;
    } rows[] = {
        {"", 0},
        {"Zoë O’Brien\n\tŁukasz", 0},
        {"Nguyễn Thị Ánh", 0},
        {"Nguye\u0302n", 0x302}, /* not in normal form C: drawn beside the letter */
        {"\u05D0", 0x5D0},       /* right to left */
        {"\u0627", 0x627},
        {"\u4E2D", 0x4E2D},
        {"a\u200Bb", 0x200B}, /* invisible */
        {"a\u00ADb", 0xAD},
        {"a\x01", 1},
        {"\U0001F600", 0x1F600},
        {"a\xC3", 0xFFFD},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        cr_expect_eq(fonts_missing_character(fonts, rows[i].text), rows[i].missing, "row %zu", i);
    }
}

Test(fonts, winansi_bytes_are_those_of_windows_1252)
{
    for (uint32_t character = 0; character < 0x10000; character++) {
        uint8_t byte = fonts_winansi_byte(character);
        if (byte == 0) {
            continue;
        }
        g_autofree char *utf8 =
            g_convert((const char[]){(char)byte}, 1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
        cr_assert_not_null(utf8);
        cr_expect_eq(g_utf8_get_char(utf8), character, "U+%04X", character);
        cr_expect_eq(fonts_winansi_character(byte), character, "U+%04X", character);
        cr_expect(fonts_has_character(fonts, character), "U+%04X", character);
    }
    cr_expect_eq(fonts_winansi_byte(0x20AC), 0x80);
    cr_expect_eq(fonts_winansi_byte(0x1EC5), 0);
    cr_expect_eq(fonts_winansi_character(0x7F), 0);
    cr_expect_eq(fonts_winansi_character(0x81), 0);
}

/* ---- composite glyphs ----
 * libharu embeds the parts of a glyph, but not the parts of its parts: a letter would silently
 * lose an accent. The font must have none so deep. */

static unsigned u16(const unsigned char *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

struct glyphs {
    const unsigned char *glyf;
    const unsigned char *loca;
    bool long_offsets;
    unsigned count;
};

static const unsigned char *glyph_at(const struct glyphs *glyphs, unsigned glyph)
{
    const unsigned char *entry = glyphs->loca + (size_t)glyph * (glyphs->long_offsets ? 4 : 2);
    unsigned offset = glyphs->long_offsets ? u16(entry) << 16 | u16(entry + 2) : 2 * u16(entry);
    unsigned next =
        glyphs->long_offsets ? u16(entry + 4) << 16 | u16(entry + 6) : 2 * u16(entry + 2);
    return next > offset ? glyphs->glyf + offset : NULL;
}

static unsigned composite_depth(const struct glyphs *glyphs, unsigned glyph)
{
    const unsigned char *at = glyph_at(glyphs, glyph);
    cr_assert_lt(glyph, glyphs->count);
    if (at == NULL || (u16(at) & 0x8000) == 0) {
        return 0;
    }
    unsigned depth = 0;
    unsigned flags = 0;
    at += 10;
    do {
        flags = u16(at);
        depth = MAX(depth, composite_depth(glyphs, u16(at + 2)));
        at += 4 + ((flags & 1) != 0 ? 4 : 2);
        at += (flags & 8) != 0 ? 2 : (flags & 64) != 0 ? 4 : (flags & 128) != 0 ? 8 : 0;
    } while ((flags & 32) != 0);
    return depth + 1;
}

static GBytes *subset_of(enum font_face face, const GArray *characters)
{
    const uint32_t *wanted = (const uint32_t *)(const void *)characters->data;
    return fonts_subset_new(fonts, face, wanted, characters->len, NULL, NULL);
}

static const unsigned char *table(hb_face_t *face, const char *tag, hb_blob_t **blob)
{
    *blob = hb_face_reference_table(face, hb_tag_from_string(tag, 4));
    return (const unsigned char *)hb_blob_get_data(*blob, NULL);
}

static void expect_flat(enum font_face which, const GArray *characters)
{
    g_autoptr(GBytes) font = subset_of(which, characters);
    cr_assert_not_null(font);
    gsize length = 0;
    const char *data = g_bytes_get_data(font, &length);
    hb_blob_t *blobs[4] = {
        hb_blob_create(data, (unsigned)length, HB_MEMORY_MODE_READONLY, NULL, NULL)};
    hb_face_t *face = hb_face_create(blobs[0], 0);
    struct glyphs glyphs = {.glyf = table(face, "glyf", &blobs[1]),
                            .loca = table(face, "loca", &blobs[2]),
                            .long_offsets = u16(table(face, "head", &blobs[3]) + 50) == 1,
                            .count = hb_face_get_glyph_count(face)};
    cr_expect_gt(glyphs.count, 1000);
    unsigned composites = 0;
    for (unsigned glyph = 0; glyph < glyphs.count; glyph++) {
        unsigned depth = composite_depth(&glyphs, glyph);
        cr_expect_leq(depth, 1, "glyph %u", glyph);
        composites += depth;
    }
    cr_expect_gt(composites, 100); /* the walk found them */
    for (size_t i = 0; i < G_N_ELEMENTS(blobs); i++) {
        hb_blob_destroy(blobs[i]);
    }
    hb_face_destroy(face);
}

Test(fonts, no_glyph_has_parts_of_parts)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (uint32_t character = 0; character < FONT_CHARACTER_COUNT; character++) {
        if (fonts_has_character(fonts, character)) {
            g_array_append_val(all, character);
        }
    }
    expect_flat(FONT_REGULAR, all);
    expect_flat(FONT_BOLD, all);
}

/* Glyph 0 is what viewers draw for a character that a font lacks: a box, in most fonts. */
Test(fonts, a_subset_has_no_box_to_draw)
{
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        const uint32_t few[] = {'A', 0x1EC5};
        g_autoptr(GBytes) font = fonts_subset_new(fonts, face, few, 2, NULL, NULL);
        cr_assert_not_null(font);
        gsize length = 0;
        const char *data = g_bytes_get_data(font, &length);
        hb_blob_t *blobs[4] = {
            hb_blob_create(data, (unsigned)length, HB_MEMORY_MODE_READONLY, NULL, NULL)};
        hb_face_t *subset = hb_face_create(blobs[0], 0);
        struct glyphs glyphs = {.glyf = table(subset, "glyf", &blobs[1]),
                                .loca = table(subset, "loca", &blobs[2]),
                                .long_offsets = u16(table(subset, "head", &blobs[3]) + 50) == 1,
                                .count = hb_face_get_glyph_count(subset)};
        cr_expect_null(glyph_at(&glyphs, 0));
        cr_expect_not_null(glyph_at(&glyphs, 1));
        for (size_t i = 0; i < G_N_ELEMENTS(blobs); i++) {
            hb_blob_destroy(blobs[i]);
        }
        hb_face_destroy(subset);
    }
}

Test(fonts, a_subset_has_just_what_is_asked_for)
{
    const uint32_t few[] = {0x1EC5, 'A'};
    uint16_t glyphs[] = {0, 0};
    g_autoptr(GBytes) font = fonts_subset_new(fonts, FONT_BOLD, few, 2, glyphs, NULL);
    cr_assert_not_null(font);
    cr_expect_lt(g_bytes_get_size(font), 2000);
    cr_expect_neq(glyphs[0], 0);
    cr_expect_neq(glyphs[1], 0);
    cr_expect_neq(glyphs[0], glyphs[1]);
}
